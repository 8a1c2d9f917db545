/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.List;

/** What people should know of OKX. */
final class OkxNotes {
    static final VenueNotes NOTES = new VenueNotes(
            "OKX",
            List.of("okx.com/docs-v5, February 2026", "python-okx, the official client"),
            List.of(
                    "The sandbox is the same host with `x-simulated-trading: 1`, which the signer adds.",
                    "Parameters become one JSON object of strings; `json(document)` is sent byte for byte.",
                    "Orders count as spot, margin, derivatives or options by `instId` and `tdMode`; a cancellation of a pair counts as spot, because it names no"
                            + " mode. Batches are read item by item: items that need different rights are refused, and the riskiest decides. `tdMode` is"
                            + " `cash`, `cross`, `isolated`, `spot_isolated` or left out, and what is read (`side`, `posSide`, `reduceOnly`, …) is text, a"
                            + " number or a boolean: anything else is refused.",
                    "`trade` includes transfers, conversion, earn and loans; on a main account also administration, and with an address list the making of"
                            + " sub-account keys. Use a sub-account with `canTransOut=false`."),
            List.of(
                    "Keys of a main account: by hand on the website only. Keys of sub-accounts: `POST /api/v5/users/subaccount/apikey`,"
                            + " `modify-apikey`, `delete-apikey` with a main key that is bound to addresses; 50 keys to an account, 20 addresses to a key.",
                    "Tick *Read* and *Trade*, bind the key to your addresses, label it.",
                    "A key with `trade` or `withdraw` and without addresses lapses after 14 days without use."),
            List.of(
                    "WebSocket login: signed once, orders go unsigned afterwards; changing or deleting the key closes it with code 4007."),
            List.of(
                    "Open orders are cancelled in batches of 20. `cancel-all-after` (10 to 120 s) is a timer for all markets.",
                    "`set-transfer-out` of a sub-account stops transfers; sub-account keys can be deleted by API, a main account's own key cannot."),
            List.of(
                    "Balances `GET /api/v5/account/balance`, `/asset/balances`; positions `/account/positions`; fills `/trade/fills`; bills"
                            + " `/account/bills`, `/asset/bills`; deposits `/asset/deposit-history`; withdrawals `/asset/withdrawal-history`."),
            List.of(
                    "An amendment names no mode either and counts as spot for a pair, so a strategy with `TRADE_SPOT` on an account with margin orders can enlarge"
                            + " them. Give spot and margin strategies accounts of their own.",
                    "UNCONFIRMED: how long a signed REST request stays valid (about 30 s is stated for the WebSocket login); the length of the parts of a key."));

    private OkxNotes() {}
}
