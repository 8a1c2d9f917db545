/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What can be found out about a key of Crypto.com by reading alone: that it reads, of which account it is, and, where the venue shows a deposit address, which it does with the permission to withdraw alone, that it can withdraw. That an
 * address is not shown proves nothing, and nothing proves any other right away.
 */
final class CryptoComInspection {
    static final VenueRequest ACCOUNTS = VenueRequest.post(CryptoCom.API + "private/get-accounts");
    static final VenueRequest ADDRESS =
            VenueRequest.post(CryptoCom.API + "private/get-deposit-address").param("currency", "CRO");

    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private CryptoComInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        requireReading(venue);
        Set<Permission> proven = EnumSet.of(READ_ACCOUNT);
        if (succeeded(venue.call(ADDRESS))) {
            proven.add(WITHDRAW);
            proven.add(DEPOSIT);
        }
        return PoolRights.read(CryptoCom.RIGHTS, proven, account(venue));
    }

    /** Every key reads, so that a missing right is not why one may not. UNCONFIRMED: that nobody can take reading off a key. */
    private static void requireReading(SignedCalls venue) {
        HttpReply reply = venue.call(CryptoComAccount.BALANCES);
        CryptoComErrors.TABLE.classify(reply).ifPresent(error -> {
            var kinds = EnumSet.copyOf(error.kinds());
            if (kinds.remove(VenueError.Kind.PERMISSION) && !kinds.isEmpty()) {
                throw KeyguardExceptions.refused(CryptoCom.ID, error.code(), kinds);
            }
        });
        CryptoComAccount.result(request -> reply, CryptoComAccount.BALANCES);
    }

    private static boolean succeeded(HttpReply reply) {
        boolean error = CryptoComErrors.TABLE.classify(reply).isPresent();
        return !error
                && reply.status() == 200
                && Answers.json(reply).path("result").isObject();
    }

    /** Keys of sub-accounts may be refused, which leaves the account unknown. */
    private static Observed<String> account(SignedCalls venue) {
        HttpReply reply = venue.call(ACCOUNTS);
        JsonNode uuid = Answers.json(reply).path("result").path("this_account").path("uuid");
        return succeeded(reply)
                        && uuid.isTextual()
                        && UUID.matcher(uuid.asText()).matches()
                ? Observed.of(uuid.asText())
                : Observed.unknown();
    }
}
