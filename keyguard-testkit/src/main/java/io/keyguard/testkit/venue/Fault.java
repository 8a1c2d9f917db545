/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

/** Ways in which a venue's answers go wrong. */
public enum Fault {
    /** HTTP 503 and a page for people. */
    MAINTENANCE,
    /** The connection is closed without an answer. */
    NO_ANSWER,
    /** The answer ends in the middle. */
    TRUNCATED,
    /** Something that is not JSON, with status 200. */
    NOT_JSON,
    /** JSON of another form, with status 200. */
    OTHER_JSON,
    /** Four megabytes of spaces, with status 200. */
    HUGE
}
