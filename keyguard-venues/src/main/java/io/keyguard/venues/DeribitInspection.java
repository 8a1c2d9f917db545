/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Observed;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What Deribit says of a key when it logs in.
 *
 * <p>A login needs no right, no second factor, and shows nobody else's key. {@code private/list_api_keys} would tell the addresses as well, but it needs {@code account:read}, asks
 * for a second factor where the account has one, does not say which of the keys is calling, and returns secrets in the documentation's own sample.
 *
 * <p>Everything is asked for: what the venue grants is the most that the key has. It may narrow {@code wallet:read_write} to {@code wallet:read} all the same, so a key that shows the
 * latter may or may not withdraw; an area that is not shown at all may be anything (docs.deribit.com/articles/access-scope). The token ends after a minute and is not used.
 */
final class DeribitInspection {
    private static final List<String> AREAS = List.of("account", "block_rfq", "block_trade", "trade", "wallet");
    private static final Set<String> VALUES = Set.of("none", "read", "read_write");
    private static final String EVERYTHING = String.join(":read_write ", AREAS) + ":read_write expires:60";
    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** What belongs to the token and not to the key. */
    private static final Pattern OF_THE_TOKEN = Pattern.compile("connection|session(:.*)?|expires:.*|ip:.*");

    private DeribitInspection() {}

    static KeyFacts inspect(SignedCalls venue, RightsModel model) {
        VenueRequest login = VenueRequest.get(DeribitSigner.AUTH).param("scope", EVERYTHING);
        JsonNode scope = DeribitAccount.result(venue, login).path("scope");
        if (!scope.isTextual() || scope.asText().isBlank()) {
            throw malformed(login);
        }
        var areas = new TreeMap<String, String>();
        var others = new TreeSet<String>();
        SPACES.splitAsStream(scope.asText().strip()).forEach(word -> sort(login, word, areas, others));
        Set<String> rights = rights(areas);
        rights.addAll(others);
        rights.remove("mainaccount");
        var shown = new TreeSet<>(rights);
        others.stream().filter("mainaccount"::equals).forEach(shown::add);
        return new KeyFacts(
                RightsReader.read(model, rights, unknown(model, areas, rights), Set.of()),
                shown,
                Observed.unknown(),
                // Keys have no end; tokens do.
                Observed.none(),
                accountId(venue, areas));
    }

    private static void sort(VenueRequest login, String word, Map<String, String> areas, Set<String> others) {
        int colon = word.indexOf(':');
        String area = colon < 0 ? word : word.substring(0, colon);
        String value = word.substring(colon + 1);
        if (AREAS.contains(area) && VALUES.contains(value)) {
            String before = areas.put(area, value);
            if (before != null && !before.equals(value)) {
                throw malformed(login);
            }
        } else if (!OF_THE_TOKEN.matcher(word).matches()) {
            others.add(word);
        }
    }

    private static Set<String> rights(Map<String, String> areas) {
        var rights = new TreeSet<String>();
        rights.add(Deribit.CONNECTION);
        areas.forEach((area, value) -> {
            if (!value.equals("none")) {
                rights.add(area + ":" + value);
            }
        });
        return rights;
    }

    private static Set<Permission> unknown(RightsModel model, Map<String, String> areas, Set<String> rights) {
        var unknown = EnumSet.noneOf(Permission.class);
        for (String area : AREAS) {
            String value = areas.get(area);
            if (value == null || (area.equals("wallet") && value.equals("read"))) {
                unknown.addAll(model.grants().getOrDefault(area + ":read_write", Set.of()));
            }
        }
        rights.forEach(right -> unknown.removeAll(model.grants().getOrDefault(right, Set.of())));
        return unknown;
    }

    /** A key that may not read the account does not learn which it is. */
    private static Observed<String> accountId(SignedCalls venue, Map<String, String> areas) {
        if (areas.getOrDefault("account", "none").equals("none")) {
            return Observed.unknown();
        }
        VenueRequest summaries = DeribitAccount.SUMMARIES.param("extended", "true");
        JsonNode id = DeribitAccount.result(venue, summaries).path("id");
        if (!id.isIntegralNumber()) {
            throw malformed(summaries);
        }
        return Observed.of(id.asText());
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Deribit.ID, question.toString(), 200);
    }
}
