/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.detection.Alarm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says of each alarm what a listener is told: the first, and again at 10, 100, 1,000 and after an hour. Of what rings every second, one line is enough. */
final class FollowedAlarms {
    private static final Duration SILENCE = Duration.ofHours(1);

    /** The last that was said of each. */
    private final Map<List<Object>, Alarm> said = new HashMap<>();

    /** Those of {@code all} that are to be said, the first first. */
    List<Alarm> fresh(List<Alarm> all) {
        List<Alarm> fresh = new ArrayList<>(all);
        fresh.sort(Comparator.comparing(Alarm::at));
        fresh.removeIf(alarm -> !isFresh(alarm));
        // What no watch remembers any more.
        said.keySet().retainAll(all.stream().map(FollowedAlarms::what).toList());
        return fresh;
    }

    private boolean isFresh(Alarm alarm) {
        Alarm before = said.get(what(alarm));
        boolean fresh = before == null
                || alarm.count() < before.count()
                || digits(alarm.count()) > digits(before.count())
                || !alarm.at().isBefore(before.at().plus(SILENCE));
        if (fresh) {
            said.put(what(alarm), alarm);
        }
        return fresh;
    }

    private static List<Object> what(Alarm alarm) {
        return List.of(alarm.venue(), alarm.account(), alarm.signal(), alarm.key(), alarm.subject());
    }

    private static int digits(long count) {
        return Long.toString(count).length();
    }
}
