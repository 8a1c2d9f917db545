/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.Alarm;
import io.keyguard.detection.Signal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How one scenario went.
 *
 * @param scenario what happened
 * @param seed the chance of it
 * @param conditions under which
 * @param noticed signals that told of what was malicious
 * @param missed what had to be told and was not: signals, or orders of the thief of which nothing was said
 * @param leftOpen orders of the thief of which nothing was said but that they cannot be judged, which rings nobody
 * @param falseAlarms alarms about what was not malicious, also those that were only counted
 * @param unjudged how often it was said that an order cannot be judged
 * @param detectedAfter the time from the first malicious event to the first true alarm; empty if there was none
 * @param lost what the thief had cost until then, in dollars; everything if there was no alarm
 * @param lostInAll what the thief would cost if nobody did anything
 * @param length how long a bot was watched, of all accounts together
 */
public record ScenarioRun(
        Scenario scenario,
        long seed,
        Conditions conditions,
        Set<Signal> noticed,
        List<String> missed,
        List<String> leftOpen,
        List<Alarm> falseAlarms,
        long unjudged,
        Optional<Duration> detectedAfter,
        double lost,
        double lostInAll,
        Duration length) {
    /** Copies what can change. */
    public ScenarioRun {
        noticed = Set.copyOf(noticed);
        missed = List.copyOf(missed);
        leftOpen = List.copyOf(leftOpen);
        falseAlarms = List.copyOf(falseAlarms);
    }
}
