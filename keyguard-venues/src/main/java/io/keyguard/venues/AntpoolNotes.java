/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.HOSTS;
import static io.keyguard.venues.Topic.LIFE;
import static io.keyguard.venues.Topic.REQUESTS;
import static io.keyguard.venues.Topic.SIGNATURE;

import java.util.List;

/** What people should know of AntPool, and what they do to make and end a key. */
final class AntpoolNotes {
    /** Source: AntPool's help center: allowed addresses, permissions, and a list of several keys. UNCONFIRMED: the words on the page. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(true),
            List.of(
                    "Log in at www.antpool.com and open *Dashboard*, *API* (user/apiSettings) of the sub-account {account}.",
                    "Create a key; if the page asks for a name, enter {label}, if not, note its beginning beside {label}.",
                    "Step 2, allowed IP: enter exactly {ips}.",
                    "Step 3, permissions: choose exactly {rights}, and never the one that changes the wallet address or the mining coin for a key that reads.",
                    "Take over key and secret before you confirm ({algorithm}). The sub-account's name is the key's account id."),
            List.of(
                    "Log in at www.antpool.com and open *Dashboard*, *API*.",
                    "Find the key that was noted as {label} in the list, compare its beginning, and delete it.",
                    "Compare the wallet addresses with the pinned ones."));

    static final VenueNotes NOTES = new VenueNotes(
            "AntPool",
            List.of(
                    Source.official(
                                    "AntPool's help center, \"API Interface\" with its status codes, as stored",
                                    "https://antpool.gitbooks.io/help-center/content/en/chapter-3/06.html",
                                    "2026")
                            .onEverythingBut(HOSTS, SIGNATURE, LIFE, HISTORY, REQUESTS),
                    Source.official(
                                    "AntPool's operator interface (the form of the signature)",
                                    "https://antpool.gitbooks.io/api-operator/content/en/api/api_description.html",
                                    "2018-08-07")
                            .on(LIFE, SIGNATURE),
                    Source.other(
                                    "api-evangelist/bitmain, a profile of antpool.com/userApiGuide",
                                    "https://github.com/api-evangelist/bitmain",
                                    "2026-07-18")
                            .on(HOSTS, CREDENTIALS, HISTORY, REQUESTS)),
            List.of(
                    "Store the sub-account's name (`userId`) as account id: it is signed. A key without it is not loaded.",
                    "Every request is a `POST` of a form; `key`, `nonce` and `signature` go first and are set by the signer.",
                    "Reading alone is signed for. The help center says that the API can change the wallet address; under which name is not known, so no such request is signed.",
                    "The pool tells no rights of a key: that it may change the wallet address (`PAYOUT_SETTINGS`) or the mining coin (`RIG_CONTROL`) is unknown, and a grant accepts it in words."),
            List.of("By hand on the website only; several keys work side by side. No end is documented."),
            List.of("None documented."),
            List.of("Nothing can be stopped by API. Delete the key, and compare the wallet addresses on the website."),
            List.of(
                    "Balance `/api/account.htm`, in bitcoin. The history of payments (`/api/paymentHistoryV2.htm`, a name that is UNCONFIRMED) can be asked for and is not read by keyguard.",
                    "Where payouts go is not told by a call whose name is confirmed: compare it on the website. There is no list of logins."),
            List.of(
                    "**The signature covers user, key and nonce, and nothing else.** Whoever holds a request back before it is delivered can use its `key`, `nonce` and `signature` for any other endpoint with any other"
                            + " parameters, a change of the wallet address included, until a later nonce was used. There is no clock. Give a key that reads no other permission, and bind it to addresses.",
                    "The nonce is in microseconds, so that it grows from request to request; a client that counts in milliseconds is refused for ever afterwards (-18). Use a key of its own for each program.",
                    "More than 600 requests in ten minutes end in a ban of the address.",
                    "ccxt does not have AntPool, and no official example of a signature was found: the one in the tests was computed by hand.",
                    "UNCONFIRMED: the form of keys; names of methods beyond account, hashrate, workers and poolStats; what -20 and -23 mean; whether equal nonces are refused everywhere."));

    private AntpoolNotes() {}
}
