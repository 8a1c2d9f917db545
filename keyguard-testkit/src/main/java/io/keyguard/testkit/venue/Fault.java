/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

/** Ways in which a venue's answers go wrong. */
public enum Fault {
    /** HTTP 503 and a page for people. */
    MAINTENANCE,
    /** The connection is closed without an answer, and nothing was done. */
    NO_ANSWER,
    /** All is done, and the connection is closed without an answer. */
    LOST_ANSWER,
    /** All is done twice, as when something between bot and venue repeats a request; the first answer is given. */
    DOUBLED,
    /** The answer ends in the middle. */
    TRUNCATED,
    /** Something that is not JSON, with status 200. */
    NOT_JSON,
    /** JSON of another form, with status 200. */
    OTHER_JSON,
    /** Four megabytes of spaces, with status 200. */
    HUGE
}
