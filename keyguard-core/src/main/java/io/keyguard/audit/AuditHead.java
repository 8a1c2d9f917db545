/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

/**
 * How far a chain had come at one moment. Kept elsewhere — in a log on another machine, a metric, a chat — it shows later whether the chain was cut or rewritten since.
 * Immutable.
 *
 * @param chain the process that wrote the chain
 * @param entries how many entries it had
 * @param link the last link, in hex
 */
public record AuditHead(String chain, long entries, String link) {
    /**
     * Reads what {@link #toString} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static AuditHead parse(String text) {
        String[] parts = text.strip().split(":", -1);
        if (parts.length == 3 && parts[1].matches("[0-9]{1,18}") && parts[2].matches("[0-9a-f]{64}")) {
            return new AuditHead(parts[0], Long.parseLong(parts[1]), parts[2]);
        }
        throw new IllegalArgumentException("a head is written chain:entries:link, as the log shows it");
    }

    /** Returns {@code chain:entries:link}. */
    @Override
    public String toString() {
        return chain + ":" + entries + ":" + link;
    }
}
