/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.PermissionInspector;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Asks Binance what a key may do. */
final class BinanceInspection {
    private static final Pattern FLAG = Pattern.compile("(?:enable|permits).*");

    private BinanceInspection() {}

    static PermissionInspector in(Environment environment) {
        return environment == Environment.SANDBOX ? BinanceInspection::sandbox : BinanceInspection::production;
    }

    /** The sandboxes have no {@code /sapi}, and no other call tells the rights of a key: nothing is known but the account. */
    private static KeyFacts sandbox(SignedCalls venue) {
        return new KeyFacts(
                PermissionSet.unknown(),
                Set.of(),
                Observed.unknown(),
                Observed.unknown(),
                Observed.of(accountId(venue)));
    }

    /** The rights of the calling key, and the account's {@code uid}, which another call has. */
    private static KeyFacts production(SignedCalls venue) {
        String question = "GET /sapi/v1/account/apiRestrictions";
        JsonNode answer = answer(question, venue.call(VenueRequest.get("/sapi/v1/account/apiRestrictions")));
        if (!isInForm(answer)) {
            throw KeyguardExceptions.malformedReply(Binance.ID, question, 200);
        }
        Set<String> rights = flags(answer);
        JsonNode end = answer.path("tradingAuthorityExpirationTime");
        return new KeyFacts(
                RightsReader.read(Binance.RIGHTS, rights, unknown(answer, rights), Set.of()),
                rights,
                answer.path("ipRestrict").asBoolean() ? Observed.of(Set.of()) : Observed.none(),
                end.isIntegralNumber() && end.asLong() > 0
                        ? Observed.of(Instant.ofEpochMilli(end.asLong()))
                        : Observed.unknown(),
                rights.contains("enableReading") ? Observed.of(accountId(venue)) : Observed.unknown());
    }

    /**
     * Of what -2015 may mean, a missing right falls away here: this needs the right to read alone, which is on for every key and has no flag where keys are made through the API.
     * UNCONFIRMED: that nobody can take it off a key.
     */
    private static JsonNode answer(String question, HttpReply reply) {
        Optional<VenueError> error =
                Binance.ERRORS.classify(reply).filter(e -> e.code().equals("-2015"));
        if (error.isPresent()) {
            var kinds = EnumSet.copyOf(error.get().kinds());
            kinds.remove(VenueError.Kind.PERMISSION);
            throw KeyguardExceptions.refused(Binance.ID, error.get().code(), kinds);
        }
        return Answers.object(Binance.ID, question, reply, Binance.ERRORS);
    }

    /** A flag that is no flag could mean anything. */
    private static boolean isInForm(JsonNode answer) {
        return answer.path("enableReading").isBoolean()
                && answer.path("ipRestrict").isBoolean()
                && answer.properties().stream()
                        .filter(field -> FLAG.matcher(field.getKey()).matches())
                        .allMatch(field -> field.getValue().isBoolean());
    }

    /** What a flag would grant that is not there, unless another grants it; and what the right to trade grants on a master account alone. */
    private static Set<Permission> unknown(JsonNode answer, Set<String> rights) {
        var unknown = EnumSet.noneOf(Permission.class);
        Binance.RIGHTS.grants().forEach((right, permissions) -> {
            if (!answer.has(right)) {
                unknown.addAll(permissions);
            }
        });
        rights.forEach(right -> unknown.removeAll(Binance.RIGHTS.grants().getOrDefault(right, Set.of())));
        if (rights.contains(Binance.TRADE)) {
            unknown.addAll(Set.of(KEY_ADMIN, ACCOUNT_ADMIN));
        }
        return unknown;
    }

    /** Every flag that is set, known or not; a right that Binance adds later counts as excess. */
    private static Set<String> flags(JsonNode answer) {
        var flags = new TreeSet<String>();
        answer.properties().forEach(field -> {
            boolean set = field.getValue().isBoolean() && field.getValue().asBoolean();
            if (set && !field.getKey().equals("ipRestrict")) {
                flags.add(field.getKey());
            }
        });
        return flags;
    }

    private static String accountId(SignedCalls venue) {
        String question = "GET /api/v3/account";
        JsonNode answer = Answers.object(
                Binance.ID,
                question,
                venue.call(VenueRequest.get("/api/v3/account").param("omitZeroBalances", "true")),
                Binance.ERRORS);
        return Answers.text(Binance.ID, question, answer, "uid");
    }
}
