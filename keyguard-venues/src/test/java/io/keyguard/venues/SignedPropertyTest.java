/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyFrozenException;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.ScopedKey;
import io.keyguard.incident.FreezeScope;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import io.keyguard.venue.VenueRequest;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No request outside the scope is ever signed, nor one that adds risk under a freeze, with a running Keyguard and a real key of every venue. What a request means is read from the tables of
 * {@code meanings/}, which are typed from the venues' documents.
 */
class SignedPropertyTest {
    private static final int TRICKED = 3;

    private static final List<String> NAMES = List.of(
            "reduceonly",
            "REDUCE_ONLY",
            "reduceOnly.",
            "_method",
            "X-HTTP-Method-Override",
            "cancel",
            "test",
            "dryRun");
    private static final List<String> VALUES = List.of("true", "DELETE", "GET", "1", "yes", "on", "cancel");

    static Stream<AccountTest.Place> venues() {
        return Stream.of(AccountTest.venues(), PoolsTest.places(), PoolsTest.markets())
                .flatMap(places -> places);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void sign_onlyWhatTheScopeHas_andUnderAFreezeOnlyWhatAddsNoRisk(AccountTest.Place place) {
        var random = new Random(20261129);
        Set<Permission> scope = EnumSet.of(Permission.READ_ACCOUNT, place.market());
        try (Keyguard keyguard = start(place)) {
            ScopedKey key = keyguard.forStrategy("grid")
                    .get(KeyScope.of(place.venue().id(), "main", Permission.READ_ACCOUNT, place.market()));
            MeaningsTest.rows(place.venue().id()).forEach(row -> {
                String[] columns = row.split(" \\| ");
                boolean inScope = columns.length >= 3 && scope.contains(Permission.valueOf(columns[1]));

                assertThat(isSigned(key, MeaningsTest.request(columns[0])))
                        .as(row)
                        .isEqualTo(inScope);
            });

            keyguard.freeze(FreezeScope.all(), "a test");
            MeaningsTest.rows(place.venue().id()).forEach(row -> {
                String[] columns = row.split(" \\| ");
                boolean adds = columns.length < 3 || Risk.valueOf(columns[2]) == Risk.ADDS_RISK;
                boolean inScope = columns.length >= 3 && scope.contains(Permission.valueOf(columns[1]));
                VenueRequest request = MeaningsTest.request(columns[0]);

                assertThat(isSigned(key, request)).as("frozen: " + row).isEqualTo(inScope && !adds);
                for (int n = 0; adds && n < TRICKED; n++) {
                    VenueRequest tricked = TricksTest.with(request, any(NAMES, random), any(VALUES, random));
                    assertThat(isSigned(key, tricked))
                            .as("frozen, tricked: " + row)
                            .isFalse();
                }
            });
        } finally {
            place.simulator().close();
        }
    }

    private static String any(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }

    private static boolean isSigned(ScopedKey key, VenueRequest request) {
        try {
            key.sign(request);
            return true;
        } catch (KeyScopeException | KeyFrozenException refused) {
            return false;
        }
    }

    private static Keyguard start(AccountTest.Place place) {
        return builder(place).policy(KeyPolicy.strict().fromAnyAddress()).start();
    }

    /** A bot with the key of {@code place}, whatever the venue tells of its rights. */
    static Keyguard.Builder builder(AccountTest.Place place) {
        Permission[] others = Stream.of(Permission.values())
                .filter(permission -> permission != Permission.WITHDRAW
                        && permission != Permission.READ_ACCOUNT
                        && permission != place.market())
                .toArray(Permission[]::new);
        return Keyguard.builder()
                .source(source(place))
                .venues(place.venue())
                .grant(
                        "grid",
                        Grant.on(place.venue().id(), "main")
                                .allow(Permission.READ_ACCOUNT, place.market())
                                .acceptBundled(others)
                                .acceptUnknown("a test", Permission.values())
                                .pinPayout(destinations(place)));
    }

    /** Everything that the table names: who may pay out to all of it still may do nothing else. */
    private static String[] destinations(AccountTest.Place place) {
        return MeaningsTest.rows(place.venue().id())
                .map(row -> row.split(" \\| "))
                .filter(columns -> columns.length > 3)
                .flatMap(columns -> Stream.of(columns[3].split(" , ")))
                .distinct()
                .toArray(String[]::new);
    }

    private static KeySource source(AccountTest.Place place) {
        return new KeySource() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public KeySnapshot read() {
                ApiKey key = place.simulator()
                        .toApiKey("grid", place.key())
                        .strategies(Set.of("grid"))
                        .algorithm(place.algorithm())
                        .accountId(
                                place.simulator().accountId().isEmpty()
                                        ? null
                                        : place.simulator().accountId())
                        .createdAt(Instant.now())
                        .environment(Environment.PRODUCTION)
                        .build();
                return new KeySnapshot(1, List.of(key));
            }

            @Override
            public Watch watch(Runnable changed) {
                return () -> {};
            }

            @Override
            public void close() {}
        };
    }
}
