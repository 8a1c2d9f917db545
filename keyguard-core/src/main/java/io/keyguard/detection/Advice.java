/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

/** What to do about an alarm. */
public enum Advice {
    /** It is said for the record. */
    NOTHING,
    /** Somebody should look at it today. */
    LOOK,
    /** Stop adding risk now, then look. */
    FREEZE,
    /** Stop, cancel and revoke: money is being lost. */
    RESPOND
}
