/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what an account holds and has open. Thread-safe. */
public interface AccountReader {
    /**
     * Returns the orders that are open in {@code markets}.
     *
     * @param markets rights to trade that the key has
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets);

    /**
     * Returns what the account holds of each asset, in use or not, assets without a balance left out; for the wallets that {@code markets} trade with.
     *
     * @param markets rights to trade that the key has
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    List<Balance> balances(SignedCalls venue, Set<Permission> markets);

    /**
     * Returns the positions that are open in {@code markets}; unknown where the venue does not tell.
     *
     * @param markets rights to trade that the key has
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    default Observed<List<Position>> positions(SignedCalls venue, Set<Permission> markets) {
        return Observed.unknown();
    }

    /**
     * Returns what was executed in {@code markets} from {@code from} until before {@code to}, oldest first; unknown where the venue does not tell.
     *
     * @param markets rights to trade that the key has
     * @param symbols in the venue's words, for venues that tell executions of one symbol at a time alone: there, others are left out
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, does not go back so far, or answers in a form that is not its own
     */
    default Observed<List<Fill>> fills(
            SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        return Observed.unknown();
    }

    /** Returns how the venue writes the pair of two assets, where it tells {@link #fills} of one symbol at a time alone; empty where it tells them all. */
    default Optional<String> pairOf(String base, String quote) {
        return Optional.empty();
    }

    /** Returns whether {@link #fills} tells the ids that bots gave to orders; yes, unless a venue's answers lack them. */
    default boolean tellsClientOrderIds() {
        return true;
    }

    /**
     * Returns the movements of {@code kind} that began from {@code from} until before {@code to}, oldest first; unknown where the venue does not tell.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, does not go back so far, or answers in a form that is not its own
     */
    default Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return Observed.unknown();
    }

    /**
     * Returns where the yield of the account is sent by itself, as it is set now; unknown where the venue does not tell.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    default Observed<List<Payout>> payouts(SignedCalls venue) {
        return Observed.unknown();
    }

    /**
     * Returns what the venue recorded of logins and of changes of keys from {@code from} until before {@code to}, oldest first; unknown where it tells none of that.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refuses the key
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, does not go back so far, or answers in a form that is not its own
     */
    default Observed<List<AccessEvent>> accesses(SignedCalls venue, Instant from, Instant to) {
        return Observed.unknown();
    }
}
