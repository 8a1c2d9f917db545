/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import io.keyguard.internal.JsonMap;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that was done or refused: names only. Immutable.
 *
 * @param chain the process that wrote it
 * @param number its place in the chain, from 0 on
 * @param at when, by that process's clock
 * @param details names by what they are: {@code key}, {@code strategy}, {@code by}, …
 */
public record AuditEntry(String chain, long number, Instant at, Kind kind, Map<String, String> details) {
    /** What was done. */
    public enum Kind {
        /** A process began its chain. */
        STARTED,
        /** What the process was told to do: grants, policy, version; {@code changed} says whether that is other than before. */
        CONFIGURED,
        /** Keys went into use, or out of it. */
        PUBLISHED,
        /** The overlap of a generation ended. */
        RETIRED,
        /** Keys were refused, or restricted, by policy or grants. */
        KEY_REFUSED,
        /** A venue says something else of a key's rights than before. */
        RIGHTS_CHANGED,
        /** A source of keys could not be read. */
        SOURCE_UNREADABLE,
        /** Somebody who was to acknowledge a change did not. */
        NOT_ACKNOWLEDGED,
        /** A strategy was refused a key or a signature, {@code times} times. */
        REQUEST_REFUSED,
        /** A request that says where value goes was signed: its destination, and what is pinned, each in part. */
        PAYOUT_SIGNED,
        /** Material was shown to code or a person. */
        REVEALED,
        /** Redaction caught material on its way to a log. */
        LEAKED,
        /** Keys were written to a backup. */
        EXPORTED,
        /** Keys were brought back from a backup. */
        RESTORED,
        /** A key was added to, replaced in or removed from a vault, or its passphrase changed. */
        VAULT_CHANGED,
        /** What signs nothing that adds risk from then on. */
        FROZEN,
        /** A freeze ended, by somebody with the passphrase. */
        LIFTED,
        /** Somebody chose the passphrase that lifts freezes. */
        FREEZE_SET_UP,
        /** A step in answer to an incident. */
        INCIDENT,
        /** Somebody was to be told of something, and could not be. */
        UNDELIVERED,
        /** A rotation of a key took a step. */
        ROTATION,
        /** The process ended its chain. */
        ENDED,
        /** Something that a newer keyguard writes. */
        OTHER
    }

    /** Copies the details. */
    public AuditEntry {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }

    byte[] toJson() {
        var values = new LinkedHashMap<String, Object>();
        values.put("n", number);
        values.put("at", at);
        values.put("kind", kind);
        values.put("details", details);
        return JsonMap.write(values);
    }

    static AuditEntry fromJson(String chain, byte[] json) throws IOException {
        JsonMap values = JsonMap.read(json);
        try {
            return new AuditEntry(
                    chain,
                    values.number("n"),
                    Instant.parse(values.text("at")),
                    kind(values.text("kind")),
                    values.map("details"));
        } catch (DateTimeException e) {
            throw new IOException("no time", e);
        }
    }

    private static Kind kind(String name) {
        for (Kind kind : Kind.values()) {
            if (kind.name().equals(name)) {
                return kind;
            }
        }
        return Kind.OTHER;
    }
}
