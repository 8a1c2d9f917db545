/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.venue.Balance;
import io.keyguard.venue.SignedCalls;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Balances at ViaBTC. Where payouts go is not told by any documented call. */
final class ViabtcAccount extends PoolAccount {
    @Override
    public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
        String question = "the account";
        var balances = new ArrayList<Balance>();
        for (JsonNode row : Answers.array(Viabtc.ID, question, Viabtc.account(venue), "balance")) {
            BigDecimal total = Answers.amount(Viabtc.ID, question, row, "amount");
            if (total.signum() != 0) {
                balances.add(new Balance("pool", Answers.text(Viabtc.ID, question, row, "coin"), total));
            }
        }
        return List.copyOf(balances);
    }
}
