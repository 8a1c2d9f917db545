/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.internal.EventLog;
import java.util.List;

/** All listeners, told in order after the log; one that throws is named there and disturbs nobody. */
final class Listeners {
    private final List<KeyListener> listeners;

    Listeners(List<KeyListener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    void tell(KeyEvent event) {
        EventLog.event(event, event instanceof KeyEvent.Refused || event instanceof KeyEvent.Unreadable);
        for (KeyListener listener : listeners) {
            try {
                listener.onEvent(event);
            } catch (RuntimeException e) {
                EventLog.listenerFailed(
                        listener.getClass().getName(), e.getClass().getName());
            }
        }
    }
}
