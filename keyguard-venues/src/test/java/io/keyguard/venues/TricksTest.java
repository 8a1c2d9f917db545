/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * Nothing that looks nearly like a mark of harmlessness makes a request harmless. What is dangerous is read from the tables of {@code meanings/}, which are typed from the venues' documents, never
 * from the definitions.
 */
class TricksTest {
    /** A dangerous row of a venue's table. */
    record Row(VenueDefinition venue, String request, Permission permission) {
        @Override
        public String toString() {
            return venue.id() + ": " + request;
        }
    }

    /** What moves money or rights: no parameter turns it into anything else. */
    private static final Set<Permission> MOVES =
            Set.of(Permission.WITHDRAW, Permission.WITHDRAW_ADDRESS_ADMIN, Permission.KEY_ADMIN);

    private static final List<Row> ROWS = rows(Risk.ADDS_RISK);

    private static final List<Row> REDUCING = rows(Risk.REDUCES_RISK);

    private static final Pattern NAME = Pattern.compile("\"([A-Za-z_]+)\"\\s*:");

    private static List<Row> rows(Risk risk) {
        return Venues.all().stream()
                .flatMap(venue -> MeaningsTest.rows(venue.id())
                        .map(line -> line.split(" \\| "))
                        .filter(columns -> columns.length >= 3 && columns[2].equals(risk.name()))
                        .map(columns -> new Row(venue, columns[0], Permission.valueOf(columns[1]))))
                .toList();
    }

    @Provide
    static Arbitrary<Row> rows() {
        return Arbitraries.of(ROWS);
    }

    @Provide
    static Arbitrary<Row> reducing() {
        return Arbitraries.of(REDUCING);
    }

    @Provide
    static Arbitrary<UnaryOperator<String>> spellings() {
        return Arbitraries.of(List.of(
                name -> name.toUpperCase(Locale.ROOT),
                name -> name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                name -> name.toLowerCase(Locale.ROOT),
                name -> name + "[]",
                name -> name + "[0]"));
    }

    /** Names and values that a careless reader takes for marks that reduce risk. None of them is one. */
    @Provide
    static Arbitrary<Tuple2<String, String>> nearMarks() {
        Arbitrary<String> names = Arbitraries.of(
                "reduceonly",
                "ReduceOnly",
                "REDUCE_ONLY",
                "reduceOnly.",
                "reduceOnly[0]",
                "_method",
                "method",
                "X-HTTP-Method-Override",
                "closeposition",
                "CloseOrder",
                "close_order",
                "cancel",
                "test",
                "dryRun",
                "validate-",
                "readonly");
        Arbitrary<String> values =
                Arbitraries.of("true", "DELETE", "GET", "1", "yes", "on", "repay", "REPAY", "cancel");
        return Combinators.combine(names, values).as(Tuple::of);
    }

    /** The marks themselves, with values that are not the one. */
    @Provide
    static Arbitrary<Tuple2<String, String>> falseMarks() {
        Arbitrary<String> names =
                Arbitraries.of("reduceOnly", "reduce_only", "closePosition", "closeOrder", "closeOnTrigger");
        Arbitrary<String> values = Arbitraries.of(
                "True", "TRUE", "1", "yes", " true", "true ", "true,false", "false", "null", "[true]", "\u0442rue");
        return Combinators.combine(names, values).as(Tuple::of);
    }

    @Property(tries = 3000)
    void aNearMark_reducesNothing(
            @ForAll("rows") Row row,
            @ForAll("nearMarks") Tuple2<String, String> one,
            @ForAll("falseMarks") Tuple2<String, String> other) {
        VenueRequest plain = MeaningsTest.request(row.request());
        VenueRequest tricked = with(with(plain, one.get1(), one.get2()), other.get1(), other.get2());

        meaning(row, tricked)
                .ifPresent(meaning -> assertThat(meaning).satisfies(found -> {
                    assertThat(found.risk()).isEqualTo(Risk.ADDS_RISK);
                    assertThat(found.permission()).isNotEqualTo(Permission.READ_ACCOUNT);
                    if (MOVES.contains(row.permission())) {
                        assertThat(found.permission()).isEqualTo(row.permission());
                    }
                }));
    }

    /** {@code plain} with one more parameter, or one more text in its document, or in the first object of that. */
    static VenueRequest with(VenueRequest plain, String name, String value) {
        if (plain.json().isEmpty()) {
            return plain.param(name, value);
        }
        String document = plain.json().get();
        int at = document.indexOf('{') + 1;
        String comma = document.startsWith("}", at) ? "" : ",";
        String field = '"' + name + "\":\"" + value + '"' + comma;
        return at == 0 ? plain : plain.json(document.substring(0, at) + field + document.substring(at));
    }

    /** What stops reducing because another spelling of one of its fields stands beside it. */
    @Property(tries = 3000)
    void aSecondSpelling_besideAnyFieldOfWhatReduces_isRefused(
            @ForAll("reducing") Row row, @ForAll Random random, @ForAll("spellings") UnaryOperator<String> spelling) {
        VenueRequest plain = MeaningsTest.request(row.request());
        Optional<VenueRequest> tricked =
                plain.json().isPresent() ? besideJson(plain, random, spelling) : besideParams(plain, random, spelling);

        tricked.ifPresent(request -> assertThat(meaning(row, request)).isEmpty());
    }

    private static Optional<VenueRequest> besideParams(
            VenueRequest plain, Random random, UnaryOperator<String> spelling) {
        if (plain.params().isEmpty()) {
            return Optional.empty();
        }
        VenueRequest.Param one =
                plain.params().get(random.nextInt(plain.params().size()));
        String name = spelling.apply(one.name());
        // close[ordertype] has no second pair of brackets, and what is in capitals is its own capital form.
        boolean other =
                !name.equals(one.name()) && !(name.endsWith("]") && one.name().contains("["));
        return Optional.of(plain.param(name, "false")).filter(request -> other);
    }

    private static Optional<VenueRequest> besideJson(
            VenueRequest plain, Random random, UnaryOperator<String> spelling) {
        String document = plain.json().orElseThrow();
        List<String> names =
                NAME.matcher(document).results().map(found -> found.group(1)).toList();
        if (!document.startsWith("{") || names.isEmpty()) {
            return Optional.empty();
        }
        // Of the object itself; those of objects within are behind the first brace or bracket.
        int nested = document.substring(1).indexOf('{') + 1;
        String name = names.get(random.nextInt(names.size()));
        String other = spelling.apply(name);
        boolean outer = nested == 0 || document.indexOf('"' + name + '"') < nested;
        return Optional.of(plain.json("{\"" + other + "\":false," + document.substring(1)))
                .filter(request -> outer && !other.equals(name) && !other.endsWith("]"));
    }

    /** At a host of another service, or of nobody, it means nothing; it is not signed there. */
    @Property(tries = 500)
    void anotherHost_isNotAWayAround(@ForAll("rows") Row row) {
        VenueRequest request = MeaningsTest.request(row.request());
        for (URI origin : row.venue().hosts(Environment.PRODUCTION)) {
            meaning(row, request.at(origin))
                    .ifPresent(meaning -> assertThat(meaning.risk()).isEqualTo(Risk.ADDS_RISK));
        }
        assertThat(meaning(row, request.at(URI.create("https://venue.example"))))
                .isEmpty();
    }

    /** Empty where it is refused. */
    private static Optional<Classification> meaning(Row row, VenueRequest request) {
        try {
            return Optional.of(row.venue().classifier(Environment.PRODUCTION).classify(request));
        } catch (KeyScopeException refused) {
            return Optional.empty();
        }
    }
}
