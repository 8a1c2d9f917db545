/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

/** What a page of a venue speaks of: each has its own sources. */
enum Topic {
    USE,
    HOSTS,
    /** Parts of a key, their forms, the algorithms. */
    CREDENTIALS,
    LIFECYCLE,
    RIGHTS,
    /** For how long a request is accepted, and whether twice. */
    LIFE,
    /** What a signature covers. */
    SIGNATURE,
    ORDER_IDS,
    SESSIONS,
    EMERGENCY,
    /** What can be read afterwards. */
    HISTORY,
    /** What requests mean. */
    REQUESTS,
    ERRORS,
    LIMITS
}
