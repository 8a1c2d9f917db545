/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.EthereumAddress;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * What Hyperliquid says of an address: an agent of which wallet, a wallet itself, or nobody.
 *
 * <p>Source: {@code userRole} and {@code extraAgents} of the info endpoint. An agent cannot sign what sends value out of the account; that it cannot let it go all the same, by a deposit to a vault, nobody says, so that it stays
 * unknown. The agent without a name is in no list, and its end is unknown.
 */
final class HyperliquidInspection {
    /** What a maintainer of the official SDK says agents may do, or no document says that they may not. */
    private static final Set<Permission> UNKNOWN =
            Set.of(WITHDRAW, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT, ACCOUNT_ADMIN);

    static final VenueRequest ROLE = VenueRequest.post(Hyperliquid.INFO).json("{\"type\":\"userRole\"}");
    static final VenueRequest AGENTS = VenueRequest.post(Hyperliquid.INFO).json("{\"type\":\"extraAgents\"}");

    private HyperliquidInspection() {}

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode answer = Answers.object(Hyperliquid.ID, ROLE.toString(), venue.call(ROLE), HyperliquidErrors.TABLE);
        return switch (role(answer)) {
            case "missing" ->
                throw KeyguardExceptions.refused(Hyperliquid.ID, "missing", Set.of(VenueError.Kind.BAD_KEY));
            case Hyperliquid.AGENT -> agent(venue, address(ROLE, answer.path("data"), "user"));
            // Also the key of a sub-account or a vault is a wallet's own, if there is such a thing.
            default -> facts(Hyperliquid.WALLET, Set.of(), Observed.none(), wallet(venue));
        };
    }

    private static String role(JsonNode answer) {
        String role = answer.path("role").asText("");
        if (!Set.of(Hyperliquid.AGENT, Hyperliquid.WALLET, "vault", "subAccount", "missing")
                .contains(role)) {
            throw malformed(ROLE);
        }
        return role;
    }

    private static KeyFacts agent(SignedCalls venue, String master) {
        Observed<Instant> end = Observed.unknown();
        for (JsonNode agent :
                Answers.array(Hyperliquid.ID, AGENTS.toString(), venue.call(AGENTS), HyperliquidErrors.TABLE)) {
            VenueKeyId id = VenueKeyId.of(Hyperliquid.ID, address(AGENTS, agent, "address"));
            if (venue.key().filter(id::equals).isPresent()) {
                end = end(agent);
            }
        }
        return facts(Hyperliquid.AGENT, UNKNOWN, end, account(venue, master));
    }

    /** When the agent in {@code row} ends. */
    static Observed<Instant> end(JsonNode row) {
        JsonNode end = row.path("validUntil");
        if (end.isMissingNode()) {
            return Observed.unknown();
        }
        return end.isNull()
                ? Observed.none()
                : Observed.of(Answers.millis(Hyperliquid.ID, AGENTS.toString(), row, "validUntil"));
    }

    private static KeyFacts facts(
            String right, Set<Permission> unknown, Observed<Instant> end, Observed<String> account) {
        return new KeyFacts(
                RightsReader.read(Hyperliquid.RIGHTS, Set.of(right), unknown, Set.of()),
                Set.of(right),
                // Keys are bound to no address here.
                Observed.none(),
                end,
                account);
    }

    /** The wallet that has the key is the account itself: the key's own address, which only its stored account can tell. */
    private static Observed<String> wallet(SignedCalls venue) {
        return venue.accountId()
                .filter(stored -> venue.key()
                        .filter(VenueKeyId.of(
                                Hyperliquid.ID, HyperliquidOwner.of(stored).master())::equals)
                        .isPresent())
                .map(Observed::of)
                .orElseGet(Observed::unknown);
    }

    /** The account in the spelling that it was stored with, if it is the one of {@code master}; otherwise what the venue says. */
    private static Observed<String> account(SignedCalls venue, String master) {
        String stored = venue.accountId().orElse(master);
        HyperliquidOwner owner = HyperliquidOwner.of(stored);
        if (!owner.master().equals(master)) {
            return Observed.of(master);
        }
        return owner.isMaster() ? Observed.of(stored) : other(venue, owner, stored);
    }

    private static Observed<String> other(SignedCalls venue, HyperliquidOwner owner, String stored) {
        VenueRequest question =
                VenueRequest.post(Hyperliquid.INFO).json("{\"type\":\"userRole\",\"user\":\"" + owner.other() + "\"}");
        JsonNode answer =
                Answers.object(Hyperliquid.ID, question.toString(), venue.call(question), HyperliquidErrors.TABLE);
        return switch (role(answer)) {
            case "subAccount" ->
                Observed.of(
                        address(question, answer.path("data"), "master").equals(owner.master())
                                ? stored
                                : owner.master());
            // Who leads a vault is told elsewhere, and to many.
            case "vault" -> Observed.unknown();
            default -> Observed.of(owner.master());
        };
    }

    /** An address of an answer, in small letters. */
    static String address(VenueRequest question, JsonNode row, String name) {
        String address = Answers.text(Hyperliquid.ID, question.toString(), row, name);
        if (!EthereumAddress.isAddress(address)) {
            throw malformed(question);
        }
        return address.toLowerCase(Locale.ROOT);
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Hyperliquid.ID, question.toString(), 200);
    }
}
