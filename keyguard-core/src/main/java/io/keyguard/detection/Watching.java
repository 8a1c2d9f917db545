/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.time.Instant;

/**
 * What every rule of a watch is made with.
 *
 * @param orderId the name under which a new order carries the id that the bot gives it
 * @param began when the watch began to know all that is signed
 * @param started when this process began with it
 * @param gap what may have been signed unseen since then, by a process that did not end well
 */
record Watching(
        WatchLimits limits,
        Alarms alarms,
        Announcements announcements,
        Digest64 digest,
        String orderId,
        Instant began,
        Instant started,
        Gap gap) {}
