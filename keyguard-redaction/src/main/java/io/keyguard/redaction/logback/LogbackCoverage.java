/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

/**
 * How what one appender writes is masked. Immutable.
 *
 * @param appender its name, or its class if it has none
 * @param type its class
 * @param cover what covers it
 */
public record LogbackCoverage(String appender, String type, Cover cover) {
    /** What covers an appender. */
    public enum Cover {
        /** The bytes that it writes are masked, whatever made them. */
        BYTES,
        /** The events that it is given are masked; its encoder is wrapped before the first one, if it has one and code has added it to a logger since {@link LogbackRedaction#protect} looked. */
        EVENTS,
        /** Nothing is. */
        NONE
    }
}
