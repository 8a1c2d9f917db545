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
    static final String FROZEN = "64003c02a746da2bf8f9a3512cf6cb5f66aa5341";

    /** The author's date of that commit. */
    static final String FROZEN_AT = "2026-11-30 at 21:02 UTC";

    /** {@link DecidingNumbers} in that commit. */
    static final String NUMBERS = "f671a94abf6e97b2bd103e7a51e231ce7e8e230bc3b52b78af2aa69238034378";

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
