/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueClock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys at Coinbase and Kraken spot, which people make by hand; what a key is taken for once it is deleted; the venues' clocks. */
class CoinbaseKrakenKeysTest {
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));

    private static KeyOrder order(SignatureAlgorithm algorithm, String... rights) {
        return KeyOrder.builder("trading account", "grid-2026-11")
                .rights(Set.of(rights))
                .boundTo(Set.of("203.0.113.7"))
                .algorithm(algorithm)
                .build();
    }

    static Stream<VenueDefinition> venues() {
        return Stream.of(Venues.coinbase(), Venues.kraken());
    }

    @ParameterizedTest
    @MethodSource("venues")
    void keys_areMadeByHand_inEveryEnvironment(VenueDefinition venue) {
        for (Environment environment : Environment.values()) {
            assertThat(venue.keys().administrator(environment)).isEmpty();
        }
        assertThat(venue.keys().traits().overlap()).isTrue();
        assertThat(venue.keys().traits().idempotent()).isFalse();
        assertThat(venue.keys().traits().ownKeys()).isEmpty();
    }

    @Test
    void kraken_stepsToCreate_nameWhatStandsOnThePage() {
        List<String> steps = Venues.kraken()
                .keys()
                .stepsToCreate(order(SignatureAlgorithm.HMAC_SHA512, "modify-trades", "a-later-right"));

        assertThat(steps).hasSizeGreaterThan(4);
        assertThat(String.join("\n", steps))
                .contains(
                        "'grid-2026-11'",
                        "'trading account'",
                        "203.0.113.7",
                        "'Orders and trades: Create & modify orders'",
                        "a-later-right",
                        "HMAC_SHA512")
                .doesNotContain("{", "modify-trades", "Withdraw");
    }

    @Test
    void coinbase_stepsToCreate_nameWhatStandsOnThePage() {
        List<String> steps =
                Venues.coinbase().keys().stepsToCreate(order(SignatureAlgorithm.ED25519, "can_view", "can_trade"));

        assertThat(String.join("\n", steps))
                .contains("'grid-2026-11'", "'trading account'", "203.0.113.7", "'View'", "'Trade'", "'Ed25519'")
                .doesNotContain("{", "can_", "ED25519", "'Transfer'");
    }

    /** Every right that a definition knows but Kraken's two to withdrawal addresses has a name on the page. */
    @ParameterizedTest
    @MethodSource("venues")
    void stepsToCreate_giveTheWordsOfEveryRight(VenueDefinition venue) {
        for (String right : venue.rights().grants().keySet()) {
            if (!right.contains("withdraw-address")) {
                String steps =
                        String.join("\n", venue.keys().stepsToCreate(order(SignatureAlgorithm.HMAC_SHA512, right)));
                assertThat(steps).doesNotContain(right);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void steps_forAKeyWithoutAddresses_sayWhatThatMeans(VenueDefinition venue) {
        KeyOrder free = KeyOrder.builder("main", "grid").build();

        assertThat(String.join("\n", venue.keys().stepsToCreate(free))).contains("it may be used from anywhere");
        assertThat(String.join("\n", venue.keys().stepsToDelete("grid-old"))).contains("'grid-old'");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void kraken_keyThatIsDeleted_isDeadOnceItIsRefused(long goesOn) {
        try (KrakenSimulator kraken = KrakenSimulator.start()) {
            SimulatedKey key = kraken.createKey("query-funds").worksAfterRevocation(goesOn);
            VenueDefinition venue = Venues.kraken().servedAt(Environment.PRODUCTION, kraken.uri());
            assertProbes(venue, SignatureAlgorithm.HMAC_SHA512, key, goesOn, KeyProbe.Answer.DEAD);
        }
    }

    /** Coinbase's bare 401 may also mean the time, so it proves nothing. */
    @ParameterizedTest
    @ValueSource(longs = {0, 2})
    void coinbase_keyThatIsDeleted_isNeverProvenDead(long goesOn) {
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start()) {
            SimulatedKey key = coinbase.createKey("can_view").worksAfterRevocation(goesOn);
            VenueDefinition venue = Venues.coinbase().servedAt(Environment.PRODUCTION, coinbase.uri());
            assertProbes(venue, SignatureAlgorithm.ECDSA_P256_SHA256, key, goesOn, KeyProbe.Answer.UNKNOWN);
        }
    }

    private static void assertProbes(
            VenueDefinition venue, SignatureAlgorithm algorithm, SimulatedKey key, long goesOn, KeyProbe.Answer end) {
        var inspector = venue.inspector(Environment.PRODUCTION);
        try (var desk = new Desk(venue, algorithm, key)) {
            assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            key.revoke();
            for (long i = 0; i < goesOn; i++) {
                assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            }
            assertThat(KeyProbe.ask(inspector, desk)).isEqualTo(end);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAINTENANCE", "NO_ANSWER", "TRUNCATED", "NOT_JSON", "OTHER_JSON", "HUGE"})
    void probe_ofABrokenAnswer_isUnknown(String fault) {
        try (KrakenSimulator kraken = KrakenSimulator.start()) {
            VenueDefinition venue = Venues.kraken().servedAt(Environment.PRODUCTION, kraken.uri());
            SimulatedKey key = kraken.createKey("query-funds");
            try (var desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA512, key)) {
                kraken.failNext(1, Fault.valueOf(fault));

                assertThat(KeyProbe.ask(venue.inspector(Environment.PRODUCTION), desk))
                        .isEqualTo(KeyProbe.Answer.UNKNOWN);
            }
        }
    }

    private static Instant ask(VenueDefinition venue, VenueSimulator simulator) throws IOException {
        VenueClock clock = venue.clock().orElseThrow();
        URI uri = URI.create(simulator.uri() + clock.path());
        return clock.read(HTTP.send(new SignedRequest("GET", uri, Map.of(), new byte[0])));
    }

    @Test
    void clock_tellsTheVenuesTime_asFinelyAsItSays() throws IOException {
        Instant now = Instant.parse("2026-11-29T14:50:32.789Z");
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start(InstantSource.fixed(now));
                KrakenSimulator kraken = KrakenSimulator.start(InstantSource.fixed(now))) {
            assertThat(ask(Venues.coinbase(), coinbase)).isEqualTo(now);
            assertThat(ask(Venues.kraken(), kraken)).isEqualTo(now.minusMillis(789));
        }
        assertThat(Venues.coinbase().clock().orElseThrow().resolution()).isEqualTo(Duration.ofMillis(1));
        assertThat(Venues.kraken().clock().orElseThrow().resolution()).isEqualTo(Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @MethodSource("venues")
    void clock_withoutATime_isUnavailable(VenueDefinition venue) {
        VenueClock clock = venue.clock().orElseThrow();
        Stream.of(
                        "",
                        "[]",
                        "{}",
                        "{\"epochMillis\":null,\"result\":{\"unixtime\":null}}",
                        "{\"epochMillis\":\"-1\",\"result\":{\"unixtime\":-1}}",
                        "{\"epochMillis\":[1],\"result\":{\"unixtime\":[1]}}",
                        "{\"epochMillis\":\"1e9\",\"result\":{\"unixtime\":1.5}}",
                        "{\"epochMillis\":\"123456789012345\",\"result\":{\"unixtime\":123456789012345}}",
                        "{\"error\":[\"EService:Unavailable\"]}")
                .forEach(body -> assertThatThrownBy(() -> clock.read(new HttpReply(200, body)))
                        .as(body)
                        .isInstanceOf(VenueUnavailableException.class));
        String good = "{\"epochMillis\":\"1764428000123\",\"result\":{\"unixtime\":1764428000}}";
        assertThatThrownBy(() -> clock.read(new HttpReply(503, good))).isInstanceOf(VenueUnavailableException.class);
    }
}
