/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.LOAN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_OPTIONS;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.Permission;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Simulated venues that make keys by API and take orders over WebSockets, and how one trades there. */
final class RotationPlaces {
    static final String HERE = "127.0.0.1";

    private RotationPlaces() {}

    /**
     * Orders, and what stands in the answer to one that was taken.
     *
     * @param order with a number of its own
     */
    record Orders(IntFunction<VenueRequest> order, String taken) {}

    /**
     * How a session is opened.
     *
     * @param first what is sent first
     * @param greets whether the venue speaks before that, and wants what it said signed
     * @param accepted what stands in the answer to a login that was accepted
     */
    record Login(Supplier<VenueRequest> first, boolean greets, String accepted) {}

    /**
     * A venue with a key that may make others.
     *
     * @param account for which it makes them, as the venue names it
     * @param passphrase of the key that is replaced; empty where keys have none
     * @param login null where no orders go over WebSockets
     * @param socket null where no orders go over WebSockets
     * @param time that the venue, bots and rotations keep
     * @param lingers how long a key that was deleted by API is accepted, in that time
     */
    record Place(
            VenueDefinition venue,
            VenueSimulator simulator,
            SimulatedKey owner,
            String account,
            String passphrase,
            Grant grant,
            Permission trading,
            Orders http,
            @Nullable Login login,
            @Nullable Orders socket,
            PassingTime time,
            Duration lingers) {
        /** Where a deleted key is dead at once. */
        Place(
                VenueDefinition venue,
                VenueSimulator simulator,
                SimulatedKey owner,
                String account,
                String passphrase,
                Grant grant,
                Permission trading,
                Orders http,
                @Nullable Login login,
                @Nullable Orders socket) {
            this(
                    venue,
                    simulator,
                    owner,
                    account,
                    passphrase,
                    grant,
                    trading,
                    http,
                    login,
                    socket,
                    new PassingTime(Duration.ZERO),
                    Duration.ZERO);
        }

        Set<Permission> needs() {
            return socket == null ? Set.of(READ_ACCOUNT, trading) : Set.of(READ_ACCOUNT, OPEN_SESSION, trading);
        }

        SignatureAlgorithm algorithm() {
            return Desk.ofSecrets(venue);
        }

        KeyScope scope(Permission... more) {
            return KeyScope.of(venue.id(), "main", trading, more);
        }

        Desk desk() {
            return new Desk(venue, algorithm(), owner, time);
        }

        /** Makes the key that is to be replaced. */
        NewKey make() {
            KeyOrder.Builder order = KeyOrder.builder(account, "byhand")
                    .rights(venue.rights().smallestKeyFor(needs()))
                    .algorithm(algorithm())
                    .boundTo(Set.of(HERE));
            if (!passphrase.isEmpty()) {
                order.passphrase(Desk.box(passphrase));
            }
            try (Desk desk = desk()) {
                return venue.keys().administrator(PRODUCTION).orElseThrow().create(desk, order.build());
            }
        }

        @Override
        public String toString() {
            return venue.id();
        }
    }

    static Stream<Place> all() {
        return Stream.of(bybit(), kucoin(), okx(), binance(), deribit(), bitgetUta(), gate(), htx(), mexc());
    }

    private static VenueDefinition served(VenueDefinition venue, VenueSimulator simulator) {
        return venue.servedAt(PRODUCTION, simulator.uri()).servedAt(PRODUCTION, "ws", simulator.webSocketUri());
    }

    private static Grant grant(String venue, Permission trading) {
        return Grant.on(venue, "main").allow(READ_ACCOUNT, OPEN_SESSION, trading);
    }

    private static Place bybit() {
        BybitSimulator bybit = BybitSimulator.startMasterAccount();
        IntFunction<String> order =
                number -> "{\"category\":\"spot\",\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\","
                        + "\"qty\":\"0.001\",\"price\":\"20000\",\"timeInForce\":\"GTC\",\"orderLinkId\":\"o-" + number
                        + "\"}";
        return new Place(
                served(Venues.bybit(), bybit),
                bybit,
                bybit.createKey("Wallet/SubMemberTransfer"),
                "24617703",
                "",
                grant("bybit", TRADE_SPOT).acceptBundled(TRADE_MARGIN, LOAN),
                TRADE_SPOT,
                new Orders(number -> VenueRequest.post("/v5/order/create").json(order.apply(number)), "\"retCode\":0,"),
                new Login(() -> VenueRequest.webSocket("auth"), false, "\"retCode\":0,"),
                new Orders(
                        number -> VenueRequest.webSocket("order.create")
                                .param("category", "spot")
                                .param("symbol", "BTCUSDT")
                                .param("side", "Buy")
                                .param("orderType", "Limit")
                                .param("qty", "0.001")
                                .param("price", "20000")
                                .param("orderLinkId", "o-" + number),
                        "\"retCode\":0,"));
    }

