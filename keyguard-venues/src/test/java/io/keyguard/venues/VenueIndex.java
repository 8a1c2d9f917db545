/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The tables of all venues: what {@code docs/venues/README.md} and the README say. Nothing in them is typed by hand: a definition says how it signs, makes keys and stops trading, and what it tells of keys and accounts is
 * what it is told at its simulator, over HTTP.
 */
final class VenueIndex {
    /** What a venue tells, as found at its simulator. */
    private record Told(String rights, String ips, String expiry, String reconciles) {
        static final Told NOTHING = new Told("", "", "", "");
    }

    private static final List<Permission> MARKETS = List.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);

    private final TreeMap<String, Told> told = new TreeMap<>();
    private final Set<String> checked;

    private VenueIndex(Set<String> checked) {
        this.checked = checked;
    }

    /** Asks every simulator, and closes it. */
    static VenueIndex ask() {
        var index = new VenueIndex(CcxtVenue.traders().map(VenueIndex::id).collect(toSet()));
        Stream.of(AccountTest.venues(), PoolsTest.places(), PoolsTest.markets())
                .flatMap(places -> places)
                .forEach(place -> {
                    try {
                        index.told.computeIfAbsent(place.venue().id(), id -> told(place));
                    } finally {
                        place.simulator().close();
                    }
                });
        return index;
    }

    private static String id(CcxtVenue venue) {
        try (CcxtVenue.Running running = venue.start().get()) {
            return running.venue().id();
        }
    }

    /** With a key that is bound and has an end, so that a venue which tells of either does. */
    private static Told told(AccountTest.Place place) {
        place.key().boundTo("127.0.0.1").endsAt(Instant.now().plus(Duration.ofDays(1)));
        try (Desk desk = Desk.of(place.venue(), place.algorithm(), place.simulator(), place.key())) {
            KeyFacts facts = place.venue().inspector(Environment.PRODUCTION).inspect(desk);
            return new Told(rights(facts), shown(facts.ips()), shown(facts.expiry()), reconciles(place, desk));
        }
    }

    private static String rights(KeyFacts facts) {
        int unknown = facts.permissions().all(Presence.UNKNOWN).size();
        if (unknown == 0) {
            return facts.venueRights().isEmpty() ? "reading alone, by documents" : "told";
        }
        return facts.venueRights().isEmpty() ? "not told" : "told in part";
    }

    private static String shown(Observed<?> property) {
        return property.isKnown() ? "shown" : "–";
    }

    private static String reconciles(AccountTest.Place place, Desk desk) {
        var account = place.venue().account();
        Set<Permission> markets = Set.of(place.market());
        Instant to = Instant.now();
        Instant from = to.minus(Duration.ofMinutes(5));
        var all = new ArrayList<String>();
        addIf(all, "balances", () -> Observed.of(account.balances(desk, markets)));
        addIf(all, "positions", () -> account.positions(desk, markets));
        addIf(all, "fills", () -> account.fills(desk, markets, Set.of(), from, to));
        for (Movement.Kind kind : Movement.Kind.values()) {
            addIf(
                    all,
                    kind.name().toLowerCase(java.util.Locale.ROOT) + "s",
                    () -> account.movements(desk, kind, from, to));
        }
        addIf(all, "logins", () -> account.accesses(desk, from, to));
        addIf(all, "payout settings", () -> account.payouts(desk));
        return all.isEmpty() ? "–" : String.join(", ", all);
    }

    /** What the small key of the test may not ask for, the venue tells all the same; what it says that it does not tell, it does not. */
    private static void addIf(List<String> all, String name, Supplier<Observed<?>> question) {
        try {
            if (question.get().isKnown()) {
                all.add(name);
            }
        } catch (io.keyguard.VenueRefusedException e) {
            all.add(name);
        } catch (io.keyguard.VenueUnavailableException e) {
            // It does not tell.
        }
    }

    /** The page of all venues. */
    String page() {
        var page = new StringBuilder("""
                # All venues

                Made from the definitions, and from what each says of a key and an account at its simulator; compared in every build. A dash means that the venue does not tell, or has nothing of the kind. What a pool earned counts as deposits, and what it paid out as withdrawals.

                | venue | signing | rights of a key | IP list | end of a key | keys are made | in an emergency | is read afterwards | simulator | checked against ccxt |
                |---|---|---|---|---|---|---|---|---|---|
                """);
        for (VenueDefinition venue : Venues.all()) {
            Told found = told.getOrDefault(venue.id(), Told.NOTHING);
            page.append("| [%s](%s.md) | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            venue.notes().title(),
                            venue.id(),
                            signing(venue),
                            found.rights(),
                            found.ips(),
                            found.expiry(),
                            keys(venue),
                            emergency(venue),
                            found.reconciles(),
                            told.containsKey(venue.id()) ? "yes" : "–",
                            checked.contains(venue.id()) ? "yes" : "–"));
        }
        return page.toString();
    }

    /** The short table of the README. */
    String summary() {
        var table = new StringBuilder("| venue | signing | rights of a key | keys are made |\n|---|---|---|---|\n");
        for (VenueDefinition venue : Venues.all()) {
            table.append("| [%s](docs/venues/%s.md) | %s | %s | %s |\n"
                    .formatted(
                            venue.notes().title(),
                            venue.id(),
                            signing(venue),
                            told.getOrDefault(venue.id(), Told.NOTHING).rights(),
                            keys(venue)));
        }
        return table.toString();
    }

    private static String signing(VenueDefinition venue) {
        if (venue.credentials().secrets().keySet().equals(Set.of(SignatureAlgorithm.BEARER))) {
            return "none, a token";
        }
        String algorithms = venue.credentials().secrets().keySet().stream()
                .sorted()
                .map(algorithm -> algorithm == SignatureAlgorithm.BEARER ? "or a token" : algorithm.name())
                .collect(joining(", "));
        return algorithms + (venue.requestLife().coversBody() ? "" : ", not of the body");
    }

    private static String keys(VenueDefinition venue) {
        String by = venue.keys().administrator(Environment.PRODUCTION).isPresent() ? "by API" : "by hand";
        return by
                + (venue.keys().tokens().isPresent() ? ", tokens by API" : "")
                + (venue.keys().traits().overlap() ? "" : ", one at a time");
    }

    private static String emergency(VenueDefinition venue) {
        var all = new ArrayList<String>();
        if (!(venue.emergency() instanceof PoolAccount)) {
            all.add("cancel all");
        }
        if (MARKETS.stream()
                .anyMatch(market -> venue.emergency()
                        .deadManSwitch(market, Duration.ofMinutes(1))
                        .isPresent())) {
            all.add("timer");
        }
        if (venue.emergency().freeze("1").isPresent()) {
            all.add(venue.emergency() instanceof PoolAccount ? "stop payouts" : "freeze an account");
        }
        return all.isEmpty() ? "–" : String.join(", ", all);
    }
}
