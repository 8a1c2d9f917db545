/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** In whose words the simulated venue is spoken to, and what becomes there of an order that is changed. */
enum Wording {
    /** Binance: {@code cancelReplace} makes another order, {@code keepPriority} makes one smaller and gives it another id. */
    BINANCE(
            "newClientOrderId",
            "origClientOrderId",
            "orderId",
            EnumSet.of(Kind.ANEW, Kind.ANEW_RENAMED, Kind.RENAMED, Kind.AMENDED)),
    /** Bitget: {@code cancel-replace-order} makes another order. */
    BITGET("clientOid", "clientOid", "orderId", EnumSet.of(Kind.ANEW, Kind.ANEW_RENAMED)),
    /** KuCoin: {@code alter} makes another order, which has the id of the one before. */
    KUCOIN("clientOid", "clientOid", "orderId", EnumSet.of(Kind.ANEW)),
    /** BitMEX: it stays the same order, also under another id. */
    BITMEX("clOrdID", "origClOrdID", "orderID", EnumSet.of(Kind.RENAMED, Kind.AMENDED));

    /** What becomes of an order that is changed. */
    enum Kind {
        /** The venue takes it away and makes another, with the same client order id. */
        ANEW(OrderEffect.BOTH),
        /** The venue takes it away and makes another, with another client order id. */
        ANEW_RENAMED(OrderEffect.BOTH),
        /** It stays the same order of the venue's, with another client order id. */
        RENAMED(OrderEffect.PLACES),
        /** It stays the same order, with the same ids. */
        AMENDED(OrderEffect.PLACES);

        private final OrderEffect effect;

        Kind(OrderEffect effect) {
            this.effect = effect;
        }

        OrderEffect effect() {
            return effect;
        }

        /** Whether the venue makes another order of it. */
        boolean isAnew() {
            return effect == OrderEffect.BOTH;
        }

        boolean renames() {
            return this == ANEW_RENAMED || this == RENAMED;
        }
    }

    private static final String BINANCE_ORDER = "/api/v3/order";
    private static final String BITGET_SPOT = "/api/v2/spot/trade/";
    private static final String KUCOIN_ORDERS = "/api/v1/hf/orders";
    private static final String BITMEX_ORDER = "/api/v1/order";

    @SuppressWarnings("ImmutableEnumChecker") // a record of texts and a pattern
    private final ClientOrderIds ids;

    private final String clientName;
    private final String venueName;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot be changed
    private final Set<Kind> kinds;

    /**
     * @param ids the parameter of the id that an order gets
     * @param clientName that of the id by which the client calls an order
     * @param venueName that of the id by which the venue calls it
     */
    Wording(String ids, String clientName, String venueName, EnumSet<Kind> kinds) {
        this.ids = new ClientOrderIds(ids, Pattern.compile("[a-zA-Z0-9-]{1,36}"), "open orders");
        this.clientName = clientName;
        this.venueName = venueName;
        this.kinds = Set.copyOf(kinds);
    }

    ClientOrderIds ids() {
        return ids;
    }

    boolean allows(Kind kind) {
        return kinds.contains(kind);
    }

    /** Whether the venue gives an id of its own to an order that comes without one. */
    boolean givesIds() {
        return this == BINANCE || this == BITGET;
    }

    /** Whether it takes several orders in one request. */
    boolean takesBatches() {
        return this != BITMEX;
    }

    VenueRequest order(Wish wish) {
        Fields fields = fields(wish);
        return switch (this) {
            case BINANCE -> fields.paramsOf(VenueRequest.post(BINANCE_ORDER));
            case BITGET -> VenueRequest.post(BITGET_SPOT + "place-order").json(fields.json());
            case KUCOIN -> VenueRequest.post(KUCOIN_ORDERS).json(fields.json());
            case BITMEX -> VenueRequest.post(BITMEX_ORDER).json(fields.json());
        };
    }

    VenueRequest orders(List<Wish> wishes) {
        String list = wishes.stream().map(wish -> fields(wish).json()).collect(Collectors.joining(",", "[", "]"));
        return switch (this) {
            case BINANCE -> VenueRequest.post("/fapi/v1/batchOrders").param("batchOrders", list);
            case BITGET -> VenueRequest.post(BITGET_SPOT + "batch-orders").json("{\"orderList\":" + list + "}");
            case KUCOIN -> VenueRequest.post(KUCOIN_ORDERS + "/multi").json("{\"orderList\":" + list + "}");
            case BITMEX -> throw new IllegalStateException("it takes one order in a request");
        };
    }

