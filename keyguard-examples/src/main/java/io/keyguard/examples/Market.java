/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import io.keyguard.KeyScope;
import io.keyguard.Permission;
import io.keyguard.venue.VenueRequest;

/** How an order is placed and cancelled at each venue of the story. */
enum Market {
    BINANCE("binance") {
        @Override
        VenueRequest place(String order) {
            return VenueRequest.post("/api/v3/order")
                    .param("symbol", "BTCUSDT")
                    .param("side", "BUY")
                    .param("type", "LIMIT")
                    .param("timeInForce", "GTC")
                    .param("quantity", "0.001")
                    .param("price", "50000")
                    .param("newClientOrderId", order);
        }

        @Override
        VenueRequest cancel(String order) {
            return VenueRequest.delete("/api/v3/order")
                    .param("symbol", "BTCUSDT")
                    .param("origClientOrderId", order);
        }
    },
    OKX("okx") {
        @Override
        VenueRequest place(String order) {
            return VenueRequest.post("/api/v5/trade/order")
                    .param("instId", "BTC-USDT")
                    .param("tdMode", "cash")
                    .param("side", "buy")
                    .param("ordType", "limit")
                    .param("px", "50000")
                    .param("sz", "0.001")
                    .param("clOrdId", order);
        }

        @Override
        VenueRequest cancel(String order) {
            return VenueRequest.post("/api/v5/trade/cancel-order")
                    .param("instId", "BTC-USDT")
                    .param("clOrdId", order);
        }
    },
    KRAKEN("kraken") {
        @Override
        VenueRequest place(String order) {
            return VenueRequest.post("/0/private/AddOrder")
                    .param("ordertype", "limit")
                    .param("type", "buy")
                    .param("pair", "XBTUSD")
                    .param("price", "50000")
                    .param("volume", "0.001")
                    .param("cl_ord_id", order);
        }

        @Override
        VenueRequest cancel(String order) {
            return VenueRequest.post("/0/private/CancelOrder").param("cl_ord_id", order);
        }
    };

    private final String venue;

    Market(String venue) {
        this.venue = venue;
    }

    /** What a key must be asked for to trade here on {@code account}. */
    KeyScope trading(String account) {
        return KeyScope.of(venue, account, Permission.TRADE_SPOT);
    }

    abstract VenueRequest place(String order);

    abstract VenueRequest cancel(String order);
}
