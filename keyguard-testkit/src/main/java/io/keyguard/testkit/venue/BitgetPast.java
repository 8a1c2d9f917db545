/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money at the simulated Bitget, for both kinds of account: what came, went, and moved to another account. */
final class BitgetPast {
    private static final String WALLET = "/api/v2/spot/wallet/";
    private static final String ACCOUNT = "/api/v3/account/";
    private static final String DEPOSIT = "deposit";
    private static final String WITHDRAWAL = "withdraw";
    private static final String TRANSFER = "transfer";

    private final BitgetSimulator venue;

    BitgetPast(BitgetSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    /** Null where it is no question of money. */
    @Nullable
    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET " + WALLET + "deposit-records" -> page(DEPOSIT, "orderId", "idLessThan", query);
            case "GET " + WALLET + "withdrawal-records" -> page(WITHDRAWAL, "orderId", "idLessThan", query);
            case "GET /api/v2/spot/account/sub-main-trans-record" ->
                query.getOrDefault("role", "initiator").equals("initiator")
                        ? page(TRANSFER, "transferId", "idLessThan", query)
                        : VenueSimulator.JSON.createArrayNode();
            case "GET " + ACCOUNT + "deposit-records" -> page(DEPOSIT, "orderId", "cursor", query);
            case "GET " + ACCOUNT + "withdrawal-records" -> page(WITHDRAWAL, "orderId", "cursor", query);
            case "GET " + ACCOUNT + "sub-transfer-record" -> items(page(TRANSFER, "transferId", "cursor", query));
            case "POST " + WALLET + "withdrawal", "POST " + ACCOUNT + "withdraw" ->
                node().put("orderId", moved(WITHDRAWAL, body, "address", "size").id());
            case "POST " + WALLET + "subaccount-transfer", "POST " + ACCOUNT + "sub-transfer" ->
                node().put(
                                "transferId",
                                moved(TRANSFER, body, "toUserId", "amount").id());
            default -> null;
        };
    }

    private static ObjectNode items(ArrayNode rows) {
        ObjectNode json = node();
        json.set("items", rows);
        return json.put(
                "cursor",
                rows.isEmpty()
                        ? ""
                        : rows.get(rows.size() - 1).path("transferId").asText());
    }

    private Book.Move moved(String kind, JsonNode body, String counterparty, String size) {
        String asset = BitgetSimulator.required(body, "coin");
        String to = BitgetSimulator.required(body, counterparty);
        BigDecimal amount = Book.amount(BitgetSimulator.required(body, size))
                .orElseThrow(() -> new Refusal(BitgetSimulator.BAD_VALUE));
        if (!venue.book().debit(asset, amount)) {
            throw new Refusal(BitgetSimulator.NO_MONEY);
        }
        var move = new Book.Move(
                kind,
                venue.book().nextId(),
                asset,
                amount.negate(),
                to,
                "success",
                venue.clock().instant());
        venue.book().moved(move);
        return move;
    }

    private ArrayNode page(String kind, String id, String mark, Map<String, String> query) {
        List<ObjectNode> rows = new ArrayList<>();
        for (Book.Move move : venue.book().moves()) {
            if (move.kind().equals(kind) && BitgetOrders.isWithin(move.at().toEpochMilli(), query)) {
                rows.add(0, kind.equals(TRANSFER) ? transfer(move) : overChain(move));
            }
        }
        return BitgetOrders.page(rows, id, query.getOrDefault(mark, ""), query);
    }

    private ObjectNode overChain(Book.Move move) {
        boolean in = move.amount().signum() > 0;
        return node().put("orderId", move.id())
                .put("coin", move.asset())
                .put("type", move.kind())
                .put("dest", "on_chain")
                .put("size", move.amount().abs().toPlainString())
                .put("status", "success")
                .put("fromAddress", in ? move.counterparty() : "")
                .put("toAddress", in ? "" : move.counterparty())
                .put("chain", move.asset())
                .put(
                        venue.isUnified() ? "createdTime" : "cTime",
                        Long.toString(move.at().toEpochMilli()));
    }

    private ObjectNode transfer(Book.Move move) {
        boolean unified = venue.isUnified();
        return node().put("transferId", move.id())
                .put("coin", move.asset())
                .put("status", move.state())
                .put("fromType", "spot")
                .put("toType", "spot")
                .put(unified ? "amount" : "size", move.amount().abs().toPlainString())
                .put("fromUserId", venue.accountId())
                .put("toUserId", move.counterparty())
                .put("clientOid", "")
                .put(unified ? "createdTime" : "ts", Long.toString(move.at().toEpochMilli()));
    }
}
