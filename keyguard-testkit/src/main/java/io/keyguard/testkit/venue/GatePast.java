/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Money at the simulated Gate: what came, went and moved, told by whole seconds, newest first, 30 days at once at most. */
final class GatePast {
    private static final String DEPOSIT = "deposit";
    private static final String WITHDRAWAL = "withdrawal";
    private static final String PUSH = "push";
    private static final String TRANSFER = "transfer";
    private static final long LONGEST = Duration.ofDays(30).toSeconds() + 2;

    private final GateSimulator venue;

    GatePast(GateSimulator venue) {
        this.venue = venue;
    }

    private static ObjectNode node() {
        return VenueSimulator.JSON.createObjectNode();
    }

    Reply serve(String endpoint, Map<String, String> query, JsonNode body) {
        return switch (endpoint) {
            case "GET /wallet/deposits" -> list(DEPOSIT, query, GatePast::overChain);
            case "GET /wallet/withdrawals" -> list(WITHDRAWAL, query, GatePast::overChain);
            case "GET /wallet/push" ->
                query.getOrDefault("transaction_type", "withdraw").equals("withdraw")
                        ? list(PUSH, query, this::push)
                        : list("nothing was pushed here", query, this::push);
            case "GET /wallet/sub_account_transfers" -> list(TRANSFER, query, this::transfer);
            case "POST /wallet/transfers" -> Reply.ok(node().put("tx_id", 59_636_381_286L));
            case "POST /wallet/sub_account_transfers" ->
                Reply.ok(
                        node().put("tx_id", moved(TRANSFER, body, "sub_account").id()));
            case "POST /withdrawals" -> Reply.ok(overChain(moved(WITHDRAWAL, body, "address")));
            case "POST /withdrawals/push" ->
                Reply.ok(node().put(
                                "id",
                                Long.parseLong(moved(PUSH, body, "receive_uid").id())));
            default -> throw new Refusal(GateSimulator.NOT_FOUND);
        };
    }

    private Book.Move moved(String kind, JsonNode body, String counterparty) {
        String asset = GateSimulator.required(body, "currency");
        String to = GateSimulator.required(body, counterparty);
        BigDecimal amount = Book.amount(GateSimulator.required(body, "amount"))
                .orElseThrow(() -> new Refusal(GateSimulator.BAD_VALUE));
        if (!venue.book().debit(asset, amount)) {
            throw new Refusal(GateSimulator.NO_MONEY);
        }
        var move = new Book.Move(
                kind,
                venue.book().nextId(),
                asset,
                amount.negate(),
                to,
                "DONE",
                venue.clock().instant());
        venue.book().moved(move);
        return move;
    }

    private Reply list(String kind, Map<String, String> query, Function<Book.Move, ObjectNode> shown) {
        long now = venue.clock().instant().getEpochSecond();
        long to = GateOrders.number(query, "to", now);
        long from = GateOrders.number(query, "from", to - Duration.ofDays(7).toSeconds());
        if (to - from > LONGEST) {
            throw new Refusal(GateSimulator.BAD_VALUE);
        }
        List<ObjectNode> rows = new ArrayList<>();
        for (Book.Move move : venue.book().moves()) {
            if (move.kind().equals(kind) && GateOrders.isWithin(move.at(), query)) {
                rows.add(0, shown.apply(move));
            }
        }
        return Reply.ok(GateOrders.page(rows, query));
    }

    private static String second(Book.Move move) {
        return Long.toString(move.at().getEpochSecond());
    }

    private static ObjectNode overChain(Book.Move move) {
        return node().put("id", (move.amount().signum() < 0 ? "w" : "d") + move.id())
                .put("txid", "synthetic-" + move.id())
                .put("timestamp", second(move))
                .put("amount", move.amount().abs().toPlainString())
                .put("currency", move.asset())
                .put("address", move.counterparty())
                .put("status", "DONE")
                .put("chain", move.asset());
    }

    private ObjectNode push(Book.Move move) {
        return node().put("id", Long.parseLong(move.id()))
                .put("push_uid", Long.parseLong(venue.accountId()))
                .put("receive_uid", Long.parseLong(move.counterparty()))
                .put("currency", move.asset())
                .put("amount", move.amount().abs().toPlainString())
                .put("create_time", move.at().getEpochSecond())
                .put("status", "SUCCESS")
                .put("transaction_type", "withdraw");
    }

    private ObjectNode transfer(Book.Move move) {
        return node().put("timest", second(move))
                .put("uid", venue.accountId())
                .put("sub_account", move.counterparty())
                .put("sub_account_type", "spot")
                .put("currency", move.asset())
                .put("amount", move.amount().abs().toPlainString())
                .put("direction", "to")
                .put("source", "apiv4")
                .put("status", "success");
    }
}
