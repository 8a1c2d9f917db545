/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.incident.IncidentEvent.Outcome;
import io.keyguard.rotation.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Tells people of an incident: that it began, what waits for them, and how it ended. Thread-safe. */
final class Telling implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int MOST_OF_A_VENUE = 3;

    private final String incident;
    private final Notices notices;
    private final Duration limit;
    private final Map<String, String> untold = new ConcurrentHashMap<>();
    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Subscription subscription;

    Telling(String incident, Notices notices, Duration call) {
        this.incident = incident;
        this.notices = notices;
        this.limit = call.multipliedBy(ATTEMPTS);
        this.subscription = notices.onUndelivered(one -> untold.put(one.notifier(), one.why()));
    }

    /** Who is told of each line of the journal: {@code listener}, and people of what matters to them. */
    Consumer<IncidentEvent> and(Consumer<IncidentEvent> listener) {
        return event -> {
            listener.accept(event);
            if (matters(event) && !isFlood(event)) {
                send(event.at(), event.venue(), event.key(), event.toString(), event.lines());
            }
        };
    }

    /** A hundred keys of one venue need no hundred notices, of which its chat would refuse most: the last of all tells what is left to do. */
    private boolean isFlood(IncidentEvent event) {
        return !event.key().isEmpty()
                && sent.merge(event.step() + " " + event.venue(), 1, Integer::sum) > MOST_OF_A_VENUE;
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
        send(now, "", "", report.headline(), report.next());
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
