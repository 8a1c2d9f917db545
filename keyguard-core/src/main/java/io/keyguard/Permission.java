/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/** A right that a key can have at a venue, in words that mean the same everywhere. */
public enum Permission {
    /** Balances, positions, orders and history of the account. */
    READ_ACCOUNT,
    /** Orders on spot markets. */
    TRADE_SPOT,
    /** Orders with borrowed money, and the borrowing. */
    TRADE_MARGIN,
    /** Orders on futures and swaps. */
    TRADE_DERIVATIVES,
    /** Orders on options. */
    TRADE_OPTIONS,
    /** Orders for computing power, and what they cost. */
    TRADE_HASHPOWER,
    /** One asset into another at the venue's price. */
    CONVERT,
    /** Staking, savings and the like. */
    EARN,
    /** Borrowing against collateral. */
    LOAN,
    /** Deposit addresses. */
    DEPOSIT,
    /** Stopping a withdrawal that is under way. */
    CANCEL_WITHDRAWAL,
    /** A stream, login or token whose messages are not signed one by one. */
    OPEN_SESSION,
    /** Between wallets of the same account. */
    TRANSFER_INTERNAL,
    /** Between accounts of the same owner at this venue. */
    TRANSFER_SUBACCOUNT,
    /** Money out of the venue. Never in a default, a wildcard or an example. */
    WITHDRAW,
    /** The list of addresses that money may go to. */
    WITHDRAW_ADDRESS_ADMIN,
    /** Where the yield of mining goes, and when: payout addresses, shares of others, pools that bought computing power is sent to. Never in a default, a wildcard or an example. */
    PAYOUT_SETTINGS,
    /** Mining machines: starting and stopping them, and what they mine. */
    RIG_CONTROL,
    /** Making, changing and deleting keys. */
    KEY_ADMIN,
    /** Sub-accounts and account settings. */
    ACCOUNT_ADMIN
}
