/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.nio.file.Path;
import java.time.Instant;
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

    /** Logs that a file of records holds something else; it is kept. */
    public static void damaged(Path file, String exception) {
        LOG.warn("{} is not as it was written ({}); what can be read of it is used", file, exception);
    }

    /** Logs how far the audit trail of this process has come: a copy of this line elsewhere shows later whether it was cut or rewritten. */
    public static void auditHead(Object head) {
        LOG.info("audit head {}", head);
    }

    /** Logs that the state directory cannot be written, once until it can be. */
    public static void stateUnwritable(String why) {
        LOG.warn("the state directory cannot be written ({}); what happens waits in memory", why);
    }

    /** Logs that something was not recorded. */
    public static void stateFull() {
        LOG.error(
                "the state directory cannot be written and too much waits: an entry is lost, and nothing that adds risk is signed");
    }

    /** Logs that something was frozen, or that a freeze ended. */
    public static void freeze(Object freeze, boolean inForce) {
        LOG.warn("{}: {}", inForce ? "frozen" : "no longer frozen", freeze);
    }

    /** Logs that a token could not be ended. */
    public static void tokenLives(String venue, String token, Instant end) {
        LOG.warn("the token {} of {} was not ended; it is good until {}", token, venue, end);
    }

    /** Logs that {@code work}, which is done again and again, failed this time. */
    public static void taskFailed(String work, String exception) {
        LOG.warn("{} failed ({}); it is tried again", work, exception);
    }

    /** Logs that an entry for the state directory is lost, which the others were not to wait for. */
    public static void entryLost(String why) {
        LOG.error("an entry for the state directory is lost ({})", why);
    }
}