    private Fields fields(Wish wish) {
        Fields symbol = Fields.of("symbol", wish.symbol());
        Fields order = switch (this) {
            case BINANCE ->
                symbol.and("side", wish.side()).and("type", wish.type()).and("quantity", wish.size());
            case BITGET ->
                symbol.and("side", Wish.small(wish.side()))
                        .and("orderType", Wish.small(wish.type()))
                        .and("size", wish.size());
            case KUCOIN ->
                symbol.and("side", Wish.small(wish.side()))
                        .and("type", Wish.small(wish.type()))
                        .and("size", wish.size());
            case BITMEX -> symbol.and("orderQty", wish.quantity().toPlainString());
        };
        return order.and(ids.parameter(), wish.clientId()).and("price", wish.limit());
    }

    /** @param venueId empty where the order is called by the client's id */
    VenueRequest cancellation(String symbol, String venueId, String clientId) {
        Fields fields = Fields.of("symbol", symbol);
        return switch (this) {
            case BINANCE -> name(fields, venueId, clientId).paramsOf(VenueRequest.delete(BINANCE_ORDER));
            case BITGET ->
                VenueRequest.post(BITGET_SPOT + "cancel-order")
                        .json(name(fields, venueId, clientId).json());
            case KUCOIN -> {
                String which = venueId.isEmpty() ? "/client-order/" + clientId : "/" + venueId;
                yield fields.paramsOf(VenueRequest.delete(KUCOIN_ORDERS + which));
            }
            // There it is called by the name that it has as it is placed.
            case BITMEX ->
                VenueRequest.delete(BITMEX_ORDER)
                        .json(Fields.of(venueName, venueId)
                                .and(ids.parameter(), venueId.isEmpty() ? clientId : "")
                                .json());
        };
    }

    private Fields name(Fields fields, String venueId, String clientId) {
        return venueId.isEmpty() ? fields.and(clientName, clientId) : fields.and(venueName, venueId);
    }

    /** Whether bots change orders there by the venue's ids alone. */
    boolean namesByVenuesIdAlone() {
        return this == KUCOIN;
    }

    /**
     * A change that makes {@code wish} of an order.
     *
     * @param venueId empty where the order is called by the client's id
     */
    VenueRequest change(Kind kind, VenueOrder order, String venueId, Wish wish, Dice dice) {
        return switch (this) {
            case BINANCE -> binance(kind, order, wish, venueId, dice.happens(0.5));
            case BITGET -> bitget(order, wish, venueId);
            case KUCOIN -> kucoin(order, wish);
            case BITMEX -> bitmex(kind, order, wish, venueId);
        };
    }

    private VenueRequest binance(Kind kind, VenueOrder order, Wish wish, String venueId, boolean bySocket) {
        Fields fields = Fields.of("symbol", wish.symbol());
        if (kind == Kind.RENAMED) {
            return name(fields, venueId, order.clientOrderId())
                    .and(ids.parameter(), wish.clientId())
                    .and("newQty", wish.size())
                    .paramsOf(VenueRequest.put(BINANCE_ORDER + "/amend/keepPriority"));
        }
        fields.and("side", wish.side()).and("quantity", wish.size()).and("price", wish.limit());
        if (kind == Kind.AMENDED) {
            return name(fields, venueId, order.clientOrderId()).paramsOf(VenueRequest.put("/fapi/v1/order"));
        }
        fields.and("type", "LIMIT").and("timeInForce", "GTC").and("cancelReplaceMode", "STOP_ON_FAILURE");
        fields.and(venueId.isEmpty() ? "cancelOrigClientOrderId" : "cancelOrderId", called(order, venueId))
                .and(ids.parameter(), wish.clientId());
        return fields.paramsOf(
                bySocket
                        ? VenueRequest.webSocket("order.cancelReplace")
                        : VenueRequest.post(BINANCE_ORDER + "/cancelReplace"));
    }

    private static String called(VenueOrder order, String venueId) {
        return venueId.isEmpty() ? order.clientOrderId() : venueId;
    }

    private VenueRequest bitget(VenueOrder order, Wish wish, String venueId) {
        Fields fields = name(Fields.of("symbol", wish.symbol()), venueId, order.clientOrderId());
        fields.and("newClientOid", wish.clientId()).and("size", wish.size()).and("price", wish.limit());
        return VenueRequest.post(BITGET_SPOT + "cancel-replace-order").json(fields.json());
    }

    private VenueRequest kucoin(VenueOrder order, Wish wish) {
        return VenueRequest.post(KUCOIN_ORDERS + "/alter")
                .json(Fields.of("symbol", wish.symbol())
                        .and(venueName, order.id())
                        .and("newSize", wish.size())
                        .and("newPrice", wish.limit())
                        .json());
    }

    private VenueRequest bitmex(Kind kind, VenueOrder order, Wish wish, String venueId) {
        Fields fields = name(Fields.of("orderQty", wish.quantity().toPlainString()), venueId, order.clientOrderId())
                .and("price", wish.limit());
        if (kind == Kind.RENAMED) {
            fields.and(ids.parameter(), wish.clientId());
        }
        return VenueRequest.put(BITMEX_ORDER).json(fields.json());
    }
}
