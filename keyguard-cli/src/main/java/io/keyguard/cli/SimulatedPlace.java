/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.AntpoolSimulator;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BitmexSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.KrakenFuturesSimulator;
import io.keyguard.testkit.venue.KrakenSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.VenueDefinition;
import io.keyguard.venues.Venues;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A simulated venue of a drill, with a key that ends others where the venue has such keys, and one that helps. */
final class SimulatedPlace implements AutoCloseable {
    private static final String HERE = "127.0.0.1";
    private static final String EMAIL = "grid@example.com";

    private final Venue venue;
    private final VenueSimulator simulator;
    private final ApiKey owner;
    private final ApiKey helper;
    private final @Nullable String account;
    private final Set<String> rights;
    private final Function<Set<String>, SimulatedKey> createKey;
    private final @Nullable IntFunction<VenueRequest> order;

    /** A key that was made, and what a person does on the venue's page. */
    record Made(ApiKey key, Runnable revoke) {}

    /**
     * @param account whose keys the venue's API ends; null where only people do
     * @param ownersRights of the key that ends others
     * @param order an order that rests in the book, under a number; null where there are no orders
     */
    SimulatedPlace(
            VenueDefinition venue,
            VenueSimulator simulator,
            @Nullable String account,
            Set<String> ownersRights,
            Set<String> rights,
            Function<Set<String>, SimulatedKey> createKey,
            @Nullable IntFunction<VenueRequest> order) {
        this.venue = venue.servedAt(Environment.PRODUCTION, simulator.uri());
        this.simulator = simulator;
        this.account = account;
        this.rights = rights;
        this.createKey = createKey;
        this.order = order;
        this.owner = stored("owner", createKey.apply(ownersRights).boundTo(HERE));
        this.helper = stored("helper", createKey.apply(rights));
    }

    /** Every venue that there is a simulator of. */
    static List<SimulatedPlace> all(InstantSource clock) {
        var places = new ArrayList<SimulatedPlace>();
        BinanceSimulator binance = BinanceSimulator.start(clock);
        binance.openSubAccount(EMAIL);
        Set<String> spot = Set.of("enableReading", "enableSpotAndMarginTrading");
        places.add(new SimulatedPlace(
                Venues.binance(),
                binance,
                EMAIL,
                spot,
                spot,
                r -> binance.createKey(array(r)),
                RestingOrders::binance));
        OkxSimulator okx = OkxSimulator.startMainAccount(clock);
        Set<String> trade = Set.of("read_only", "trade");
        places.add(new SimulatedPlace(
                Venues.okx(), okx, "grid1", trade, trade, r -> okx.createKey(array(r)), RestingOrders::okx));
        BybitSimulator bybit = BybitSimulator.startMasterAccount(clock);
        places.add(new SimulatedPlace(
                Venues.bybit(),
                bybit,
                "24617703",
                Set.of("Wallet/SubMemberTransfer"),
                Set.of("read", "Spot/SpotTrade"),
                r -> bybit.createKey(array(r)),
                RestingOrders::bybit));
        DeribitSimulator deribit = DeribitSimulator.startMainAccount(clock);
        places.add(new SimulatedPlace(
                Venues.deribit(),
                deribit,
                "",
                Set.of("account:read_write"),
                Set.of("connection", "account:read", "trade:read_write"),
                r -> deribit.createKey(array(r)),
                RestingOrders::deribit));
        KucoinSimulator kucoin = KucoinSimulator.startMasterAccount(clock);
        places.add(new SimulatedPlace(
                Venues.kucoin(),
                kucoin,
                "bot1",
                Set.of("General"),
                Set.of("General", "Spot"),
                r -> kucoin.createKey(array(r)),
                RestingOrders::kucoin));
        GateSimulator gate = GateSimulator.start(clock);
        places.add(new SimulatedPlace(
                Venues.gate(),
                gate,
                "10003",
                Set.of("account:read_write"),
                Set.of("account:read_only", "wallet:read_only", "spot:read_write"),
                r -> gate.createKey(array(r)),
                RestingOrders::gate));
        BitgetSimulator unified = BitgetSimulator.startUnified(clock);
        places.add(new SimulatedPlace(
                Venues.bitgetUta(),
                unified,
                "7",
                Set.of("read-only", "uta_mgt"),
                Set.of("read-only", "uta_trade"),
                r -> unified.createKey(array(r)),
                RestingOrders::bitgetUta));
        byHand(places, clock);
        MorePlaces.add(places, clock);
        return List.copyOf(places);
    }

