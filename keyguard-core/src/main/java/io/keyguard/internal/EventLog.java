/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where core logs: names only, under the logger {@code io.keyguard}. */
public final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.keyguard");

    private EventLog() {}

    /** Logs {@code event}, whose {@code toString} holds names only; as a warning where somebody should look. */
    public static void event(Object event, boolean alarming) {
        if (alarming) {
            LOG.warn("{}", event);
        } else {
            LOG.info("{}", event);
        }
    }

    /** Logs that a listener threw; its message is left out, since it may hold anything. */
    public static void listenerFailed(String listener, String exception) {
        LOG.warn("the listener {} threw {}", listener, exception);
    }

    /** Logs that an observer threw while it was to forget a key; its message is left out, since it may hold anything. */
    public static void observerFailed(String observer, String exception) {
        LOG.warn("the observer {}, which was to forget a key, threw {}", observer, exception);
    }
}
