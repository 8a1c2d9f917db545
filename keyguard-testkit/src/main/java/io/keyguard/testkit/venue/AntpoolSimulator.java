/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static io.keyguard.testkit.venue.Signatures.utf8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * AntPool, the API of users: one sub-account.
 *
 * <p>From the help center: {@code POST} of forms, HMAC-SHA256 in capitals over user, key and nonce, which must grow; codes from -2 to -24. UNCONFIRMED and chosen here: status 200 for every error, -30 for too many
 * requests; and {@code /api/changeWallet.htm}, a call that this simulator alone has, to show what a captured signature is good for: the pool has one, under a name that is not known.
 */
public final class AntpoolSimulator extends PoolSimulator {
    private static final Set<String> ERRORS =
            Set.of("-2", "-5", "-6", "-7", "-8", "-9", "-10", "-18", "-19", "-20", "-23", "-24", "-30");
    private static final String HEX = "0123456789abcdef";

    private AntpoolSimulator(InstantSource clock) {
        super(clock, "farmer1", "bc1qsynthetic0antpool0wallet0of0farmer1");
    }

    /** Starts a pool that keeps the system's time. */
    public static AntpoolSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static AntpoolSimulator start(InstantSource clock) {
        return new AntpoolSimulator(clock);
    }

    /** Makes a key with {@code rights} out of {@code read} and {@code wallet}. */
    public SimulatedKey createKey(String... rights) {
        return register(new SimulatedKey(random(HEX, 32), random(HEX, 32), "", new byte[0], Set.of(rights)));
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.HMAC_SHA256;
    }

    @Override
    String venue() {
        return "antpool";
    }

    @Override
    public String accountId() {
        return "farmer1";
    }

    @Override
    String tooMany() {
        return "-30";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        ObjectNode json =
                JSON.createObjectNode().put("code", Integer.parseInt(code)).put("message", "synthetic refusal");
        return Reply.error(200, json, code);
    }

    @Override
    Reply handle(Call call) {
        if (!call.method().equals("POST")) {
            throw new Refusal("-2");
        }
        Map<String, String> form = Call.parameters(call.body());
        String apiKey = form.getOrDefault("key", "");
        SimulatedKey key = admitted(call, apiKey, "-6", "-8");
        String nonce = form.getOrDefault("nonce", "");
        String expected = HexFormat.of()
                .formatHex(Signatures.hmac("HmacSHA256", utf8(key.secret()), utf8(accountId() + apiKey + nonce)))
                .toUpperCase(Locale.ROOT);
        if (!Signatures.same(expected, form.getOrDefault("signature", ""))) {
            throw new Refusal("-7");
        }
        if (!nonce.matches("\\d{1,18}") || !key.useNonce(Long.parseLong(nonce))) {
            throw new Refusal("-18");
        }
        if (!key.may(call.path().equals("/api/changeWallet.htm") ? "wallet" : "read")) {
            throw new Refusal("-9");
        }
        stats().accepted(key);
        ObjectNode json = JSON.createObjectNode().put("code", 0).put("message", "ok");
        json.set("data", serve(call.path(), form));
        return Reply.ok(json);
    }

    private ObjectNode serve(String path, Map<String, String> form) {
        if (!form.getOrDefault("coin", "").equals("BTC")) {
            throw new Refusal("-24");
        }
        ObjectNode data = JSON.createObjectNode();
        switch (path) {
            case "/api/account.htm" ->
                data.put("earn24Hours", "0")
                        .put("balance", balance().toPlainString())
                        .put("settleTime", "2026-11-24 00:00:00");
            case "/api/hashrate.htm", "/api/workers.htm", "/api/poolStats.htm" -> data.put("last10m", "0");
            case "/api/changeWallet.htm" -> {
                String address = form.getOrDefault("address", "");
                if (address.isBlank()) {
                    throw new Refusal("-19");
                }
                changeWallet(address);
            }
            default -> throw new Refusal("-2");
        }
        return data;
    }
}
