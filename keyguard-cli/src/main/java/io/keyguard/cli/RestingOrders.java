/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.venue.VenueRequest;

/** Orders far from the market, as each venue takes them. */
final class RestingOrders {
    private RestingOrders() {}

    static VenueRequest binance(int number) {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("timeInForce", "GTC")
                .param("quantity", "1")
                .param("price", "100")
                .param("newClientOrderId", "n" + number);
    }

    static VenueRequest okx(int number) {
        return VenueRequest.post("/api/v5/trade/order")
                .param("instId", "BTC-USDT")
                .param("tdMode", "cash")
                .param("side", "buy")
                .param("ordType", "limit")
                .param("sz", "1")
                .param("px", "100")
                .param("clOrdId", "n" + number);
    }

    static VenueRequest bybit(int number) {
        return VenueRequest.post("/v5/order/create")
                .param("category", "spot")
                .param("symbol", "BTCUSDT")
                .param("side", "Buy")
                .param("orderType", "Limit")
                .param("qty", "1")
                .param("price", "100")
                .param("orderLinkId", "n" + number);
    }

    static VenueRequest deribit(int number) {
        return VenueRequest.get("/api/v2/private/buy")
                .param("instrument_name", "BTC_USDC")
                .param("amount", "1")
                .param("type", "limit")
                .param("price", "100")
                .param("label", "n" + number);
    }

    static VenueRequest kucoin(int number) {
        return VenueRequest.post("/api/v1/hf/orders")
                .param("symbol", "BTC-USDT")
                .param("side", "buy")
                .param("type", "limit")
                .param("size", "1")
                .param("price", "100")
                .param("clientOid", "n" + number);
    }

    static VenueRequest gate(int number) {
        return VenueRequest.post("/api/v4/spot/orders")
                .param("currency_pair", "BTC_USDT")
                .param("side", "buy")
                .param("amount", "1")
                .param("price", "100")
                .param("text", "t-n" + number);
    }

    static VenueRequest htx(int number) {
        return VenueRequest.post("/v1/order/orders/place")
                .param("account-id", "10001")
                .param("symbol", "btcusdt")
                .param("type", "buy-limit")
                .param("amount", "1")
                .param("price", "100")
                .param("client-order-id", "n" + number);
    }

    static VenueRequest bitgetUta(int number) {
        return VenueRequest.post("/api/v3/trade/place-order")
                .param("category", "SPOT")
                .param("symbol", "BTCUSDT")
                .param("side", "buy")
                .param("orderType", "limit")
                .param("qty", "1")
                .param("price", "100")
                .param("clientOid", "n" + number);
    }

    static VenueRequest bitget(int number) {
        return VenueRequest.post("/api/v2/spot/trade/place-order")
                .param("symbol", "BTCUSDT")
                .param("side", "buy")
                .param("orderType", "limit")
                .param("force", "gtc")
                .param("size", "1")
                .param("price", "100")
                .param("clientOid", "n" + number);
    }

    static VenueRequest kraken(int number) {
        return VenueRequest.post("/0/private/AddOrder")
                .param("pair", "XBTUSD")
                .param("type", "buy")
                .param("ordertype", "limit")
                .param("volume", "1")
                .param("price", "100")
                .param("cl_ord_id", "n" + number);
    }

    static VenueRequest krakenFutures(int number) {
        return VenueRequest.post("/derivatives/api/v3/sendorder")
                .param("symbol", "PF_XBTUSD")
                .param("side", "buy")
                .param("orderType", "lmt")
                .param("size", "1")
                .param("limitPrice", "100")
                .param("cliOrdId", "n" + number);
    }

    static VenueRequest bitmex(int number) {
        return VenueRequest.post("/api/v1/order")
                .param("symbol", "XBTUSD")
                .param("side", "Buy")
                .param("orderQty", "1")
                .param("price", "100")
                .param("clOrdID", "n" + number);
    }

    static VenueRequest coinbase(int number) {
        return VenueRequest.post("/api/v3/brokerage/orders")
                .json("{\"client_order_id\":\"n" + number
                        + "\",\"product_id\":\"BTC-USD\",\"side\":\"BUY\",\"order_configuration\":{\"limit_limit_gtc\":{"
                        + "\"base_size\":\"1\",\"limit_price\":\"100\"}}}");
    }

    static VenueRequest mexc(int number) {
        return VenueRequest.post("/api/v3/order")
                .param("symbol", "BTCUSDT")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("quantity", "1")
                .param("price", "100")
                .param("newClientOrderId", "n" + number);
    }

    static VenueRequest gemini(int number) {
        return VenueRequest.post("/v1/order/new")
                .param("symbol", "btcusd")
                .param("amount", "1")
                .param("price", "100")
                .param("side", "buy")
                .param("type", "exchange limit")
                .param("client_order_id", "n" + number);
    }

    static VenueRequest bitstamp(int number) {
        return VenueRequest.post("/api/v2/buy/btcusd")
                .param("amount", "1")
                .param("price", "100")
                .param("client_order_id", "n" + number);
    }

    static VenueRequest cryptoCom(int number) {
        return VenueRequest.post("/exchange/v1/private/create-order")
                .param("instrument_name", "BTC_USD")
                .param("side", "BUY")
                .param("type", "LIMIT")
                .param("price", "100")
                .param("quantity", "1")
                .param("client_oid", "n" + number);
    }

    static VenueRequest bitfinex(int number) {
        return VenueRequest.post("/v2/auth/w/order/submit")
                .json("{\"cid\":" + (1 + number)
                        + ",\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"1\",\"price\":\"100\"}");
    }
}
