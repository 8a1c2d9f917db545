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
    /** The yield of the account is sent to another place than before, or than is pinned. */
    FOREIGN_PAYOUT("payouts go to a place that is not pinned", Advice.RESPOND),
    /** A key was used whose strategy does not run. */
    STOPPED_STRATEGY("a key was used while its strategy does not run", Advice.FREEZE),
    /** A key on the account that is not in the ledger of keys. */
    UNKNOWN_KEY("a key that nobody here knows", Advice.FREEZE),
    /** A key may do more than before, or from more addresses. */
    RIGHTS_WIDENED("a key may do more than before", Advice.FREEZE),
    /** A key was touched that nobody has a reason to touch. */
    HONEY_KEY("a key was touched that lies there for thieves", Advice.RESPOND),
    /** A secret was on its way to a log. */
    LEAKED_SECRET("a secret was caught on its way out", Advice.FREEZE),
    /** The audit trail does not hold, or what a watch knew is gone. */
    TAMPERED_TRAIL("what is kept of the past was changed", Advice.RESPOND),
    /** A generation was used after it had been replaced everywhere. */
    OLD_GENERATION("a generation was used that had been replaced", Advice.FREEZE),
    /** The venue refuses a key from an address. */
    REFUSED_ADDRESS("the venue refuses the key for the address it comes from", Advice.LOOK),
    /** Somebody comes from an address that is none of ours, or we do. */
    FOREIGN_ADDRESS("an address that is none of ours", Advice.FREEZE),
    /** The venue refuses a key again and again. */
    REFUSALS("the venue refuses the key again and again", Advice.LOOK),
    /** Nonces are used up that nobody here used: two use one key. */
    NONCES("nonces conflict, as if two used the key", Advice.LOOK),
    /** The venue counts more than was sent from here. */
    FOREIGN_USAGE("the venue counts more than was sent from here", Advice.LOOK),
    /** The account holds less than what happened explains. */
    UNEXPLAINED_BALANCE("the account holds less than what happened explains", Advice.RESPOND),
    /** Material was shown, exported or brought back more often than usual. */
    DISCLOSURE("keys left their box out of pattern", Advice.LOOK),
    /** A key was used for the first time in a long while. */
    DORMANT_KEY("a key was used that nobody had used for long", Advice.LOOK),
    /** An order of ours for something that was not traded before. */
    NEW_SYMBOL("something is traded that was not traded before", Advice.LOOK),
    /** An order that is large for what its market can take. */
    THIN_MARKET("a thin market is traded", Advice.LOOK),
    /** An order far from the market. */
    PRICE_AWAY("a price far from the market", Advice.LOOK),
    /** More is traded than was agreed, or than usual. */
    BUDGET("more is traded than was agreed", Advice.FREEZE),
    /** An order far larger than nearly all before it. */
    ORDER_SIZE("an order far larger than usual", Advice.LOOK),
    /** What is bought is sold for less, again and again. */
    WASH("what is bought is sold for less, again and again", Advice.FREEZE),
    /** Far more orders are signed than usual. */
    ORDER_RATE("far more orders are signed than usual", Advice.LOOK),
    /** Far more answers are errors than usual. */
    ERROR_RATE("far more answers are errors than usual", Advice.LOOK),
    /** A channel of alarms went quiet, or leads elsewhere. */
    ALARM_CHANNEL("a channel of alarms went quiet or leads elsewhere", Advice.LOOK),
    /** Nothing was watched for a while: a process had died, or none was there. */
    UNWATCHED("nothing was watched for a while", Advice.LOOK),
    /** More goes on at once than is remembered: what was forgotten is said, and not judged. */
    MEMORY_FULL("more goes on than is remembered", Advice.LOOK),
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
