/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Money at the simulated HTX: what came and went, newest first, and bookings of what moved to a sub-user. */
final class HtxPast {
    private final HtxSimulator venue;

    HtxPast(HtxSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    /** Null where it is no question of money. */
    @Nullable
    JsonNode serve(String endpoint, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET /v1/query/deposit-withdraw" -> HtxOrders.page(overChains(query), query, "size");
            case "GET /v2/account/ledger" -> HtxOrders.page(ledger(query), query, "limit");
            case "POST /v1/dw/withdraw/api/create" ->
                VenueSimulator.JSON
                        .getNodeFactory()
                        .numberNode(Long.parseLong(
                                moved("withdraw", body, "address").id()));
            case "POST /v1/subuser/transfer" ->
                VenueSimulator.JSON
                        .getNodeFactory()
                        .numberNode(Long.parseLong(
                                moved("transfer", body, "sub-uid").id()));
            default -> null;
        };
    }

    static long number(Map<String, String> query, String name, long otherwise) {
        String text = query.getOrDefault(name, "");
        if (!text.matches("\\d{0,15}")) {
            throw new Refusal(HtxSimulator.BAD_VALUE);
        }
        return text.isEmpty() ? otherwise : Long.parseLong(text);
    }

    private Book.Move moved(String kind, JsonNode body, String counterparty) {
        String coin = HtxSimulator.required(body, "currency").toUpperCase(Locale.ROOT);
        String to = HtxSimulator.required(body, counterparty);
        BigDecimal amount =
                Book.amount(HtxSimulator.required(body, "amount")).orElseThrow(() -> new Refusal("bad-request"));
        if (!venue.book().debit(coin, amount)) {
            throw new Refusal(HtxSimulator.NO_MONEY);
        }
        var move = new Book.Move(
                kind,
                venue.book().nextId(),
                coin,
                amount.negate(),
                to,
                "confirmed",
                venue.clock().instant());
        venue.book().moved(move);
        return move;
    }

    private List<ObjectNode> overChains(Map<String, String> query) {
        String type = query.getOrDefault("type", "");
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : venue.book().moves()) {
            if (move.kind().equals(type)) {
                rows.add(
                        0,
                        node().put("id", Long.parseLong(move.id()))
                                .put("type", type)
                                .put("currency", move.asset().toLowerCase(Locale.ROOT))
                                .put("tx-hash", "synthetic-" + move.id())
                                .put("amount", move.amount().abs().toPlainString())
                                .put("address", move.counterparty())
                                .put("state", type.equals("deposit") ? "safe" : "confirmed")
                                .put("created-at", move.at().toEpochMilli()));
            }
        }
        return rows;
    }

    private List<ObjectNode> ledger(Map<String, String> query) {
        var rows = new ArrayList<ObjectNode>();
        for (Book.Move move : venue.book().moves()) {
            long at = move.at().toEpochMilli();
            boolean within = at >= number(query, "startTime", 0) && at <= number(query, "endTime", Long.MAX_VALUE);
            if (within && move.kind().equals("transfer")) {
                rows.add(
                        0,
                        node().put("accountId", Long.parseLong(HtxOrders.ACCOUNT))
                                .put("currency", move.asset().toLowerCase(Locale.ROOT))
                                .put("transactAmt", move.amount().toPlainString())
                                .put("transactType", "transfer")
                                .put("transferType", "master-transfer-out")
                                .put("transactId", Long.parseLong(move.id()))
                                .put("transactTime", at));
            }
        }
        return rows;
    }
}
