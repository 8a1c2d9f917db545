/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.SignedCalls;
import java.util.List;
import java.util.Set;

/** An account at Foundry, whose API tells earnings in fields that no official document shows: nothing is read from them. */
final class FoundryAccount extends PoolAccount {
    /** An empty list would say that there is nothing. */
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        throw KeyguardExceptions.unavailable(Foundry.ID, "it tells no balances", null);
    }
}
