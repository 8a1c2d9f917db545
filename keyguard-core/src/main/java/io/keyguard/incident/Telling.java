/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.rotation.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Tells people of an incident: that it began, what waits for them, and how it ended. Thread-safe. */
final class Telling implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int MOST_OF_A_VENUE = 3;
    /** Of keys in a notice, whose lines are cut when they are too long. */
    private static final int MOST_NAMES = 15;

    private final String incident;
    private final Notices notices;
    private final Duration limit;
    private final Map<String, String> untold = new ConcurrentHashMap<>();
    private final Executor later;

    @GuardedBy("told")
    private final Map<Matter, Integer> told = new HashMap<>();

    @GuardedBy("told")
    private final Map<Matter, List<String>> held = new LinkedHashMap<>();

    private final Subscription subscription;

    /** What is said of one key after the other. */
    private record Matter(IncidentStep step, Outcome outcome, String venue, boolean alive) {}

    /** @param later runs what is handed to it when a flood may be over */
    Telling(String incident, Notices notices, Duration call, Executor later) {
        this.incident = incident;
        this.notices = notices;
        this.later = later;
        this.limit = call.multipliedBy(ATTEMPTS);
        this.subscription = notices.onUndelivered(one -> untold.put(one.notifier(), one.why()));
    }

    /** Who is told of each line of the journal: {@code listener}, and people of what matters to them. */
    Consumer<IncidentEvent> and(Consumer<IncidentEvent> listener) {
        return event -> {
            listener.accept(event);
            if (matters(event) && !isFlood(event)) {
                send(event.at(), event.venue(), event.key(), event.toString(), lines(event));
            }
        };
    }

    private static List<String> lines(IncidentEvent event) {
        return event.step() == IncidentStep.ALARM ? List.copyOf(KeyOutcomes.names(List.of(event))) : event.lines();
    }

    /** Of a hundred keys of one venue a chat would refuse most notices: their names follow together, those of keys that are accepted still apart from others. */
    private boolean isFlood(IncidentEvent event) {
        if (event.key().isEmpty()) {
            return false;
        }
        boolean alive = event.detail().contains(KeyOutcomes.ALIVE);
        var matter = new Matter(event.step(), event.outcome(), event.venue(), alive);
        synchronized (told) {
            if (told.merge(matter, 1, Integer::sum) <= MOST_OF_A_VENUE) {
                return false;
            }
            if (held.isEmpty()) {
                later.execute(() -> tellHeld(event.at()));
            }
            held.computeIfAbsent(matter, first -> new ArrayList<>()).add(event.key());
        }
        return true;
    }

    private void tellHeld(Instant at) {
        Map<Matter, List<String>> some;
        synchronized (told) {
            some = new LinkedHashMap<>(held);
            held.clear();
        }
        some.forEach((matter, keys) -> {
            for (int from = 0; from < keys.size(); from += MOST_NAMES) {
                List<String> names = keys.subList(from, Math.min(keys.size(), from + MOST_NAMES));
                String text = matter.step().words() + " at " + matter.venue() + ": " + matter.outcome() + ", of "
                        + names.size() + " keys more"
                        + (matter.alive() ? ", which the venue " + KeyOutcomes.ALIVE : "");
                send(at, matter.venue(), "", text, List.of(String.join(", ", names)));
            }
        });
    }

    private static boolean matters(IncidentEvent event) {
        return switch (event.step()) {
            case ALARM -> true;
            case FREEZE -> event.outcome() == Outcome.FAILED;
            case REVOKE -> event.outcome() == Outcome.BY_HAND;
            case PROBE, SWEEP -> event.outcome() == Outcome.FAILED;
            default -> false;
        };
    }

    private void send(Instant at, String venue, String key, String text, List<String> lines) {
        notices.send(new Notice(at, Notice.Kind.INCIDENT, venue, key, "incident " + incident + ", " + text, lines));
    }

    /** Tells how it ended, waits a little, and returns who was told and who was not. */
    List<IncidentEvent> end(IncidentReport report, Instant now) {
        tellHeld(now);
        var lines = new ArrayList<String>();
        List<String> left = report.notDead();
        if (left.size() > 1) {
            lines.add("not proven dead: " + String.join(", ", left));
        }
        lines.addAll(report.next());
        send(now, "", "", report.headline(), lines);
        notices.await(limit);
        return notices.health().stream().map(health -> told(health, now)).toList();
    }

    private IncidentEvent told(NotifierHealth health, Instant now) {
        String why = untold.getOrDefault(health.name(), health.waiting() > 0 ? "it does not answer" : "");
        boolean all = why.isEmpty();
        return new IncidentEvent(
                now, IncidentStep.TELL, all ? Outcome.DONE : Outcome.FAILED, health.name(), "", why, List.of());
    }

    @Override
    public void close() {
        subscription.close();
    }
}
