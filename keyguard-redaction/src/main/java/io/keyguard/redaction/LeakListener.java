/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/**
 * Is told of every secret that a {@link Redactor} masked, on the thread that logs: it has to be quick, and must not log what it is told through the sink
 * it is told of. What it throws is dropped. Implementations are thread-safe.
 */
@FunctionalInterface
public interface LeakListener {
    /** A secret was on its way to a sink and was masked. */
    void caught(CaughtSecret event);

    /** A text was withheld from {@code sink}, because it could not be looked through. */
    default void withheld(String sink) {}
}
