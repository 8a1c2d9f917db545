/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.RequestClassifier;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The tables of {@code meanings/}: both axes for every kind of request, and what is not signed at all. */
class MeaningsTest {
    private static final List<VenueDefinition> ALL = Venues.all();

    @TestFactory
    Stream<DynamicTest> classify_everyRowOfTheTables() {
        return ALL.stream()
                .flatMap(venue -> rows(venue.id())
                        .map(row -> DynamicTest.dynamicTest(
                                venue.id() + ": " + row, () -> check(venue.classifier(Environment.PRODUCTION), row))));
    }

    static Stream<String> rows(String venue) {
        try (InputStream file = MeaningsTest.class.getResourceAsStream("/meanings/" + venue + ".txt")) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines().filter(line -> !line.startsWith("#")).toList().stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void check(RequestClassifier classifier, String row) {
        String[] columns = row.split(" \\| ");
        VenueRequest request = request(columns[0]);
        if (columns[1].equals("refused")) {
            assertThatThrownBy(() -> classifier.classify(request)).isInstanceOf(KeyScopeException.class);
        } else {
            Set<String> destinations = columns.length > 3 ? Set.of(columns[3].split(" , ")) : Set.of();
            Classification meaning = classifier.classify(request);
            var expected = new Classification(Permission.valueOf(columns[1]), Risk.valueOf(columns[2]), destinations);
            assertThat(meaning).isEqualTo(expected.with(meaning.orders()));
        }
    }

    /** {@code METHOD /path name=value …} or {@code METHOD /path document}. */
    static VenueRequest request(String text) {
        String[] parts = text.split(" ", 3);
        VenueRequest request = request(parts[0], parts[1]);
        if (parts.length == 2) {
            return request;
        }
        if (!Character.isLetter(parts[2].charAt(0))) {
            return request.json(parts[2]);
        }
        for (String param : parts[2].split(" ")) {
            request = request.param(param.substring(0, param.indexOf('=')), param.substring(param.indexOf('=') + 1));
        }
        return request;
    }

    private static VenueRequest request(String method, String path) {
        return switch (method) {
            case "GET" -> VenueRequest.get(path);
            case "POST" -> VenueRequest.post(path);
            case "PUT" -> VenueRequest.put(path);
            case "WS" -> VenueRequest.webSocket(path);
            default -> VenueRequest.delete(path);
        };
    }

    @Test
    void rights_ofEveryPermissionThatTheTableNeeds_canBeTicked() {
        for (VenueDefinition venue : ALL) {
            var needed = EnumSet.noneOf(Permission.class);
            for (String row :
                    rows(venue.id()).filter(line -> !line.endsWith("refused")).toList()) {
                needed.add(Permission.valueOf(row.split(" \\| ")[1]));
            }
            for (Permission permission : needed) {
                assertThat(venue.rights().smallestKeyFor(Set.of(permission)))
                        .as(venue.id() + " " + permission)
                        .isNotEmpty();
                assertThat(venue.rights().smallestKeyFor(Set.of(permission)).stream()
                                .flatMap(right -> venue.rights().grants().get(right).stream()))
                        .as(venue.id() + " " + permission)
                        .contains(permission);
            }
        }
    }

    private static final Pattern GOES_ON_ALONE = Pattern.compile("POST .*(?:bot|grid|strategy|dca|martingale).*");

    /** Somebody who stole a key may have started what trades on without it. */
    @Test
    void venueWhoseKeysMayStartBots_saysThatNothingEndsTheirOrders() {
        List<VenueDefinition> all = ALL.stream()
                .filter(venue -> venue.endpoints().words().entrySet().stream()
                        .anyMatch(row -> GOES_ON_ALONE.matcher(row.getKey()).matches()
                                && row.getValue().endsWith(Risk.ADDS_RISK.name())))
                .toList();
        assertThat(all).extracting(VenueDefinition::id).contains("bybit");
        assertThat(all)
                .allSatisfy(venue ->
                        assertThat(venue.emergency().unreached()).as(venue.id()).isNotEmpty());
        assertThat(List.of(Venues.okx(), Venues.bitgetUta()))
                .allSatisfy(venue ->
                        assertThat(venue.emergency().unreached()).as(venue.id()).isNotEmpty());
    }

    @Provide
    static Arbitrary<String> endpoints() {
        return Arbitraries.of(
                ALL.stream().flatMap(MeaningsTest::listed).filter(HTTP).toList());
    }

    private static final Predicate<String> HTTP = endpoint -> !endpoint.startsWith(VenueRequest.WEB_SOCKET + " ");

    /** Method and path of everything that a definition lists, with an id where one stands. */
    private static Stream<String> listed(VenueDefinition venue) {
        return venue.endpoints().words().keySet().stream()
                .map(endpoint -> endpoint.replaceAll(" \\([\\w-]+\\)$", "")
                        .replace("{id}", "a1b2c3d4")
                        .replace("{symbol}", "BTC_USDT")
                        .replace("{name}", "a1b2c3d4"));
    }

    private static RequestClassifier classifierOf(String endpoint) {
        return ALL.stream()
                .filter(venue -> listed(venue).anyMatch(endpoint::equals))
                .findFirst()
                .orElseThrow()
                .classifier(Environment.PRODUCTION);
    }

    /** What a definition lists with an id, a symbol or a name in its path. */
    private static final List<Pattern> WITH_NAMES = ALL.stream()
            .flatMap(venue -> venue.endpoints().words().keySet().stream())
            .filter(endpoint -> endpoint.contains("{"))
            .map(endpoint ->
                    Pattern.compile(endpoint.replaceAll(" \\([\\w-]+\\)$", "").replaceAll("\\{\\w+}", "[\\\\w-]+")))
            .toList();

    @Property(tries = 2000)
    void classify_aPathSpeltInAnyOtherWay_isRefused(
            @ForAll("endpoints") String endpoint,
            @ForAll("spoilt") String spoil,
            @ForAll @IntRange(max = 60) int where) {
        String method = endpoint.substring(0, endpoint.indexOf(' '));
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        int at = where % (path.length() + 1);
        String other = path.substring(0, at) + spoil + path.substring(at);
        // With a slash more, assets are the asset named s.
        Assume.that(WITH_NAMES.stream()
                .noneMatch(template -> template.matcher(method + " " + other).matches()));

        assertThatThrownBy(() -> classifierOf(endpoint).classify(request(method, other)))
                .isInstanceOf(KeyScopeException.class);
    }

    @Provide
    static Arbitrary<String> spoilt() {
        return Arbitraries.of(
                "/", ".", "..", "/../", "%2f", "%00", ";a=b", "?a=b", "#", "\\", " ", "\n", "\t", "é", "\u200b", "@",
                ":");
    }

    @Property(tries = 300)
    void classify_anyEndpointWithItsMethodChanged_isRefusedUnlessListed(@ForAll("endpoints") String endpoint) {
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        for (String method : List.of("GET", "POST", "PUT", "DELETE")) {
            boolean listed = ALL.stream().flatMap(MeaningsTest::listed).anyMatch((method + " " + path)::equals);
            if (!listed) {
                assertThatThrownBy(() -> classifierOf(endpoint).classify(request(method, path)))
                        .isInstanceOf(KeyScopeException.class);
            }
        }
    }

    @Property(tries = 300)
    void classify_aParameterTwiceOrWithAStrangeName_isRefused(
            @ForAll("endpoints") String endpoint, @ForAll String name, @ForAll String value) {
        VenueRequest request = request(endpoint.split(" ")[0], endpoint.split(" ")[1]);

        assertThatThrownBy(() -> classifierOf(endpoint)
                        .classify(request.param("a", value).param("a", value)))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> classifierOf(endpoint).classify(request.param(name + "&", value)))
                .isInstanceOf(KeyScopeException.class)
                .hasMessageNotContaining(name + "&");
    }

    @Test
    void classify_aRefusedRequest_repeatsNothingOfIt() {
        assertThatThrownBy(() -> Venues.okx()
                        .classifier(Environment.PRODUCTION)
                        .classify(VenueRequest.post("/api/v5/trade/order").json("{\"canary-value\":\"canary-value\"")))
                .hasMessageNotContaining("canary")
                .hasNoCause();
        assertThatThrownBy(() ->
                        Venues.okx().classifier(Environment.PRODUCTION).classify(VenueRequest.post("/canary-path")))
                .hasMessageNotContaining("canary");
    }
}
