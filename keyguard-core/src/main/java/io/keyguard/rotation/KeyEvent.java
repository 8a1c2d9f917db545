/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What happened to the keys in use. Events carry names, never material. */
public sealed interface KeyEvent {
    /** Returns when it happened. */
    Instant at();

    /**
     * A snapshot was published: from now on the provider hands out these keys.
     *
     * @param fresh keys that are new or have a new generation
     * @param gone keys that are no longer handed out
     */
    record Published(Instant at, Set<KeyId> fresh, Set<KeyId> gone) implements KeyEvent {}

    /**
     * Not all is as policy and grants ask. New keys among {@code keys} were not published; the generation before them, if there was one, stays
     * in use.
     *
     * @param keys the keys; empty if it is about a grant that has no key any longer
     * @param report why, in words
     */
    record Refused(Instant at, Set<KeyId> keys, String report) implements KeyEvent {}

    /** The overlap of a generation has passed: its handles are refused and its material is wiped. */
    record Retired(Instant at, KeyId key, long generation) implements KeyEvent {}

    /**
     * The source could not be read; the keys read before stay in use.
     *
     * @param reason why, in words
     */
    record Unreadable(Instant at, String source, String reason) implements KeyEvent {}

    /**
     * A listener threw, or answered with an exception, instead of acknowledging.
     *
     * @param listener its name
     * @param exception the class of the exception; its message is left out, since it may hold anything
     */
    record ListenerFailed(Instant at, String listener, KeyChange change, String exception) implements KeyEvent {}

    /**
     * A listener has not acknowledged a change in the time that was agreed.
     *
     * @param listener its name
     */
    record ListenerLate(Instant at, String listener, KeyChange change) implements KeyEvent {}

    /**
     * A venue says something else of the rights of a key in use than before. Where that is more than policy and grants allow, {@link Refused}
     * follows, and the key adds no more risk.
     *
     * @param gained the rights that the key has now
     * @param lost the rights that it no longer has
     */
    record RightsChanged(Instant at, KeyId key, Set<String> gained, Set<String> lost) implements KeyEvent {}

    /**
     * This machine's clock is further from a venue's than before, or close to it again. Requests are signed by the venue's clock, unless that is too far off to be believed.
     *
     * @param offset how far the venue's clock is ahead
     * @param words what the matter is; empty if it is close again
     */
    record ClockChanged(Instant at, String venue, Duration offset, String words) implements KeyEvent {}
}