    private static void byHand(List<SimulatedPlace> places, InstantSource clock) {
        KrakenSimulator kraken = KrakenSimulator.start(clock);
        Set<String> trade = Set.of("query-funds", "query-open-trades", "modify-trades", "close-trades");
        places.add(new SimulatedPlace(
                Venues.kraken(), kraken, null, trade, trade, r -> kraken.createKey(array(r)), RestingOrders::kraken));
        KrakenFuturesSimulator futures = KrakenFuturesSimulator.start(clock);
        Set<String> full = Set.of("general:FULL_ACCESS");
        places.add(new SimulatedPlace(
                Venues.krakenFutures(),
                futures,
                null,
                full,
                full,
                r -> futures.createKey(array(r)),
                RestingOrders::krakenFutures));
        CoinbaseSimulator coinbase = CoinbaseSimulator.start(clock);
        Set<String> can = Set.of("can_view", "can_trade");
        places.add(new SimulatedPlace(
                Venues.coinbase(),
                coinbase,
                null,
                can,
                can,
                r -> coinbase.createKey(array(r)),
                RestingOrders::coinbase));
        BitmexSimulator bitmex = BitmexSimulator.start(clock);
        Set<String> order = Set.of("order");
        places.add(new SimulatedPlace(
                Venues.bitmex(), bitmex, null, order, order, r -> bitmex.createKey(array(r)), RestingOrders::bitmex));
        BitgetSimulator bitget = BitgetSimulator.start(clock);
        Set<String> classic = Set.of("readonly", "trade");
        places.add(new SimulatedPlace(
                Venues.bitget(),
                bitget,
                null,
                classic,
                classic,
                r -> bitget.createKey(array(r)),
                RestingOrders::bitget));
        AntpoolSimulator antpool = AntpoolSimulator.start(clock);
        Set<String> read = Set.of("read");
        places.add(new SimulatedPlace(
                Venues.antpool(), antpool, null, read, read, r -> antpool.createKey(array(r)), null));
    }

    static String[] array(Set<String> words) {
        return words.toArray(String[]::new);
    }

    private ApiKey stored(String name, SimulatedKey key) {
        return simulator.toApiKey(name, key).strategies(Set.of("drill")).build();
    }

    /** Makes a key that is to end: by the venue's own API where it has one, on its page otherwise. */
    Made make(String name, String label, SignedCalls owner) {
        String sub = account;
        if (sub == null) {
            SimulatedKey made = createKey.apply(rights);
            return new Made(stored(name, made), made::revoke);
        }
        KeyOrder.Builder order = KeyOrder.builder(sub, label)
                .algorithm(helper.algorithm())
                .rights(rights)
                .boundTo(Set.of(HERE));
        helper.passphrase().ifPresent(order::passphrase);
        KeyAdministrator administrator =
                venue.keys().administrator(Environment.PRODUCTION).orElseThrow();
        NewKey made = administrator.create(owner, order.build());
        ApiKey.Builder key = ApiKey.builder(KeyId.of(name))
                .on(venue.id(), "main")
                .algorithm(helper.algorithm())
                .material(
                        made.apiKey(),
                        made.secret().orElseThrow(),
                        helper.passphrase().orElse(null))
                .strategies(Set.of("drill"));
        return new Made(key.build(), () -> {});
    }

    /** What a person does on the page of a venue whose API does it as well. */
    void delete(SignedCalls owner, VenueKeyId id) {
        boolean there = venue.keys()
                .administrator(Environment.PRODUCTION)
                .orElseThrow()
                .delete(owner, account(), id, helper.passphrase());
        if (!there) {
            throw new IllegalStateException("the simulator of " + id() + " has no such key");
        }
    }

    /** An order that rests in the book, under {@code number}; empty where there are no orders. */
    Optional<VenueRequest> order(int number) {
        return Optional.ofNullable(order).map(one -> one.apply(number));
    }

    /** What is known to be traded with keys of this place, where its venue tells no rights. */
    Set<Permission> markets() {
        return order == null ? Set.of() : Set.of(Permission.TRADE_SPOT);
    }

    /** How many keys may be made, beside the two that are there. */
    int room() {
        return venue.keys().traits().quota().orElse(Integer.MAX_VALUE) - 2;
    }

    String id() {
        return venue.id();
    }

    Venue venue() {
        return venue;
    }

    VenueSimulator simulator() {
        return simulator;
    }

    boolean isByApi() {
        return account != null;
    }

    String account() {
        return account == null ? "" : account;
    }

    ApiKey owner() {
        return owner;
    }

    ApiKey helper() {
        return helper;
    }

    @Override
    public void close() {
        simulator.close();
        owner.close();
        helper.close();
    }
}
