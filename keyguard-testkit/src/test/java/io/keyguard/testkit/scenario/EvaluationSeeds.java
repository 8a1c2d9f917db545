/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/** Seeds that nobody could know while thresholds were chosen. */
final class EvaluationSeeds {
    /** The name of the commit that froze the thresholds, as it was when it was made. */
    static final String FROZEN = "808ef6a65bed5c218f98074da2a1fb98d48a174b";

    /** {@link DecidingNumbers} in that commit. */
    static final String NUMBERS = "1d736c0ad648a9d592731b3808327ddee9255de99c3bdf1a56f14b50095dc1c1";

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
