/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.venue.RightsModel;

/**
 * Bitget's unified trading accounts, API v3.
 *
 * <p>Sources as for {@link Bitget}. UNCONFIRMED: which of {@code uta_mgt} and {@code uta_trade} moves money between wallets and accounts and administers sub-accounts; what {@code permissions} mean for a key that only reads.
 */
final class BitgetUta {
    static final String ID = "bitget-uta";

    /** What every key can do. */
    static final String READ = "read-only";

    static final String TRADE = "uta_trade";
    static final String MANAGE = "uta_mgt";

    private static final BitgetUtaAccount ACCOUNT = new BitgetUtaAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(READ, READ_ACCOUNT, OPEN_SESSION)
            .right(TRADE, TRADE_SPOT, TRADE_MARGIN, TRADE_DERIVATIVES)
            .right(MANAGE, ACCOUNT_ADMIN, KEY_ADMIN, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
            .right("withdraw", WITHDRAW, CANCEL_WITHDRAWAL)
            .right("copy_futures_position", TRADE_DERIVATIVES)
            .right("copy_futures_order", TRADE_DERIVATIVES)
            .need(READ_ACCOUNT, READ)
            .need(OPEN_SESSION, READ)
            .need(TRADE_SPOT, READ, TRADE)
            .need(TRADE_MARGIN, READ, TRADE)
            .need(TRADE_DERIVATIVES, READ, TRADE)
            .need(TRANSFER_INTERNAL, READ, MANAGE)
            .need(TRANSFER_SUBACCOUNT, READ, MANAGE)
            .need(ACCOUNT_ADMIN, READ, MANAGE)
            .need(KEY_ADMIN, READ, MANAGE)
            .need(WITHDRAW, READ, "withdraw")
            .need(CANCEL_WITHDRAWAL, READ, "withdraw")
            .build();

    static final VenueDefinition DEFINITION = Bitget.shared(ID)
            .endpoints(BitgetEndpoints.UNIFIED)
            .inspector(environment -> BitgetInspection::unified)
            .rights(RIGHTS)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(BitgetKeys.UNIFIED)
            .signer(environment -> BitgetSigning.of(ID, "/v3/ws/private", environment))
            .notes(BitgetNotes.UNIFIED)
            .build();

    private BitgetUta() {}
}
