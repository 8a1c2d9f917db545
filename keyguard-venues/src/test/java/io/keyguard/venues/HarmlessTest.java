/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.venue.KeyTrial.Answer.ALLOWED;
import static io.keyguard.venue.KeyTrial.Answer.REFUSED;
import static io.keyguard.venue.KeyTrial.Answer.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Permission;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BitstampSimulator;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.CryptoComSimulator;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.GeminiSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.NicehashSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What tries a right out finds the key that lacks it, at every venue where there is something for it, and leaves nothing behind. */
class HarmlessTest {
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(30));

    /** A right at a venue, a key with it and one without, and what is known of the one that has it. */
    record Place(
            VenueDefinition venue,
            VenueSimulator simulator,
            Permission right,
            SimulatedKey with,
            SimulatedKey without,
            KeyTrial.Answer known) {
        @Override
        public String toString() {
            return venue.id() + " " + right;
        }
    }

    static Stream<Place> places() {
        return Stream.concat(byApi(), byHand());
    }

    private static Stream<Place> byApi() {
        BinanceSimulator binance = BinanceSimulator.start();
        BinanceSimulator futures = BinanceSimulator.start();
        OkxSimulator okx = OkxSimulator.start();
        BybitSimulator bybit = BybitSimulator.start();
        BybitSimulator linear = BybitSimulator.start();
        DeribitSimulator deribit = DeribitSimulator.start();
        KucoinSimulator kucoin = KucoinSimulator.start();
        GateSimulator gate = GateSimulator.start();
        GateSimulator swaps = GateSimulator.start();
        BitgetSimulator unified = BitgetSimulator.startUnified();
        HtxSimulator htx = HtxSimulator.start();
        MexcSimulator mexc = MexcSimulator.start();
        String[] reads = {"account:read_only", "wallet:read_only", "spot:read_only", "futures:read_only"};
        return Stream.of(
                new Place(
                        Venues.binance(),
                        binance,
                        Permission.TRADE_SPOT,
                        binance.createKey("enableReading", "enableSpotAndMarginTrading"),
                        binance.createKey("enableReading"),
                        ALLOWED),
                new Place(
                        Venues.binance(),
                        futures,
                        Permission.TRADE_DERIVATIVES,
                        futures.createKey("enableReading", "enableFutures"),
                        futures.createKey("enableReading"),
                        ALLOWED),
                new Place(
                        Venues.okx(),
                        okx,
                        Permission.TRADE_SPOT,
                        okx.createKey("read_only", "trade"),
                        okx.createKey("read_only"),
                        ALLOWED),
                new Place(
                        Venues.bybit(),
                        bybit,
                        Permission.TRADE_SPOT,
                        bybit.createKey("read", "Spot/SpotTrade"),
                        bybit.createKey("read", "ContractTrade/Order"),
                        UNKNOWN),
                new Place(
                        Venues.bybit(),
                        linear,
                        Permission.TRADE_DERIVATIVES,
                        linear.createKey("read", "ContractTrade/Order"),
                        linear.createKey("read", "Spot/SpotTrade"),
                        UNKNOWN),
                new Place(
                        Venues.deribit(),
                        deribit,
                        Permission.TRADE_OPTIONS,
                        deribit.createKey("connection", "account:read", "trade:read_write"),
                        deribit.createKey("connection", "account:read", "trade:read"),
                        ALLOWED),
                new Place(
                        Venues.kucoin(),
                        kucoin,
                        Permission.TRADE_SPOT,
                        kucoin.createKey("General", "Spot"),
                        kucoin.createKey("General"),
                        ALLOWED),
                new Place(
                        Venues.gate(),
                        gate,
                        Permission.TRADE_SPOT,
                        gate.createKey("account:read_only", "wallet:read_only", "spot:read_write"),
                        gate.createKey(reads),
                        ALLOWED),
                new Place(
                        Venues.gate(),
                        swaps,
                        Permission.TRADE_DERIVATIVES,
                        swaps.createKey("account:read_only", "wallet:read_only", "futures:read_write"),
                        swaps.createKey("account:read_only", "wallet:read_only", "spot:read_write"),
                        ALLOWED),
                new Place(
                        Venues.bitgetUta(),
                        unified,
                        Permission.TRADE_SPOT,
                        unified.createKey("read-only", "uta_trade"),
                        unified.createKey("read-only"),
                        UNKNOWN),
                new Place(
                        Venues.htx(),
                        htx,
                        Permission.TRADE_SPOT,
                        htx.createKey("readOnly", "trade"),
                        htx.createKey("readOnly"),
                        UNKNOWN),
                new Place(
                        Venues.mexc(),
                        mexc,
                        Permission.TRADE_DERIVATIVES,
                        mexc.createKey("SPOT_ACCOUNT_READ", "CONTRACT_DEAL_WRITE"),
                        mexc.createKey("SPOT_ACCOUNT_READ", "CONTRACT_DEAL_READ"),
                        UNKNOWN));
    }

    private static Stream<Place> byHand() {
        KrakenSimulator kraken = KrakenSimulator.start();
        KrakenSimulator funds = KrakenSimulator.start();
        KrakenFuturesSimulator krakenFutures = KrakenFuturesSimulator.start();
        CoinbaseSimulator coinbase = CoinbaseSimulator.start();
        BitgetSimulator bitget = BitgetSimulator.start();
        BitfinexSimulator bitfinex = BitfinexSimulator.start();
        GeminiSimulator gemini = GeminiSimulator.start();
        BitstampSimulator bitstamp = BitstampSimulator.start();
        CryptoComSimulator cryptoCom = CryptoComSimulator.start();
        NicehashSimulator nicehash = NicehashSimulator.start();
        BraiinsHashpowerSimulator braiins = BraiinsHashpowerSimulator.start();
        return Stream.of(
                new Place(
                        Venues.kraken(),
                        kraken,
                        Permission.TRADE_SPOT,
                        kraken.createKey("query-funds", "modify-trades"),
                        kraken.createKey("query-funds", "close-trades"),
                        ALLOWED),
                new Place(
                        Venues.kraken(),
                        funds,
                        Permission.READ_ACCOUNT,
                        funds.createKey("query-funds"),
                        funds.createKey("modify-trades"),
                        ALLOWED),
                new Place(
                        Venues.krakenFutures(),
                        krakenFutures,
                        Permission.TRADE_DERIVATIVES,
                        krakenFutures.createKey("general:FULL_ACCESS"),
                        krakenFutures.createKey("general:READ_ONLY"),
                        UNKNOWN),
                new Place(
                        Venues.coinbase(),
                        coinbase,
                        Permission.TRADE_SPOT,
                        coinbase.createKey("can_view", "can_trade"),
                        coinbase.createKey("can_view"),
                        ALLOWED),
                new Place(
                        Venues.bitget(),
                        bitget,
                        Permission.TRADE_SPOT,
                        bitget.createKey("readonly", "trade"),
                        bitget.createKey("readonly"),
                        UNKNOWN),
                new Place(
                        Venues.bitfinex(),
                        bitfinex,
                        Permission.TRADE_SPOT,
                        bitfinex.createKey("orders:read", "orders:write"),
                        bitfinex.createKey("orders:read"),
                        UNKNOWN),
                new Place(
                        Venues.gemini(),
                        gemini,
                        Permission.TRADE_SPOT,
                        gemini.createKey("Trader"),
                        gemini.createKey("Auditor"),
                        UNKNOWN),
                new Place(
                        Venues.bitstamp(),
                        bitstamp,
                        Permission.TRADE_SPOT,
                        bitstamp.createKey("Account balance", "Orders"),
                        bitstamp.createKey("Account balance"),
                        UNKNOWN),
                new Place(
                        Venues.cryptoCom(),
                        cryptoCom,
                        Permission.TRADE_SPOT,
                        cryptoCom.createKey("Can Read", "Enable Trading"),
                        cryptoCom.createKey("Can Read"),
                        UNKNOWN),
                new Place(
                        Venues.nicehash(),
                        nicehash,
                        Permission.TRADE_HASHPOWER,
                        nicehash.createKey("VBTD", "PRCO"),
                        nicehash.createKey("VBTD"),
                        UNKNOWN),
                new Place(
                        Venues.braiinsHashpower(),
                        braiins,
                        Permission.TRADE_HASHPOWER,
                        braiins.createKey("Owner Token"),
                        braiins.createKey("Read-only Token"),
                        UNKNOWN));
    }

    @ParameterizedTest
    @MethodSource("places")
    void trial_findsTheKeyThatLacksTheRight_andPlacesNothing(Place place) {
        try (VenueSimulator simulator = place.simulator()) {
            assertThat(tryOut(place, "with", place.with())).isEqualTo(place.known());
            assertThat(tryOut(place, "without", place.without())).isEqualTo(REFUSED);
            assertThat(simulator.stats().ordersPlaced()).isZero();
            assertThat(simulator.stats().ordersCancelled()).isZero();
        }
    }

    private static KeyTrial.Answer tryOut(Place place, String name, SimulatedKey simulated) {
        Venue venue = place.venue().servedAt(PRODUCTION, place.simulator().uri());
        KeyTrial trial = venue.keys().trials().get(place.right());
        assertThat(trial).as("a trial of " + place).isNotNull();
        try (ApiKey key = place.simulator()
                        .toApiKey(name, simulated)
                        .strategies(Set.of("grid"))
                        .build();
                MaterialCalls calls = MaterialCalls.of(key, venue, HTTP, InstantSource.system())) {
            return trial.read(calls.call(trial.request()), venue.errors());
        }
    }

    @Test
    void venues_thatRotateKeys_tryTradingOut_butWhereNothingTellsARight() {
        Map<String, Boolean> trades = Venues.all().stream()
                .collect(Collectors.toMap(
                        Venue::id,
                        venue -> venue.keys().trials().keySet().stream()
                                .anyMatch(right -> right.name().startsWith("TRADE_"))));
        Set<String> without = trades.entrySet().stream()
                .filter(at -> !at.getValue())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        // Pools trade nothing, BitMEX has one answer for a lacking right and a closed account, and every agent of
        // Hyperliquid trades.
        assertThat(without)
                .containsExactly(
                        "antpool", "bitmex", "braiins-pool", "f2pool", "foundry", "hyperliquid", "luxor", "viabtc");
    }

    @Test
    void answer_thatMayHaveAnotherReason_saysNothing() {
        KeyTrial trial = KeyTrial.ofNothing(VenueRequest.post("/cancel"), "none");
        var reply = new HttpReply(400, "{}");
        assertThat(trial.read(reply, all -> Optional.of(new VenueError("none", Set.of(Kind.REQUEST)))))
                .isEqualTo(ALLOWED);
        assertThat(trial.read(reply, all -> Optional.of(new VenueError("1", Set.of(Kind.PERMISSION, Kind.BAD_KEY)))))
                .isEqualTo(REFUSED);
        for (Kind other : Set.of(Kind.REQUEST, Kind.ACCOUNT, Kind.RATE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN)) {
            assertThat(trial.read(reply, all -> Optional.of(new VenueError("1", Set.of(Kind.PERMISSION, other)))))
                    .as(other.name())
                    .isEqualTo(UNKNOWN);
        }
        assertThat(trial.read(new HttpReply(200, "{}"), all -> Optional.empty()))
                .isEqualTo(UNKNOWN);
        assertThat(KeyTrial.checked(trial.request()).read(new HttpReply(302, "{}"), all -> Optional.empty()))
                .isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>fine</html>", "[]", "\"fine\"", "{", "{\"a\":[1}", "{} {}"})
    void answer_thatIsNoJsonObject_provesNothing(String body) {
        KeyTrial trial = KeyTrial.checked(VenueRequest.post("/test"));
        assertThat(trial.read(new HttpReply(200, body), all -> Optional.empty()))
                .isEqualTo(UNKNOWN);
        assertThat(trial.read(new HttpReply(200, " {\"a\":[{}]} "), all -> Optional.empty()))
                .isEqualTo(ALLOWED);
    }
}
