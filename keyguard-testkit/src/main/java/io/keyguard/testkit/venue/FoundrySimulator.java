/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;

/**
 * Foundry USA Pool: earnings and hashrate of one sub-account.
 *
 * <p>From public clients: the key in {@code X-API-KEY}, the sub-account in the path. UNCONFIRMED and chosen here: every status, and that an answer is a list.
 */
public final class FoundrySimulator extends PoolSimulator {
    private static final Set<String> ERRORS = Set.of("401", "403", "404", "429");

    private FoundrySimulator(InstantSource clock) {
        super(clock, "farm_sub1", "bc1qsynthetic0foundry0wallet0of0sub1");
    }

    /** Starts a pool that keeps the system's time. */
    public static FoundrySimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a pool that keeps the time of {@code clock}. */
    public static FoundrySimulator start(InstantSource clock) {
        return new FoundrySimulator(clock);
    }

    /** Makes a Financial API key, which reads. */
    public SimulatedKey createKey() {
        String key = UUID.randomUUID().toString();
        return register(new SimulatedKey(key, key, "", new byte[0], Set.of("Financial API key")));
    }

    @Override
    String venue() {
        return "foundry";
    }

    @Override
    public String accountId() {
        return "farm_sub1";
    }

    @Override
    String tooMany() {
        return "429";
    }

    @Override
    public Set<String> errors() {
        return ERRORS;
    }

    @Override
    Reply refusal(String code) {
        return Reply.raw(Integer.parseInt(code), "", code);
    }

    @Override
    Reply handle(Call call) {
        SimulatedKey key = admitted(call, call.header("X-API-KEY"), "401", "403");
        stats().accepted(key);
        String path = call.path();
        boolean known = path.startsWith("/earnings/")
                || path.startsWith("/v2/earnings/")
                || path.startsWith("/subaccount_hashrate_day/");
        if (!call.method().equals("GET") || !known) {
            throw new Refusal("404");
        }
        if (!path.endsWith("/" + accountId())) {
            throw new Refusal("403");
        }
        return Reply.ok(JSON.createArrayNode());
    }
}
