/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

/** What is done about an alarm without asking anybody. */
public enum Reaction {
    /** It is told. */
    TELL,
    /** What it is about is frozen at once, and it is told. */
    FREEZE,
    /** What it is about is frozen at once, the response begins, and it is told. */
    RESPOND
}
