/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.Venues;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Typical requests of mining platforms: a refill of hashpower at NiceHash, reads at the pools, where nothing is traded. Beside them what a connector does, as in {@link BareSigners}. */
final class PoolOrders {
    private static final String ID = "11111111-2222-3333-4444-555555555555";
    private static final String REFILL = "/main/api/v2/hashpower/order/" + ID + "/refill";
    private static final String AMOUNT = "{\"amount\":0.005}";
    private static final String BALANCE = "{\"mining_user_name\":\"farm1\",\"currency\":\"bitcoin\"}";

    private PoolOrders() {}

    static TypicalOrder antpool() throws GeneralSecurityException {
        AntpoolSimulator simulator = AntpoolSimulator.start();
        SimulatedKey key = simulator.createKey("read");
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.antpool(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.post("/api/account.htm").param("coin", "BTC"),
                () -> {
                    String nonce = System.currentTimeMillis() + "000";
                    String signature = signs.text(simulator.accountId() + key.apiKey() + nonce)
                            .toUpperCase(Locale.ROOT);
                    String body = "key=" + key.apiKey() + "&nonce=" + nonce + "&signature=" + signature + "&coin=BTC";
                    return new SignedRequest(
                            "POST",
                            URI.create(simulator.uri() + "/api/account.htm"),
                            Map.of("Content-Type", "application/x-www-form-urlencoded"),
                            body.getBytes(US_ASCII));
                });
    }

    static TypicalOrder f2pool() {
        F2poolSimulator simulator = F2poolSimulator.start();
        SimulatedKey key = simulator.createKey("read");
        return TypicalOrder.of(
                Venues.f2pool(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.post("/v2/assets/balance")
                        .param("mining_user_name", "farm1")
                        .param("currency", "bitcoin"),
                () -> new SignedRequest(
                        "POST",
                        URI.create(simulator.uri() + "/v2/assets/balance"),
                        Map.of("F2P-API-SECRET", key.apiKey(), "Content-Type", "application/json"),
                        BALANCE.getBytes(US_ASCII)));
    }

    static TypicalOrder nicehash() throws GeneralSecurityException {
        NicehashSimulator simulator = NicehashSimulator.start();
        SimulatedKey key = simulator.createKey("VBTD", "PRCO");
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.nicehash(),
                simulator,
                id -> simulator.toApiKey(id, key),
                TRADE_HASHPOWER,
                () -> VenueRequest.post(REFILL).json(AMOUNT),
                () -> {
                    String time = Long.toString(System.currentTimeMillis());
                    String nonce = UUID.randomUUID().toString();
                    String message = String.join(
                            "\0", key.apiKey(), time, nonce, "", simulator.accountId(), "", "POST", REFILL, "", AMOUNT);
                    var headers = Map.of(
                            "X-Time",
                            time,
                            "X-Nonce",
                            nonce,
                            "X-Organization-Id",
                            simulator.accountId(),
                            "X-Request-Id",
                            nonce,
                            "X-Auth",
                            key.apiKey() + ":" + signs.text(message),
                            "Content-Type",
                            "application/json");
                    return new SignedRequest(
                            "POST", URI.create(simulator.uri() + REFILL), headers, AMOUNT.getBytes(US_ASCII));
                });
    }

    static TypicalOrder viabtc() throws GeneralSecurityException {
        ViabtcSimulator simulator = ViabtcSimulator.start();
        SimulatedKey key = simulator.createKey();
        BareSigners.Signs signs = BareSigners.hmac(key);
        return TypicalOrder.of(
                Venues.viabtc(),
                simulator,
                id -> simulator.toApiKey(id, key),
                READ_ACCOUNT,
                () -> VenueRequest.get("/res/openapi/v1/account/sub").param("page", "1"),
                () -> {
                    String query = "page=1&tonce=" + System.currentTimeMillis();
                    return new SignedRequest(
                            "GET",
                            URI.create(simulator.uri() + "/res/openapi/v1/account/sub?" + query),
                            Map.of("X-API-KEY", key.apiKey(), "X-SIGNATURE", signs.text(query)),
                            new byte[0]);
                });
    }
}
