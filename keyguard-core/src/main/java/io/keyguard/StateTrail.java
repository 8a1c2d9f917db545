/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditHead;
import io.keyguard.audit.AuditTrail;
import io.keyguard.internal.EventLog;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The audit trail of this process, written by the writer's thread; without a state directory there is none, and nothing is recorded. Thread-safe. */
final class StateTrail {
    /** Characters of one detail of an entry. */
    private static final int LONGEST_DETAIL = 32 * 1024;

    private final @Nullable AuditTrail trail;
    private final StateWriter writer;
    /** Generations that ended and are not recorded yet. */
    private final Queue<Map<String, String>> retired = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean retiring = new AtomicBoolean();
    /** Used by the writer's thread, and after its end. */
    private @Nullable AuditHead anchored;

    StateTrail(@Nullable AuditTrail trail, StateWriter writer) {
        this.trail = trail;
        this.writer = writer;
    }

    /** Says what this process was told to do. */
    void configured(Map<String, String> configuration) {
        AuditTrail trail = this.trail;
        if (trail != null) {
            writer.add(() -> trail.configured(configuration));
        }
    }

    /** Writes it soon; false if too much waits, and it is not written. */
    @CanIgnoreReturnValue
    boolean record(Kind kind, Map<String, String> details) {
        AuditTrail trail = this.trail;
        if (trail == null) {
            return true;
        }
        var bounded = new TreeMap<>(details);
        bounded.replaceAll((name, value) -> bounded(value));
        return writer.add(() -> trail.append(kind, bounded));
    }

    /** Writes it now, on the writer's thread. */
    void append(Kind kind, Map<String, String> details) throws IOException {
        if (trail != null) {
            trail.append(kind, details);
        }
    }

    /** A report over thousands of keys must not become a record that no file takes. */
    private static String bounded(String value) {
        return value.length() <= LONGEST_DETAIL
                ? value
                : value.substring(0, LONGEST_DETAIL) + "… and " + (value.length() - LONGEST_DETAIL)
                        + " characters more";
    }

    /** Records that the overlap of {@code generation} ended. */
    void retired(KeyId key, long generation) {
        AuditTrail trail = this.trail;
        if (trail != null) {
            retired.add(Map.of("key", key.value(), "generation", Long.toString(generation)));
            writer.once(retiring, () -> appendRetired(trail));
        }
    }

    private void appendRetired(AuditTrail trail) throws IOException {
        for (Map<String, String> next = retired.peek(); next != null; next = retired.peek()) {
            trail.append(Kind.RETIRED, next);
            retired.remove();
        }
    }

    Optional<AuditHead> head() {
        return Optional.ofNullable(trail).map(AuditTrail::head);
    }

    /** Logs the head, if it is another than the last time: what a log elsewhere holds, nobody can take back here. */
    void anchor() {
        AuditHead head = trail == null ? null : trail.head();
        if (head != null && !head.equals(anchored)) {
            anchored = head;
            EventLog.auditHead(head);
        }
    }

    void close() throws IOException {
        if (trail != null) {
            trail.close();
        }
    }
}
