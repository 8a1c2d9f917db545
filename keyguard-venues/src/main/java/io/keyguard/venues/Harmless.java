/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.VenueRequest;

/**
 * What tries out at each venue whether a key has a right, and does nothing: orders that are only checked, and the cancellation of one that is not there.
 *
 * <p>That "no such order" proves the right stands here only where the documentation demands the right for the call itself: Binance, Coinbase, Deribit, Gate and OKX. Elsewhere a refusal for the right counts, and
 * nothing else. There is none for BitMEX, whose 403 may mean the account as well, nor for MEXC's spot market, whose test order tells what the key may do already.
 */
final class Harmless {
    private static final String NO_UUID = "00000000-0000-4000-8000-000000000000";
    private static final String NO_ID = "kgnosuchorder";

    /** A test order would do as well, but what is signed for one is good for a real one. Source: "Cancel order (TRADE)", and -2011 {@code CANCEL_REJECTED}. */
    static final KeyTrial BINANCE_SPOT = KeyTrial.ofNothing(
            VenueRequest.delete("/api/v3/order").param("symbol", "BTCUSDT").param("origClientOrderId", NO_ID), "-2011");
    /** Source: the same for USD-M futures. */
    static final KeyTrial BINANCE_FUTURES = KeyTrial.ofNothing(
            VenueRequest.delete("/fapi/v1/order").param("symbol", "BTCUSDT").param("origClientOrderId", NO_ID),
            "-2011");
    /** Source: "Add order test". */
    static final KeyTrial KUCOIN_SPOT = KeyTrial.checked(
            VenueRequest.post("/api/v1/hf/orders/test")
                    .json(
                            "{\"clientOid\":\"keyguard-trial\",\"symbol\":\"BTC-USDT\",\"side\":\"buy\",\"type\":\"market\",\"funds\":\"20\"}"));
    /** Source: the page of the call, "Permission: Trade", and its errors. */
    static final KeyTrial OKX = KeyTrial.ofNothing(
            VenueRequest.post("/api/v5/trade/cancel-order")
                    .param("instId", "BTC-USDT")
                    .param("clOrdId", NO_ID),
            "51400",
            "51401",
            "51603");

    static final KeyTrial BYBIT_SPOT = bybit("spot");
    static final KeyTrial BYBIT_LINEAR = bybit("linear");
    /** Source: the scope on the page of the call, {@code trade:read_write}, and 10004 {@code order_not_found}. */
    static final KeyTrial DERIBIT =
            KeyTrial.ofNothing(VenueRequest.get("/api/v2/private/cancel").param("order_id", "BTC-1"), "10004");
    /** Source: "all GET is reading, every other method writing", by group, so that the method and the path decide. */
    static final KeyTrial GATE_SPOT = KeyTrial.ofNothing(
            VenueRequest.delete(Gate.API + "/spot/orders/1").param("currency_pair", "BTC_USDT"), "ORDER_NOT_FOUND");

    static final KeyTrial GATE_FUTURES =
            KeyTrial.ofNothing(VenueRequest.delete(Gate.API + "/futures/usdt/orders/1"), "ORDER_NOT_FOUND");
    static final KeyTrial BITGET_SPOT = KeyTrial.ofNothing(VenueRequest.post("/api/v2/spot/trade/cancel-order")
            .param("symbol", "BTCUSDT")
            .param("clientOid", NO_ID));
    static final KeyTrial BITGET_FUTURES = KeyTrial.ofNothing(VenueRequest.post("/api/v2/mix/order/cancel-order")
            .param("symbol", "BTCUSDT")
            .param("productType", "USDT-FUTURES")
            .param("clientOid", NO_ID));
    static final KeyTrial BITGET_UNIFIED =
            KeyTrial.ofNothing(VenueRequest.post("/api/v3/trade/cancel-order").param("clientOid", NO_ID));
    static final KeyTrial HTX_SPOT = KeyTrial.ofNothing(VenueRequest.post("/v1/order/orders/1/submitcancel"));
    static final KeyTrial MEXC_CONTRACTS = KeyTrial.ofNothing(
            VenueRequest.post(Mexc.CONTRACT + "/order/cancel").json("[1]"));
    /** Source: AddOrder, {@code validate}: "validate inputs only, do not submit order". */
    static final KeyTrial KRAKEN_ORDER = KeyTrial.checked(VenueRequest.post("/0/private/AddOrder")
            .param("pair", "XBTUSD")
            .param("type", "buy")
            .param("ordertype", "limit")
            .param("volume", "0.01")
            .param("price", "1000")
            .param("validate", "true"));
    /** {@code GetApiKeyInfo}, which tells the rights, needs none itself. */
    static final KeyTrial KRAKEN_FUNDS = KeyTrial.checked(VenueRequest.post("/0/private/Balance"));

    static final KeyTrial KRAKEN_FUTURES = KeyTrial.ofNothing(
            VenueRequest.post("/derivatives/api/v3/cancelorder").param("order_id", NO_UUID));
    /** Source: the page of scopes, which names the call, and its answer, which tells of each order by itself. */
    static final KeyTrial COINBASE = KeyTrial.checked(
            VenueRequest.post("/api/v3/brokerage/orders/batch_cancel").json("{\"order_ids\":[\"" + NO_UUID + "\"]}"));

    static final KeyTrial BITFINEX = KeyTrial.ofNothing(
            VenueRequest.post(Bitfinex.API + "/w/order/cancel").json("{\"id\":1}"));
    static final KeyTrial GEMINI =
            KeyTrial.ofNothing(VenueRequest.post("/v1/order/cancel").json("{\"order_id\":1}"));
    static final KeyTrial BITSTAMP =
            KeyTrial.ofNothing(VenueRequest.post(Bitstamp.API + "cancel_order").param("id", "1"));
    static final KeyTrial CRYPTO_COM =
            KeyTrial.ofNothing(CryptoComAccount.request("cancel-order").param("order_id", "1"));
    static final KeyTrial NICEHASH =
            KeyTrial.ofNothing(VenueRequest.delete(Nicehash.MAIN + "/hashpower/order/" + NO_UUID));
    static final KeyTrial BRAIINS_HASHPOWER =
            KeyTrial.ofNothing(VenueRequest.delete(BraiinsHashpower.BID).json("{\"order_id\":\"" + NO_UUID + "\"}"));

    private Harmless() {}

    private static KeyTrial bybit(String category) {
        return KeyTrial.ofNothing(VenueRequest.post("/v5/order/cancel")
                .param("category", category)
                .param("symbol", "BTCUSDT")
                .param("orderLinkId", NO_ID));
    }
}
