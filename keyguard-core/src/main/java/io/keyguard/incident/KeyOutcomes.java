/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.incident.IncidentEvent.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads from a journal what became of each key. */
final class KeyOutcomes {
    /** In what is said of a key that lives. */
    static final String ALIVE = "STILL ACCEPTS";

    private KeyOutcomes() {}

    static List<KeyOutcome> of(List<IncidentEvent> events) {
        return ids(events).entrySet().stream()
                .map(key -> of(key.getKey().split(" ", 2), key.getValue(), events))
                .toList();
    }

    /** Each key with its venue, as alarms name them. */
    static Set<String> names(List<IncidentEvent> events) {
        return new LinkedHashSet<>(ids(events).keySet());
    }

    /** The same, and which key it is there; an empty string where nobody said so. */
    static Map<String, String> ids(List<IncidentEvent> events) {
        var ids = new LinkedHashMap<String, String>();
        events.stream()
                .filter(event -> event.step() == IncidentStep.ALARM)
                .flatMap(event -> event.lines().stream())
                .map(line -> line.split(" ", 3))
                .forEach(words -> ids.merge(
                        words.length > 1 ? words[0] + " " + words[1] : words[0],
                        words.length > 2 ? words[2] : "",
                        (first, later) -> first.isEmpty() ? later : first));
        return ids;
    }

    private static KeyOutcome of(String[] name, String atVenue, List<IncidentEvent> all) {
        String key = name[0];
        String venue = name.length > 1 ? name[1] : "";
        List<IncidentEvent> events =
                all.stream().filter(event -> event.key().equals(key)).toList();
        KeyOutcome.State state = state(events);
        return new KeyOutcome(
                key,
                venue,
                atVenue,
                state,
                isByHand(events),
                time(all, events, IncidentStep.CANCEL),
                time(all, events, IncidentStep.PROBE),
                why(events),
                next(events, state));
    }

    private static Optional<IncidentEvent> last(List<IncidentEvent> events, IncidentStep step) {
        return events.stream().filter(event -> event.step() == step).reduce((first, second) -> second);
    }

    private static KeyOutcome.State state(List<IncidentEvent> events) {
        IncidentEvent probe = last(events, IncidentStep.PROBE).orElse(null);
        if (probe == null || !probe.isFinal()) {
            return KeyOutcome.State.OPEN;
        }
        if (probe.outcome() == Outcome.DONE) {
            return KeyOutcome.State.DEAD;
        }
        return probe.detail().contains(ALIVE) ? KeyOutcome.State.ALIVE : KeyOutcome.State.UNKNOWN;
    }

    private static boolean isByHand(List<IncidentEvent> events) {
        return last(events, IncidentStep.REVOKE)
                .map(event -> event.outcome() == Outcome.BY_HAND)
                .orElse(false);
    }

    private static Optional<Duration> time(List<IncidentEvent> all, List<IncidentEvent> events, IncidentStep step) {
        return last(events, step)
                .filter(event -> event.outcome() == Outcome.DONE)
                .map(event -> Duration.between(all.get(0).at(), event.at()));
    }

    private static String why(List<IncidentEvent> events) {
        return last(events, IncidentStep.PROBE)
                .filter(event -> !event.detail().isEmpty())
                .or(() -> last(events, IncidentStep.REVOKE))
                .map(IncidentEvent::detail)
                .orElse("");
    }

    private static List<String> next(List<IncidentEvent> events, KeyOutcome.State state) {
        var next = new ArrayList<String>();
        if (state != KeyOutcome.State.DEAD) {
            last(events, IncidentStep.REVOKE)
                    .filter(event -> event.outcome() == Outcome.BY_HAND)
                    .ifPresent(event -> next.addAll(event.lines()));
            if (!why(events).startsWith(Predecessor.NAME)) {
                next.add("Then 'keyguard incident resume': only the venue's refusal says that it is dead.");
            }
        }
        events.stream()
                .filter(event -> event.step() == IncidentStep.RESTRAIN && event.outcome() != Outcome.BEGUN)
                .flatMap(event -> event.lines().stream())
                .distinct()
                .forEach(next::add);
        last(events, IncidentStep.CANCEL)
                .filter(event -> event.outcome() == Outcome.FAILED)
                .ifPresent(event -> next.add("Cancel its open orders on the venue's page: " + event.detail() + "."));
        last(events, IncidentStep.CANCEL)
                .filter(event ->
                        event.outcome() == Outcome.DONE && !event.detail().isEmpty())
                .ifPresent(event -> next.add("Look whether the account trades there at all, and cancel by hand if so: "
                        + event.detail() + "."));
        last(events, IncidentStep.SWEEP).ifPresent(event -> {
            next.addAll(event.lines());
            if (event.outcome() == Outcome.FAILED) {
                next.add("Look at the account's open orders: " + event.detail() + ".");
            }
        });
        if (why(events).contains(KeyResponse.AMBIGUOUS)) {
            next.add(
                    "Look on the venue's page whether the key is gone: this venue refuses dead keys and others in the same words.");
        }
        if (why(events).contains(KeyResponse.ALONE)) {
            next.add(
                    "Look on the venue's page whether the key is gone: a venue whose authentication is broken refuses every key, and there was no other to ask with.");
        }
        if (state == KeyOutcome.State.DEAD && !why(events).contains("sessions")) {
            next.add(
                    "Sessions that were open in its name may live on at the venue: end them on its page, if it lists them.");
        }
        return next;
    }
}
