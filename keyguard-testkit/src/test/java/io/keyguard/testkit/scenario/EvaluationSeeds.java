/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Seeds that nobody could know while thresholds were chosen. */
final class EvaluationSeeds {
    /** The name of the commit that froze the thresholds, as it was when it was made: copied elsewhere it has another, and still {@link #FROZEN_AT} and {@link #NUMBERS}. */
    static final String FROZEN = "f6f81308870ddb554cbd2b86ec7d87a1ac04463c";

    /** The author's date of that commit. */
    static final String FROZEN_AT = "2026-12-01 at 00:28 UTC";

    /** {@link DecidingNumbers} in that commit. */
    static final String NUMBERS = "48a3e8737debe427a2d391e6b2bac8320638239bbd03c174573f4a15b8997f28";

    private EvaluationSeeds() {}

    static long of(Scenario scenario, int run) {
        String all = FROZEN + " " + Thresholds.fingerprint() + " " + NUMBERS + " " + scenario + " " + run;
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    /** The conditions of a run: 36 of them meet all. */
    static Conditions conditions(Scenario scenario, int run) {
        List<Conditions> all = Conditions.all();
        return all.get((run * 7 + scenario.ordinal() * 5) % all.size());
    }

    static ScenarioRun play(Scenario scenario, int run) {
        return Simulation.play(scenario, of(scenario, run), conditions(scenario, run), Thresholds.limits());
    }
}
