/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

/**
 * How reading a source goes: names only. Immutable.
 *
 * @param source its name
 * @param ok whether what was read last is what stands there, as far as anybody knows
 * @param words what the matter is; empty if nothing is
 */
public record SourceHealth(String source, boolean ok, String words) {
    /** All is well. */
    public static SourceHealth ok(String source) {
        return new SourceHealth(source, true, "");
    }

    /** What was read before is in use, because of {@code words}. */
    public static SourceHealth stale(String source, String words) {
        return new SourceHealth(source, false, words);
    }
}
