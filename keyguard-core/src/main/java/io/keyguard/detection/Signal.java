/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

/** What is noticed about an account, in order of worth. */
public enum Signal {
    /** An order at the venue that nobody here signed. */
    FOREIGN_ORDER("an order that was not signed here", Advice.RESPOND),
    /** A client order id of ours on a second order: somebody copies them. */
    COPIED_ORDER_ID("a client order id of ours stands on a second order", Advice.RESPOND),
    /** One of our orders was cancelled, and nothing that cancels was signed. */
    FOREIGN_CANCEL("one of our orders was cancelled, and no cancellation was signed here", Advice.LOOK),
    /** Money went out, or between accounts, and nobody here signed it. */
    FOREIGN_MOVEMENT("money moved, and that was not signed here", Advice.RESPOND),
    /** A key on the account that is not in the ledger of keys. */
    UNKNOWN_KEY("a key that nobody here knows", Advice.FREEZE),
    /** A key was used whose strategy does not run. */
    STOPPED_STRATEGY("a key was used while its strategy does not run", Advice.FREEZE),
    /** A generation was used after it had been replaced everywhere. */
    OLD_GENERATION("a generation was used that had been replaced", Advice.FREEZE),
    /** A key was used for the first time in a long while. */
    DORMANT_KEY("a key was used that nobody had used for long", Advice.LOOK),
    /** The venue refuses a key again and again. */
    REFUSALS("the venue refuses the key again and again", Advice.LOOK),
    /** The venue refuses the key from an address. */
    FOREIGN_ADDRESS("the venue refuses the key for the address it comes from", Advice.LOOK),
    /** Nonces are used up that nobody here used: two use one key. */
    NONCES("nonces conflict, as if two used the key", Advice.LOOK),
    /** An order of ours for something that was not traded before. */
    NEW_SYMBOL("something is traded that was not traded before", Advice.LOOK),
    /** An order that is older than what is remembered: it cannot be said whose it is. */
    UNJUDGED("an order is older than what is remembered", Advice.NOTHING);

    private final String words;
    private final Advice advice;

    Signal(String words, Advice advice) {
        this.words = words;
        this.advice = advice;
    }

    /** Returns what was noticed, in words. */
    public String words() {
        return words;
    }

    /** Returns what to do about it, unless a policy says otherwise. */
    public Advice advice() {
        return advice;
    }
}
