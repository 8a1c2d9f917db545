/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.EventLog;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** All listeners, told in order after the log; one that throws, an error as well, is named there and disturbs nobody. */
final class Listeners {
    private final List<KeyListener> listeners;
    private final Queue<KeyEvent> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    Listeners(List<KeyListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    /** Notes {@code event}, to be told by the next {@link #tell()}. */
    void add(KeyEvent event) {
        waiting.add(event);
    }

    void tell(KeyEvent event) {
        add(event);
        tell();
    }

    /** Tells what waits, one event at a time; where somebody is telling already, leaves it to them instead of waiting for their listeners. */
    void tell() {
        if (calls.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            for (KeyEvent event = waiting.poll(); event != null; event = waiting.poll()) {
                tellAll(event);
            }
            seen = calls.addAndGet(-seen);
        }
    }

    private void tellAll(KeyEvent event) {
        EventLog.event(event, !(event instanceof KeyEvent.Published || event instanceof KeyEvent.Retired));
        for (KeyListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException | Error e) {
                EventLog.listenerFailed(
                        listener.getClass().getName(), e.getClass().getName());
            }
        }
    }
}