    private static Place kucoin() {
        KucoinSimulator kucoin = KucoinSimulator.startMasterAccount();
        IntFunction<VenueRequest> order = number -> limit(VenueRequest.post("/api/v1/hf/orders"), number);
        return new Place(
                served(Venues.kucoin(), kucoin).servedAt(PRODUCTION, "futures", kucoin.futuresUri()),
                kucoin,
                kucoin.createKey("General"),
                "bot1",
                "Synthetic,1!",
                grant("kucoin", TRADE_SPOT).acceptBundled(DEPOSIT, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT),
                TRADE_SPOT,
                new Orders(order, "\"code\":\"200000\""),
                new Login(() -> VenueRequest.webSocket("connect"), true, "welcome"),
                new Orders(number -> limit(VenueRequest.webSocket("spot.order"), number), "\"code\":\"200000\""));
    }

    private static VenueRequest limit(VenueRequest request, int number) {
        return request.param("clientOid", "o-" + number)
                .param("symbol", "BTC-USDT")
                .param("side", "buy")
                .param("type", "limit")
                .param("size", "1")
                .param("price", "100");
    }

    private static Place okx() {
        OkxSimulator okx = OkxSimulator.startMainAccount();
        IntFunction<String> order = number ->
                "{\"instId\":\"BTC-USDT\",\"tdMode\":\"cash\",\"side\":\"buy\",\"ordType\":\"limit\",\"px\":\"100\",\"sz\":\"1\",\"clOrdId\":\"o"
                        + number + "\"}";
        return new Place(
                served(Venues.okx(), okx),
                okx,
                okx.createKey("read_only", "trade").boundTo(HERE),
                "bot1",
                "Synthetic,1!",
                grant("okx", TRADE_SPOT)
                        .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, TRADE_OPTIONS, CONVERT, EARN, LOAN)
                        .acceptBundled(CANCEL_WITHDRAWAL, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT),
                TRADE_SPOT,
                new Orders(
                        number -> VenueRequest.post("/api/v5/trade/order").json(order.apply(number)),
                        "\"sCode\":\"0\""),
                // Orders go over HTTP alone: those over its WebSocket name instruments by numbers.
                null,
                null);
    }

    private static Place binance() {
        BinanceSimulator binance = BinanceSimulator.start();
        binance.openSubAccount("bot1@example.com");
        var sessions = new AtomicInteger();
        return new Place(
                served(Venues.binance(), binance),
                binance,
                binance.createKey("enableReading", "enableSpotAndMarginTrading").boundTo(HERE),
                "bot1@example.com",
                "",
                grant("binance", TRADE_SPOT)
                        .acceptBundled(TRADE_MARGIN, CONVERT, EARN, LOAN)
                        .acceptUnknown("a sub-account administers nothing", KEY_ADMIN, ACCOUNT_ADMIN),
                TRADE_SPOT,
                new Orders(number -> good(VenueRequest.post("/api/v3/order"), number), "\"status\":\"NEW\""),
                // Every message is signed for itself: there is no login.
                new Login(
                        () -> good(VenueRequest.webSocket("order.place"), sessions.decrementAndGet()),
                        false,
                        "\"status\":200"),
                new Orders(number -> good(VenueRequest.webSocket("order.place"), number), "\"status\":\"NEW\""));
    }

    private static VenueRequest good(VenueRequest request, int number) {
        return request.param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100")
                .param("newClientOrderId", "o-" + number);
    }

    private static Place deribit() {
        DeribitSimulator deribit = DeribitSimulator.start();
        IntFunction<String> order = number -> "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"private/buy\",\"params\":{"
                + "\"instrument_name\":\"BTC-PERPETUAL\",\"amount\":10,\"type\":\"limit\",\"price\":100,\"label\":\"o-"
                + number
                + "\"}}";
        return new Place(
                served(Venues.deribit(), deribit),
                deribit,
                deribit.createKey("account:read_write").boundTo(HERE),
                "",
                "",
                grant("deribit", TRADE_DERIVATIVES).acceptBundled(TRADE_SPOT, TRADE_OPTIONS, TRANSFER_SUBACCOUNT),
                TRADE_DERIVATIVES,
                new Orders(
                        number -> VenueRequest.post("/api/v2/private/buy").json(order.apply(number)),
                        "\"order_state\":\"open\""),
                new Login(
                        () -> VenueRequest.webSocket("public/auth").param("scope", "trade:read_write"),
                        false,
                        "access_token"),
                new Orders(
                        number -> VenueRequest.webSocket("private/buy").json(order.apply(number)),
                        "\"order_state\":\"open\""));
    }

    private static Place bitgetUta() {
        BitgetSimulator bitget = BitgetSimulator.startUnified();
        return new Place(
                served(Venues.bitgetUta(), bitget),
                bitget,
                bitget.createKey("read-only", "uta_mgt"),
                "24617703",
                "Synthetic1",
                grant("bitget-uta", TRADE_SPOT).acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES),
                TRADE_SPOT,
                new Orders(
                        number -> unified(VenueRequest.post("/api/v3/trade/place-order"), number),
                        "\"code\":\"00000\""),
                new Login(() -> VenueRequest.webSocket("login"), false, "\"event\":\"login\""),
                new Orders(number -> unified(VenueRequest.webSocket("place-order"), number), "\"code\":\"0\""));
    }

    private static VenueRequest unified(VenueRequest request, int number) {
        return request.param("category", "SPOT")
                .param("symbol", "BTCUSDT")
                .param("side", "buy")
                .param("orderType", "limit")
                .param("qty", "1")
                .param("price", "100")
                .param("clientOid", "o-" + number);
    }

    /** Whose deleted keys trade on for five minutes, as its documents say. */
    private static Place gate() {
        var time = new PassingTime(Duration.ofSeconds(20));
        GateSimulator gate = GateSimulator.start(time);
        Duration lingers = Duration.ofMinutes(5);
        gate.deletedKeysWorkFor(lingers);
        return new Place(
                served(Venues.gate(), gate),
                gate,
                gate.createKey("account:read_write"),
                "10003",
                "",
                grant("gate", TRADE_SPOT).acceptBundled(TRADE_MARGIN),
                TRADE_SPOT,
                new Orders(number -> gate(VenueRequest.post("/api/v4/spot/orders"), number), "\"status\":\"open\""),
                new Login(() -> VenueRequest.webSocket("spot.login"), false, "\"uid\":"),
                new Orders(number -> gate(VenueRequest.webSocket("spot.order_place"), number), "open"),
                time,
                lingers);
    }

    private static VenueRequest gate(VenueRequest request, int number) {
        return request.param("currency_pair", "BTC_USDT")
                .param("side", "buy")
                .param("amount", "1")
                .param("price", "100")
                .param("text", "t-o" + number);
    }

    /** A sub-user, whose keys are made with a one-time password of its owner. */
    private static Place htx() {
        HtxSimulator htx = HtxSimulator.start();
        return new Place(
                Venues.htx(htx::oneTimePassword).servedAt(PRODUCTION, htx.uri()),
                htx,
                htx.createKey("readOnly", "trade"),
                "24617703",
                "",
                Grant.on("htx", "main")
                        .allow(READ_ACCOUNT, TRADE_SPOT)
                        .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES, CONVERT, TRANSFER_INTERNAL, TRANSFER_SUBACCOUNT)
                        .acceptUnknown("a sub-user", KEY_ADMIN, ACCOUNT_ADMIN),
                TRADE_SPOT,
                new Orders(
                        number -> VenueRequest.post("/v1/order/orders/place")
                                .param("account-id", "10001")
                                .param("symbol", "btcusdt")
                                .param("type", "buy-limit")
                                .param("amount", "1")
                                .param("price", "100")
                                .param("client-order-id", "o-" + number),
                        "\"status\":\"ok\""),
                null,
                null);
    }

    private static Place mexc() {
        MexcSimulator mexc = MexcSimulator.start();
        return new Place(
                Venues.mexc().servedAt(PRODUCTION, mexc.uri()),
                mexc,
                mexc.createKey("SPOT_ACCOUNT_READ", "SPOT_ACCOUNT_WRITE"),
                "grid1",
                "",
                Grant.on("mexc", "main")
                        .allow(READ_ACCOUNT, TRADE_SPOT)
                        .acceptUnknown("a key of a sub-account, whose rights its list shows", Permission.values()),
                TRADE_SPOT,
                new Orders(
                        number -> VenueRequest.post("/api/v3/order")
                                .param("symbol", "BTCUSDT")
                                .param("side", "BUY")
                                .param("type", "LIMIT")
                                .param("quantity", "1")
                                .param("price", "100")
                                .param("newClientOrderId", "o-" + number),
                        "\"status\":\"NEW\""),
                null,
                null);
    }
}
