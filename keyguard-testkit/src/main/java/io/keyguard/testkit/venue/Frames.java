/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

/** What a venue says over its WebSockets. */
interface Frames {
    /**
     * Looks at a connection that is about to be made: its path and, where the venue has it there, the login in its query.
     *
     * @throws Refusal if there is no such path
     */
    void open(Session session);

    /** What a new connection is told at once; empty: nothing. */
    default String greeting(Session session) {
        return "";
    }

    /**
     * Answers {@code text}; an empty body is no answer.
     *
     * @throws Refusal with the venue's code
     */
    Reply answer(Session session, String text);

    /** The venue's words for {@code code} in answer to {@code text}. */
    Reply refusal(Session session, String text, String code);

    /** Hears that a connection that was made has ended. */
    default void closed(Session session) {}

    /** Whether the venue is known to end sessions whose key is changed or deleted. */
    boolean endWithKeys();

    /** Ends a session whose key was changed or deleted. */
    void keyChanged(Session session);
}
