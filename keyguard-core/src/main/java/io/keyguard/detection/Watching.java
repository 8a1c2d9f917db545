/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;

/**
 * What every rule of a watch is made with.
 *
 * @param orderId the name under which a new order carries the id that the bot gives it
 * @param began when the watch began to know all that is signed
 */
record Watching(
        WatchLimits limits,
        Alarms alarms,
        Announcements announcements,
        Digest64 digest,
        String orderId,
        Instant began) {}
