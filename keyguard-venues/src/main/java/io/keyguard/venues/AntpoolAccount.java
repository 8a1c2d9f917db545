/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.venue.Balance;
import io.keyguard.venue.SignedCalls;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;

/** The balance at AntPool, in bitcoin. Where payouts go is told by no call of users whose name is confirmed. */
final class AntpoolAccount extends PoolAccount {
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        BigDecimal total = Answers.amount(Antpool.ID, "the account", Antpool.account(venue), "balance");
        return total.signum() == 0 ? List.of() : List.of(new Balance("pool", "BTC", total));
    }
}
