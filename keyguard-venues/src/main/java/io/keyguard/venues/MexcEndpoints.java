/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CANCEL_WITHDRAWAL;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.DEPOSIT;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import java.util.Set;

/**
 * What requests to MEXC mean. Calls for brokers ({@code /api/v3/broker}) are left out: their body is not signed.
 *
 * <p>Source: mexcdevelop/apidocs; the list of paths: ccxt 4.5.84.
 */
final class MexcEndpoints {
    /** They take an array of numbers of orders. */
    private static final Set<String> OF_IDS = Set.of(Mexc.CONTRACT + "/order/cancel");

    static final EndpointTable TABLE = EndpointTable.of(
                    new CanonicalForm(Mexc.ID, true, Set.of("timestamp", "recvWindow", "signature"), Set.of(), OF_IDS))
            .signsNoPath(MexcNames.CHEAP, MexcNames.RESERVED)
            .reads(
                    "GET /api/v3/account",
                    "GET /api/v3/allOrders",
                    "GET /api/v3/capital/config/getall",
                    "GET /api/v3/capital/convert",
                    "GET /api/v3/capital/convert/list",
                    "GET /api/v3/capital/deposit/address",
                    "GET /api/v3/capital/deposit/hisrec",
                    "GET /api/v3/capital/sub-account/universalTransfer",
                    "GET /api/v3/capital/transfer",
                    "GET /api/v3/capital/transfer/internal",
                    "GET /api/v3/capital/transfer/tranId",
                    "GET /api/v3/capital/withdraw/address",
                    "GET /api/v3/capital/withdraw/history",
                    "GET /api/v3/kyc/status",
                    "GET /api/v3/margin/allOrders",
                    "GET /api/v3/margin/isolated/account",
                    "GET /api/v3/margin/loan",
                    "GET /api/v3/margin/myTrades",
                    "GET /api/v3/margin/openOrders",
                    "GET /api/v3/margin/order",
                    "GET /api/v3/margin/repay",
                    "GET /api/v3/mxDeduct/enable",
                    "GET /api/v3/myTrades",
                    "GET /api/v3/openOrders",
                    "GET /api/v3/order",
                    "GET /api/v3/selfSymbols",
                    "GET /api/v3/sub-account/apiKey",
                    "GET /api/v3/sub-account/asset",
                    "GET /api/v3/sub-account/list",
                    "GET /api/v3/tradeFee",
                    "GET /api/v3/uid")
            .checksOrders(TRADE_SPOT, "POST /api/v3/order/test")
            .adds(TRADE_SPOT, "POST /api/v3/batchOrders", "POST /api/v3/mxDeduct/enable", "POST /api/v3/order")
            .reduces(TRADE_SPOT, "DELETE /api/v3/openOrders", "DELETE /api/v3/order")
            .adds(
                    TRADE_MARGIN,
                    "POST /api/v3/margin/loan",
                    "POST /api/v3/margin/order",
                    // What is signed for it is good for a loan as well.
                    "POST /api/v3/margin/repay",
                    "POST /api/v3/margin/tradeMode")
            .reduces(TRADE_MARGIN, "DELETE /api/v3/margin/openOrders", "DELETE /api/v3/margin/order")
            .adds(OPEN_SESSION, "POST /api/v3/userDataStream", "PUT /api/v3/userDataStream")
            .adds(CONVERT, "POST /api/v3/capital/convert")
            .adds(DEPOSIT, "POST /api/v3/capital/deposit/address")
            .depends(
                    "POST /api/v3/capital/transfer",
                    "TRANSFER_INTERNAL, ADDS_RISK",
                    MexcMeaning.transfer(TRANSFER_INTERNAL))
            .depends(
                    "POST /api/v3/capital/sub-account/universalTransfer",
                    "TRANSFER_SUBACCOUNT, ADDS_RISK",
                    MexcMeaning.transfer(TRANSFER_SUBACCOUNT))
            .adds(
                    WITHDRAW,
                    // To other users of the venue.
                    "POST /api/v3/capital/transfer/internal",
                    "POST /api/v3/capital/withdraw",
                    "POST /api/v3/capital/withdraw/apply")
            .adds(KEY_ADMIN, "POST /api/v3/sub-account/apiKey")
            .adds(
                    ACCOUNT_ADMIN,
                    "POST /api/v3/sub-account/futures",
                    "POST /api/v3/sub-account/margin",
                    "POST /api/v3/sub-account/virtualSubAccount")
            .taking(MexcNames.ENDS_SESSION)
            .reduces(OPEN_SESSION, "DELETE /api/v3/userDataStream")
            .taking(MexcNames.ENDS_WITHDRAWAL)
            .reduces(CANCEL_WITHDRAWAL, "DELETE /api/v3/capital/withdraw")
            .taking(MexcNames.ENDS_KEY)
            .reduces(KEY_ADMIN, "DELETE /api/v3/sub-account/apiKey")
            .at(Mexc.FUTURES)
            // Their queries are no documents, and there is nothing but reading among them.
            .signsApart()
            .reads(
                    "GET /api/v1/private/account/asset/{name}",
                    "GET /api/v1/private/account/assets",
                    "GET /api/v1/private/account/risk_limit",
                    "GET /api/v1/private/account/tiered_fee_rate",
                    "GET /api/v1/private/account/transfer_record",
                    "GET /api/v1/private/order/batch_query",
                    "GET /api/v1/private/order/deal_details/{id}",
                    "GET /api/v1/private/order/external/{symbol}/{name}",
                    "GET /api/v1/private/order/get/{id}",
                    "GET /api/v1/private/order/list/close_orders",
                    "GET /api/v1/private/order/list/history_orders",
                    "GET /api/v1/private/order/list/open_orders",
                    "GET /api/v1/private/order/list/open_orders/{symbol}",
                    "GET /api/v1/private/order/list/order_deals",
                    "GET /api/v1/private/planorder/list/orders",
                    "GET /api/v1/private/position/funding_records",
                    "GET /api/v1/private/position/leverage",
                    "GET /api/v1/private/position/list/history_positions",
                    "GET /api/v1/private/position/open_positions",
                    "GET /api/v1/private/position/position_mode",
                    "GET /api/v1/private/stoporder/list/orders",
                    "GET /api/v1/private/trackorder/list/orders")
            .signsNoPath(MexcNames.BY_OWN_ID, MexcNames.RESERVED)
            .reads("POST /api/v1/private/order/batch_query_with_external")
            .reduces(
                    TRADE_DERIVATIVES,
                    "POST /api/v1/private/order/batch_cancel_with_external",
                    "POST /api/v1/private/order/cancel_with_external")
            .depends("POST /api/v1/private/order/submit", MexcMeaning.ORDER, MexcMeaning::order)
            .depends("POST /api/v1/private/order/create", MexcMeaning.ORDER, MexcMeaning::order)
            .depends(
                    "POST /api/v1/private/order/submit_batch",
                    "TRADE_DERIVATIVES; every order must reduce for all to reduce",
                    MexcMeaning::orders)
            .adds(
                    TRADE_DERIVATIVES,
                    "POST /api/v1/private/account/change_risk_level",
                    "POST /api/v1/private/order/change_limit_order",
                    "POST /api/v1/private/order/chase_limit_order",
                    "POST /api/v1/private/planorder/change_stop_order",
                    "POST /api/v1/private/planorder/place",
                    "POST /api/v1/private/planorder/place/v2",
                    "POST /api/v1/private/position/change_auto_add_im",
                    "POST /api/v1/private/position/change_leverage",
                    "POST /api/v1/private/position/change_position_mode",
                    "POST /api/v1/private/position/reverse",
                    "POST /api/v1/private/stoporder/change_plan_price",
                    "POST /api/v1/private/stoporder/change_price",
                    "POST /api/v1/private/stoporder/place",
                    "POST /api/v1/private/trackorder/change_order",
                    "POST /api/v1/private/trackorder/place")
            .taking(MexcNames.OF_MARGIN)
            .depends(
                    "POST /api/v1/private/position/change_margin",
                    "TRADE_DERIVATIVES; 'type' ADD reduces, anything else adds risk",
                    MexcMeaning::margin)
            .taking(MexcNames.CANCELS)
            .depends(
                    "POST /api/v1/private/planorder/cancel",
                    "TRADE_DERIVATIVES, REDUCES_RISK",
                    MexcMeaning::cancellations)
            .depends(
                    "POST /api/v1/private/stoporder/cancel",
                    "TRADE_DERIVATIVES, REDUCES_RISK",
                    MexcMeaning::cancellations)
            .taking(Set.of("symbol"))
            .reduces(
                    TRADE_DERIVATIVES,
                    "POST /api/v1/private/order/cancel",
                    "POST /api/v1/private/order/cancel_all",
                    "POST /api/v1/private/planorder/cancel_all",
                    "POST /api/v1/private/stoporder/cancel_all")
            .closes(TRADE_DERIVATIVES, "POST /api/v1/private/position/close_all")
            .taking(Set.of("symbol", "trackOrderId"))
            .reduces(TRADE_DERIVATIVES, "POST /api/v1/private/trackorder/cancel")
            .signsApart()
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS login", "OPEN_SESSION, ADDS_RISK; without parameters", MexcMeaning::login)
            .build();

    private MexcEndpoints() {}
}
