/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.LoggerFactory;

/** What is counted and told of the texts of all sinks: never anything of the texts themselves. Thread-safe. */
final class Reports {
    private final LongAdder redacted = new LongAdder();
    private final LongAdder withheld = new LongAdder();
    private final AtomicBoolean reported = new AtomicBoolean();
    private final List<LeakListener> listeners = new CopyOnWriteArrayList<>();

    void add(LeakListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
    }

    /** Whether anybody wants to know what was caught. */
    boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** Counts a text that had something to mask. */
    void countRedacted() {
        redacted.increment();
    }

    /** Tells what was caught, mask by mask; a listener may log. */
    void tell(String sink, String logger, Map<String, Integer> masks) {
        String callSite = CallSite.find();
        var keys = new LinkedHashMap<String, Integer>();
        masks.forEach((mask, count) -> keys.merge(Needle.keyOf(Fingerprint.without(mask)), count, Integer::sum));
        keys.forEach((key, count) -> {
            var event = new CaughtSecret(sink, logger, callSite, key, count);
            listeners.forEach(listener -> tell(() -> listener.caught(event)));
        });
    }

    private static void tell(Runnable call) {
        try {
            call.run();
        } catch (Throwable e) {
            // An error as well: what went wrong in a listener is not the business of whoever logged.
            LoggerFactory.getLogger(Redactor.class)
                    .warn("a leak listener failed with {}", e.getClass().getName());
        }
    }

    /** Counts a text of {@code sink} that was withheld, and reports the first of all. */
    void countWithheld(String sink) {
        withheld.increment();
        listeners.forEach(listener -> tell(() -> listener.withheld(sink)));
        if (reported.compareAndSet(false, true)) {
            LoggerFactory.getLogger(Redactor.class)
                    .error(
                            "a text could not be redacted and was withheld; further ones are counted, see Redactor.withheld()");
        }
    }

    long redacted() {
        return redacted.sum();
    }

    long withheld() {
        return withheld.sum();
    }
}
