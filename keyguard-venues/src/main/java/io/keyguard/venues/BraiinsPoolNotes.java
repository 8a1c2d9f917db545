/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.Topic.CREDENTIALS;
import static io.keyguard.venues.Topic.EMERGENCY;
import static io.keyguard.venues.Topic.ERRORS;
import static io.keyguard.venues.Topic.HISTORY;
import static io.keyguard.venues.Topic.LIFECYCLE;
import static io.keyguard.venues.Topic.LIMITS;
import static io.keyguard.venues.Topic.RIGHTS;
import static io.keyguard.venues.Topic.USE;

import java.util.List;

/** What people should know of Braiins Pool, and what they do to make and end a token. */
final class BraiinsPoolNotes {
    /** Source: academy.braiins.com, monitoring and user-accounts: one token for each access profile, and a new one ends the old one at once; so a rotation makes a second profile. */
    static final KeyMaking KEYS = KeyMaking.byHand(
            PoolKeys.traits(true),
            List.of(
                    "Log in at pool.braiins.com as the owner of {account} and open *Settings*, *Access Profiles*.",
                    "Create a new access profile called {label}: a profile has one token, and a new token ends its old one at once, so the profile in use is left alone.",
                    "Give it the permission *limited read-only*, or *read-only* if rewards and payouts are to be read; never *full*. Wanted: {rights}.",
                    "Switch on *Allow access to web APIs* and choose *Generate new token*.",
                    "Take the token over now ({algorithm}); it goes out as it is. The pool binds it to no address; wanted: {ips}."),
            List.of(
                    "Log in at pool.braiins.com as the owner and open *Settings*, *Access Profiles*.",
                    "Find the access profile {label}, switch off *Allow access to web APIs* and delete the profile; or choose *Generate new token*, which ends the old one at once."));

    static final VenueNotes NOTES = new VenueNotes(
            "Braiins Pool",
            List.of(
                    Source.official(
                                    "Braiins Academy, monitoring, as stored",
                                    "https://academy.braiins.com/braiins-pool/monitoring/",
                                    "2025-12-28")
                            .onEverythingBut(LIFECYCLE, RIGHTS, EMERGENCY),
                    Source.official(
                                    "Braiins Academy, user accounts, as stored",
                                    "https://academy.braiins.com/braiins-pool/user-accounts/",
                                    "2025-12-28")
                            .on(USE, LIFECYCLE, RIGHTS, EMERGENCY, LIMITS),
                    Source.other(
                                    "api-evangelist/braiins-academy, a profile of the same documents",
                                    "https://github.com/api-evangelist/braiins-academy",
                                    "2026-09-04")
                            .on(CREDENTIALS, HISTORY, ERRORS)),
            List.of(
                    "Store the token of an access profile with `--algorithm BEARER`, and the user name as account id. It stands in the header `Pool-Auth-Token` and nowhere else.",
                    "Everything documented reads. Whether a token of a profile with full access can do more than that is not documented, and the pool cannot be asked, so `PAYOUT_SETTINGS` is shown as"
                            + " unknown: make the profile *limited read-only* or *read-only*, and accept it in words.",
                    "The pool wants one request in five seconds at most; more are ignored, many more end in a ban of the address.",
                    "The payout address is changed on the website alone, by whoever can log in."),
            List.of(
                    "By hand on the website only. One token for each access profile: *Generate new token* ends the old one at once. A second profile lets old and new work side by side.",
                    "No end, no list of addresses and no list of tokens by API."),
            List.of("None besides the token."),
            List.of(
                    "Nothing can be stopped by API. Generate a new token, and look at the payout settings on the website."),
            List.of(
                    "Balance `/accounts/profile/json/btc`, daily rewards `/accounts/rewards/json/btc`, payouts with their destinations `/accounts/payouts/json/btc`. There is no list of logins.",
                    "Where the next payout goes is not told. `AccountWatch.movement` with a pinned destination raises an alarm at the first payout that went elsewhere; payouts over Lightning have an"
                            + " invoice as destination, a new one each time, so they are always told."),
            List.of(
                    "Nothing is signed, so a captured token can be used until another is generated.",
                    "ccxt does not have Braiins, so nothing was compared with it.",
                    "UNCONFIRMED: the form of a token; statuses and bodies of errors; that `current_balance` is all that the account holds; other coins than bitcoin."));

    private BraiinsPoolNotes() {}
}
