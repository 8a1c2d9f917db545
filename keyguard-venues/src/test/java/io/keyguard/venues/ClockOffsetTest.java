/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.LeastPrivilegeException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bots whose clock is wrong, at venues that refuse what is signed with another time. */
class ClockOffsetTest {
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(10));
    private static final Grant COINBASE = Grant.on("coinbase", "main")
            .allow(READ_ACCOUNT, TRADE_SPOT)
            .acceptBundled(TRADE_DERIVATIVES, CONVERT, ACCOUNT_ADMIN);
    private static final Grant KRAKEN = Grant.on("kraken", "main")
            .allow(READ_ACCOUNT, TRADE_SPOT)
            .acceptBundled(TRADE_MARGIN, TRANSFER_INTERNAL)
            .acceptUnknown("not the master account", ACCOUNT_ADMIN);

    private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);

    @TempDir
    private Path folder;

    private Keyguard.Builder bot(VenueDefinition venue, VenueSimulator simulator, Grant grant, ApiKey.Builder key) {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(key.strategies(Set.of("grid")).build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(venue.servedAt(Environment.PRODUCTION, simulator.uri()))
                .grant("grid", grant)
                .policy(KeyPolicy.strict().fromAnyAddress())
                .clock((InstantSource) () -> InstantSource.system().instant().plus(off.get()));
    }

    private static String order(Keyguard keyguard, String venue, VenueRequest order) throws IOException {
        SignedRequest signed = keyguard.forStrategy("grid")
                .get(KeyScope.of(venue, "main", READ_ACCOUNT, TRADE_SPOT))
                .sign(order);
        return HTTP.send(signed).body();
    }

    private static VenueRequest coinbaseOrder(String id) {
        return VenueRequest.post("/api/v3/brokerage/orders")
                .json(
                        "{\"client_order_id\":\"" + id + "\",\"product_id\":\"BTC-USD\",\"side\":\"BUY\","
                                + "\"order_configuration\":{\"limit_limit_gtc\":{\"base_size\":\"1\",\"limit_price\":\"100\"}}}");
    }

    private static VenueRequest krakenOrder(String id) {
        return VenueRequest.post("/0/private/AddOrder")
                .param("pair", "XBTUSD")
                .param("type", "buy")
                .param("ordertype", "limit")
                .param("volume", "1")
                .param("price", "100")
                .param("cl_ord_id", id);
    }

    @ParameterizedTest
    @ValueSource(longs = {-40, 40, -1800, 3000})
    void coinbase_botSecondsOff_startsAndTrades(long seconds) throws IOException {
        off.set(Duration.ofSeconds(seconds));
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start();
                Keyguard keyguard = bot(
                                Venues.coinbase(),
                                coinbase,
                                COINBASE,
                                coinbase.toApiKey("grid-coinbase", coinbase.createKey("can_view", "can_trade")))
                        .start()) {
            assertThat(order(keyguard, "coinbase", coinbaseOrder("n1"))).contains("\"success\":true");
            assertThat(coinbase.stats().rejections()).isEmpty();
            ClockHealth clock = keyguard.health().clocks().get(0);
            assertThat(clock.venue()).isEqualTo("coinbase");
            assertThat(clock.ok()).isFalse();
            assertThat(clock.offset().plusSeconds(seconds).abs()).isLessThan(Duration.ofSeconds(12));
        }
    }

    /** Without the question for the time the same bot would not even start. */
    @Test
    void coinbase_botWhoseQuestionForTheTimeIsNotAnswered_isRefused() {
        off.set(Duration.ofSeconds(-40));
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start()) {
            Keyguard.Builder bot = bot(
                            Venues.coinbase(),
                            coinbase,
                            COINBASE,
                            coinbase.toApiKey("grid-coinbase", coinbase.createKey("can_view", "can_trade")))
                    .transport(request -> {
                        if (request.uri().getPath().endsWith("/time")) {
                            throw new IOException("no route");
                        }
                        return HTTP.send(request);
                    });

            assertThatThrownBy(bot::start).isInstanceOf(LeastPrivilegeException.class);
            assertThat(coinbase.stats().rejections()).containsKey("401");
        }
    }

    /** More than an hour is nobody's drift. */
    @Test
    void coinbase_botHoursOff_isRefused() {
        off.set(Duration.ofHours(-3));
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start()) {
            Keyguard.Builder bot = bot(
                    Venues.coinbase(),
                    coinbase,
                    COINBASE,
                    coinbase.toApiKey("grid-coinbase", coinbase.createKey("can_view", "can_trade")));

            assertThatThrownBy(bot::start).isInstanceOf(LeastPrivilegeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-40, 40, -1800, 3000})
    void kraken_botSecondsOff_placesOrdersBeforeTheirDeadline(long seconds) throws IOException {
        off.set(Duration.ofSeconds(seconds));
        try (KrakenSimulator kraken = KrakenSimulator.start();
                Keyguard keyguard = bot(
                                Venues.kraken(),
                                kraken,
                                KRAKEN,
                                kraken.toApiKey(
                                        "grid-kraken",
                                        kraken.createKey(
                                                "query-funds",
                                                "query-open-trades",
                                                "query-closed-trades",
                                                "query-ledger",
                                                "modify-trades",
                                                "close-trades")))
                        .start()) {
            assertThat(order(keyguard, "kraken", krakenOrder("n1"))).contains("\"txid\"");
            // The clock is set right while the bot runs, and set wrong again: nonces grow, whatever is measured.
            off.set(Duration.ZERO);
            assertThat(order(keyguard, "kraken", VenueRequest.post("/0/private/OpenOrders")))
                    .contains("\"n1\"");
            off.set(Duration.ofSeconds(-seconds));
            assertThat(order(keyguard, "kraken", VenueRequest.post("/0/private/OpenOrders")))
                    .contains("\"n1\"");
            assertThat(kraken.stats().rejections()).isEmpty();
        }
    }

    /** The simulator's clock, not the bot's. */
    @Test
    void coinbase_venueThatIsOff_isFollowed() throws IOException {
        InstantSource later = () -> InstantSource.system().instant().plusSeconds(40);
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start(later);
                Keyguard keyguard = bot(
                                Venues.coinbase(),
                                coinbase,
                                COINBASE,
                                coinbase.toApiKey("grid-coinbase", coinbase.createKey("can_view", "can_trade")))
                        .start()) {
            assertThat(order(keyguard, "coinbase", coinbaseOrder("n1"))).contains("\"success\":true");
        }
    }

    @Test
    void clockQuestion_carriesNoKey() throws IOException {
        var asked = new AtomicReference<SignedRequest>();
        try (CoinbaseSimulator coinbase = CoinbaseSimulator.start();
                Keyguard keyguard = bot(
                                Venues.coinbase(),
                                coinbase,
                                COINBASE,
                                coinbase.toApiKey("grid-coinbase", coinbase.createKey("can_view", "can_trade")))
                        .transport(request -> {
                            asked.compareAndSet(null, request);
                            return HTTP.send(request);
                        })
                        .start()) {
            assertThat(keyguard.health().clocks()).hasSize(1);
            assertThat(asked.get().uri()).isEqualTo(URI.create(coinbase.uri() + "/api/v3/brokerage/time"));
            assertThat(asked.get().headers()).isEmpty();
        }
    }
}
