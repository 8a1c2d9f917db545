/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.Permission;
import java.util.List;
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
}
