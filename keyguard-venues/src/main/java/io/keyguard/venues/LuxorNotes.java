/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.RIGHTS;

import java.util.List;

/** What people should know of Luxor, and what they do to make and end a key. */
final class LuxorNotes {
    /** Source: docs.luxor.tech/platform/workspaces: name, permissions for each product, an optional end; shown once. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(true),
            List.of(
                    "Log in at app.luxor.tech, choose the workspace {account} and open *API Keys*.",
                    "Create a key with the name {label}.",
                    "Choose the preset *Custom* and exactly: {rights}. *No Access* for every product that is not named.",
                    "Set an end. No addresses can be set; wanted: {ips}.",
                    "Take over the key now ({algorithm}); it goes out as it is and is not shown again."),
            List.of(
                    "Log in at app.luxor.tech, choose the workspace and open *API Keys*.",
                    "Find the key {label}, delete it and confirm.",
                    "Compare the payment settings of every sub-account with the pinned addresses."));

    static final VenueNotes NOTES = new VenueNotes(
            "Luxor",
            List.of(
                    Source.official(
                                    "docs.luxor.tech, reference of v1 and v2 (workspace, pool, payments), as stored",
                                    "https://docs.luxor.tech",
                                    "2026")
                            .onEverythingBut(LIFECYCLE),
                    Source.official(
                                    "docs.luxor.tech, workspaces (permissions, optional end)",
                                    "https://docs.luxor.tech/platform/workspaces",
                                    "2026-10")
                            .on(LIFECYCLE, RIGHTS, EMERGENCY)),
            List.of(
                    "Store the key with `--algorithm BEARER`, and the id of the workspace as account id. It stands in the header `authorization`, without *Bearer*.",
                    "A change of payment settings needs `PAYOUT_SETTINGS`; every `external_address` in it is a destination. Reading payment settings is reading.",
                    "The venue shows the workspace and its products, and not what the key may do with them. That the pool was read shows reading; writing, derivatives and energy are unknown, and a grant"
                            + " accepts them in words. There is no harmless question that would tell *Read Only* from *Read & Write*.",
                    "Derivatives, hardware and energy are not signed for."),
            List.of(
                    "By hand on the website only. Several keys work side by side. An end can be set, and is not shown by API."),
            List.of("None documented; the key is the session."),
            List.of(
                    "Nothing can be stopped by API. Delete the key; some workspaces let changes of payment settings wait for an approval, which is worth switching on."),
            List.of(
                    "Payment settings and balances `/pool/payment-settings/BTC`, revenue `/pool/transactions/BTC`, both for bitcoin alone. Payouts are among the transactions, under a category that is"
                            + " UNCONFIRMED, and told as unknown. There is no list of logins by API."),
            List.of(
                    "Nothing is signed, so a captured key can be used until it is deleted or ends.",
                    "ccxt does not have Luxor, so nothing was compared with it.",
                    "UNCONFIRMED: the form of a key; that 401 is also what a key gets that has ended; other coins than bitcoin; further fields of payment settings in v2 (a document with any is refused)."));

    private LuxorNotes() {}
}
