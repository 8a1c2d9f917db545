/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What an account at KuCoin did. Fills of spot and margin are told of one symbol at a time; transfers are lines of the wallets' ledgers, that of
 * futures too, so that one between two wallets stands there twice.
 *
 * <p>UNCONFIRMED: the longest window of deposits, withdrawals and fills of futures (a week is taken, as for fills of spot) and of the ledgers of spot, margin and futures (a day, as for the usual one); whether
 * deposits and withdrawals are listed without a currency, which the older documentation allows; whether the size of a short position is below zero where a contract has positions on both sides.
 */
final class KucoinHistory {
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int FILLS = 100;
    private static final int LINES = 200;
    private static final int FUTURES_LINES = 50;
    /** More pages than any list has. */
    private static final int MOST_PAGES = 1_000;

    private static final Pattern NANOS = Pattern.compile("[1-9]\\d{18}");

    private KucoinHistory() {}

    static List<Position> positions(SignedCalls venue) {
        VenueRequest request = VenueRequest.get("/api/v1/positions");
        var positions = new ArrayList<Position>();
        for (JsonNode row : KucoinOrders.requireArray(request, KucoinAccount.data(venue, request))) {
            BigDecimal quantity = amount(request, row, "currentQty");
            String symbol = text(request, row, "symbol");
            if (quantity.signum() != 0) {
                boolean isShort = optional(request, row, "positionSide").equals("SHORT");
                positions.add(new Position(symbol, isShort ? quantity.abs().negate() : quantity));
            }
        }
        return positions;
    }

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
        var fills = new LinkedHashSet<Fill>();
        for (Window window : Window.cover(from, to, WEEK)) {
            for (VenueRequest question : questions(markets, symbols)) {
                VenueRequest request = in(window, question).param("limit", Integer.toString(FILLS));
                byLastId(venue, request).forEach(row -> fills.add(fill(request, row, "id", millis(request, row))));
            }
            if (markets.contains(TRADE_DERIVATIVES)) {
                VenueRequest request = in(window, VenueRequest.get("/api/v1/fills"));
                KucoinOrders.pages(venue, request).stream()
                        // The end of a contract is no order.
                        .filter(row -> !text(request, row, "tradeType").equals("settlement"))
                        .forEach(row -> fills.add(fill(request, row, "tradeId", nanos(request, row))));
            }
        }
        return oldestFirst(fills, Fill::at, from, to);
    }

    /** Pairs have a dash, contracts have none. */
    private static List<VenueRequest> questions(Set<Permission> markets, Set<String> symbols) {
        var questions = new ArrayList<VenueRequest>();
        for (String symbol : symbols) {
            if (symbol.contains("-") && markets.contains(TRADE_SPOT)) {
                questions.add(VenueRequest.get("/api/v1/hf/fills").param("symbol", symbol));
            }
            if (symbol.contains("-") && markets.contains(TRADE_MARGIN)) {
                KucoinAccount.MARGINS.forEach(margin -> questions.add(VenueRequest.get("/api/v3/hf/margin/fills")
                        .param("symbol", symbol)
                        .param("tradeType", margin)));
            }
        }
        return questions;
    }

    private static VenueRequest in(Window window, VenueRequest request) {
        return request.param("startAt", window.start()).param("endAt", window.last());
    }

    private static List<JsonNode> byLastId(SignedCalls venue, VenueRequest first) {
        return behindEachOther(venue, first, FILLS, data -> data.path("items"), data -> text(first, data, "lastId"));
    }

    /** Each page is asked for with the id that the one before it ended with. */
    private static List<JsonNode> behindEachOther(
            SignedCalls venue,
            VenueRequest first,
            int size,
            Function<JsonNode, JsonNode> items,
            Function<JsonNode, String> lastId) {
        var all = new ArrayList<JsonNode>();
        VenueRequest request = first;
        String last = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode data = KucoinAccount.data(venue, request);
            JsonNode found = KucoinOrders.requireArray(first, items.apply(data));
            found.forEach(all::add);
            if (found.size() < size) {
                return all;
            }
            String next = lastId.apply(data);
            if (next.equals(last)) {
                throw malformed(first);
            }
            last = next;
            request = first.param("lastId", next);
        }
        throw malformed(first);
    }

    private static Fill fill(VenueRequest question, JsonNode row, String id, Instant at) {
        BigDecimal size = amount(question, row, "size");
        return new Fill(
                text(question, row, id),
                text(question, row, "orderId"),
                "",
                text(question, row, "symbol"),
                switch (text(question, row, "side")) {
                    case "buy" -> size;
                    case "sell" -> size.negate();
                    default -> throw malformed(question);
                },
                amount(question, row, "price"),
                amount(question, row, "fee"),
                optional(question, row, "feeCurrency"),
                at);
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new LinkedHashSet<Movement>();
        for (Window window : Window.cover(from, to, kind == Movement.Kind.TRANSFER ? DAY : WEEK)) {
            switch (kind) {
                case DEPOSIT -> {
                    VenueRequest request = in(window, VenueRequest.get("/api/v1/deposits"));
                    KucoinOrders.pages(venue, request).forEach(row -> movements.add(deposit(request, row)));
                }
                case WITHDRAWAL -> {
                    VenueRequest request = in(window, VenueRequest.get("/api/v1/withdrawals"));
                    KucoinOrders.pages(venue, request).forEach(row -> movements.add(withdrawal(request, row)));
                }
                case TRANSFER -> transfers(venue, window, movements);
            }
        }
        return oldestFirst(movements, Movement::at, from, to);
    }

    /** A deposit has no id but that of its transaction, and its address is the account's own. */
    private static Movement deposit(VenueRequest question, JsonNode row) {
        return new Movement(
                Movement.Kind.DEPOSIT,
                optional(question, row, "walletTxId"),
                text(question, row, "currency"),
                amount(question, row, "amount"),
                "",
                text(question, row, "status"),
                millis(question, row));
    }

    private static Movement withdrawal(VenueRequest question, JsonNode row) {
        return new Movement(
                Movement.Kind.WITHDRAWAL,
                text(question, row, "id"),
                text(question, row, "currency"),
                amount(question, row, "amount").negate(),
                optional(question, row, "address"),
                text(question, row, "status"),
                millis(question, row));
    }

    private static void transfers(SignedCalls venue, Window window, Collection<Movement> movements) {
        for (String type : List.of("TRANSFER", "SUB_TRANSFER")) {
            VenueRequest main =
                    in(window, VenueRequest.get("/api/v1/accounts/ledgers")).param("bizType", type);
            KucoinOrders.pages(venue, main).forEach(row -> movements.add(transfer(main, row)));
            lines(venue, window, "/api/v1/hf/accounts/ledgers", type, movements);
        }
        lines(venue, window, "/api/v3/hf/margin/account/ledgers", "TRANSFER", movements);
        KucoinAccount.SETTLED_IN.forEach(currency -> futuresLines(venue, window, currency, movements));
    }

    /** The ledger of the futures wallet, each page from the last line of the one before on; gains and losses are no transfers. */
    private static void futuresLines(
            SignedCalls venue, Window window, String currency, Collection<Movement> movements) {
        VenueRequest first = in(window, VenueRequest.get("/api/v1/transaction-history"))
                .param("currency", currency)
                .param("maxCount", Integer.toString(FUTURES_LINES));
        VenueRequest request = first;
        String last = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode data = KucoinAccount.data(venue, request);
            JsonNode rows = KucoinOrders.requireArray(first, data.path("dataList"));
            rows.forEach(row -> futuresTransfer(first, row).ifPresent(movements::add));
            if (!data.path("hasMore").isBoolean()) {
                throw malformed(first);
            }
            if (!data.path("hasMore").asBoolean()) {
                return;
            }
            String next = text(first, rows.path(rows.size() - 1), "offset");
            if (next.equals(last)) {
                throw malformed(first);
            }
            last = next;
            request = first.param("offset", next);
        }
        throw malformed(first);
    }

    /** The documents write the types in two ways, and show no sign of what goes out. */
    private static Optional<Movement> futuresTransfer(VenueRequest question, JsonNode row) {
        BigDecimal amount = amount(question, row, "amount").abs();
        String type = text(question, row, "type").toLowerCase(Locale.ROOT);
        if (!type.startsWith("transfer")) {
            return Optional.empty();
        }
        return Optional.of(new Movement(
                Movement.Kind.TRANSFER,
                text(question, row, "offset"),
                text(question, row, "currency"),
                switch (type) {
                    case "transferin" -> amount;
                    case "transferout" -> amount.negate();
                    default -> throw malformed(question);
                },
                "",
                text(question, row, "status"),
                Answers.millis(Kucoin.ID, question.toString(), row, "time")));
    }

    private static void lines(
            SignedCalls venue, Window window, String path, String type, Collection<Movement> movements) {
        VenueRequest request =
                in(window, VenueRequest.get(path)).param("bizType", type).param("limit", Integer.toString(LINES));
        behindEachOther(venue, request, LINES, data -> data, data -> text(request, data.path(data.size() - 1), "id"))
                .forEach(row -> movements.add(transfer(request, row)));
    }

    private static Movement transfer(VenueRequest question, JsonNode row) {
        BigDecimal amount = amount(question, row, "amount").abs();
        return new Movement(
                Movement.Kind.TRANSFER,
                text(question, row, "id"),
                text(question, row, "currency"),
                switch (text(question, row, "direction")) {
                    case "in" -> amount;
                    case "out" -> amount.negate();
                    default -> throw malformed(question);
                },
                "",
                text(question, row, "bizType"),
                millis(question, row));
    }

    private static <T> List<T> oldestFirst(Collection<T> found, Function<T, Instant> at, Instant from, Instant to) {
        var window = new Window(from, to);
        return found.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }

    private static Instant millis(VenueRequest question, JsonNode row) {
        return Answers.millis(Kucoin.ID, question.toString(), row, "createdAt");
    }

    private static Instant nanos(VenueRequest question, JsonNode row) {
        String nanos = text(question, row, "tradeTime");
        if (!NANOS.matcher(nanos).matches()) {
            throw malformed(question);
        }
        return Instant.EPOCH.plusNanos(Long.parseLong(nanos));
    }

    private static String text(VenueRequest question, JsonNode json, String name) {
        return Answers.text(Kucoin.ID, question.toString(), json, name);
    }

    private static String optional(VenueRequest question, JsonNode json, String name) {
        return json.path(name).isMissingNode() || json.path(name).isNull() ? "" : text(question, json, name);
    }

    private static BigDecimal amount(VenueRequest question, JsonNode json, String name) {
        return Answers.amount(Kucoin.ID, question.toString(), json, name);
    }

    private static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Kucoin.ID, question.toString(), 200);
    }
}
