/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.KEY_ADMIN;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What HTX says of a key: it shows all keys of a user, by the user's number, with the days that are left of each.
 *
 * <p>Source: {@code GET /v2/user/uid} and {@code GET /v2/user/api-key} in HuobiRDCenter/huobi_Python and JKorf/HTX.Net. A key that is not among them has unknown rights. UNCONFIRMED: whether a sub-user may ask for its own.
 */
final class HtxInspection {
    private static final VenueRequest USER = VenueRequest.get("/v2/user/uid");
    private static final VenueRequest TIME = VenueRequest.get("/v1/common/timestamp");
    private static final Set<Permission> ADMINISTRATION = Set.of(KEY_ADMIN, ACCOUNT_ADMIN);
    private static final Pattern DAYS = Pattern.compile("-1|\\d{1,5}");

    private HtxInspection() {}

    static VenueRequest keys(String user) {
        return VenueRequest.get("/v2/user/api-key").param("uid", user);
    }

    static KeyFacts inspect(SignedCalls venue) {
        JsonNode uid = HtxRows.data(venue, USER);
        HtxRows users = new HtxRows(venue, USER);
        if (!uid.isIntegralNumber() || uid.asLong() <= 0) {
            throw users.malformed();
        }
        HtxRows rows = new HtxRows(venue, keys(uid.asText()));
        List<JsonNode> keys = rows.once();
        Optional<JsonNode> own = own(venue, rows, keys);
        return own.isPresent() ? facts(venue, rows, own.get(), uid.asText()) : unknown(uid.asText());
    }

    private static Optional<JsonNode> own(SignedCalls venue, HtxRows rows, List<JsonNode> keys) {
        Optional<VenueKeyId> asking = venue.key();
        if (asking.isEmpty()) {
            return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
        }
        return keys.stream()
                .filter(key ->
                        VenueKeyId.of(Htx.ID, rows.text(key, "accessKey")).equals(asking.get()))
                .findFirst();
    }

    private static KeyFacts unknown(String user) {
        var all = EnumSet.noneOf(Permission.class);
        Htx.RIGHTS.grants().values().forEach(all::addAll);
        return new KeyFacts(
                RightsReader.read(Htx.RIGHTS, Set.of(), all, Set.of()),
                Set.of(),
                Observed.unknown(),
                Observed.unknown(),
                Observed.of(user));
    }

    private static KeyFacts facts(SignedCalls venue, HtxRows rows, JsonNode key, String user) {
        Observed<Set<String>> told = rights(rows, key);
        Set<String> rights = told.value().orElse(Set.of());
        var unknown = EnumSet.noneOf(Permission.class);
        if (!told.isKnown()) {
            Htx.RIGHTS.grants().values().forEach(unknown::addAll);
        } else if (rights.contains(Htx.TRADE)) {
            unknown.addAll(ADMINISTRATION);
        }
        return new KeyFacts(
                RightsReader.read(Htx.RIGHTS, rights, unknown, Set.of()),
                rights,
                addresses(rows, key),
                end(venue, rows, key),
                Observed.of(user));
    }

    /** No words are no statement: every key has readOnly. */
    static Observed<Set<String>> rights(HtxRows rows, JsonNode key) {
        Set<String> rights = Answers.words(rows.words(key, "permission"));
        return rights.isEmpty() ? Observed.unknown() : Observed.of(rights);
    }

    static Observed<Set<String>> addresses(HtxRows rows, JsonNode key) {
        return key.path("ipAddresses").isTextual()
                ? Addresses.of(Answers.words(rows.words(key, "ipAddresses")))
                : Observed.unknown();
    }

    /** Whole days from now; -1 is for ever. */
    private static Observed<Instant> end(SignedCalls venue, HtxRows rows, JsonNode key) {
        JsonNode days = key.path("validDays");
        if (days.isMissingNode()) {
            return Observed.unknown();
        }
        if (!days.isIntegralNumber() || !DAYS.matcher(days.asText()).matches()) {
            throw rows.malformed();
        }
        if (days.asInt() < 0) {
            return Observed.none();
        }
        Instant now = Htx.DEFINITION.clock().orElseThrow().read(venue.call(TIME));
        return Observed.of(now.plus(Duration.ofDays(days.asInt())));
    }
}
