/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * Money that came, went, or moved between accounts, as its venue tells it, done or under way.
 *
 * @param kind what it was
 * @param id the venue's id
 * @param asset in the venue's words
 * @param amount above zero came in, below went out; without the fee where the venue tells that apart
 * @param counterparty where it went to or came from: an address, an account, a wallet; an empty string where the venue does not tell
 * @param state the venue's own word for how far it is; an empty string where it tells none, and what it tells is done
 * @param at when it began
 */
public record Movement(
        Kind kind, String id, String asset, BigDecimal amount, String counterparty, String state, Instant at) {
    /** Words that say of themselves that nothing is left to happen; numbers and other words may mean anything. */
    private static final Pattern DONE =
            Pattern.compile("(?i)ok|done|success(ful)?|complete[d]?|finish(ed)?|confirmed|credited|settled|paid");

    /** Words that say that it did not, and will not. */
    private static final Pattern FAILED = Pattern.compile(
            "(?i).*(?:fail|cancel|reject|refus|declin|denied|expired|revers|refund|return|void|abort).*");

    /** Returns whether the venue says in words that it did not take place, and will not. */
    public boolean hasFailed() {
        return FAILED.matcher(state).matches();
    }

    /** Returns whether the venue says in words that it took place; no, if it may be under way, or have failed. */
    public boolean isDone() {
        return state.isEmpty() || DONE.matcher(state).matches();
    }

    /** What moved money. */
    public enum Kind {
        /** In from outside the venue. */
        DEPOSIT,
        /** Out of the venue. */
        WITHDRAWAL,
        /** Between wallets or accounts at the venue. */
        TRANSFER
    }
}
