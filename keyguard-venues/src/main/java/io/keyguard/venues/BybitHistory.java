/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a unified account at Bybit did: executions, deposits, withdrawals and transfers.
 *
 * <p>UNCONFIRMED: which coins have options (BTC, ETH and SOL are asked for, and those of the symbols that the caller names); by which of its times a deposit is found; the unit of the time of deposits
 * from other accounts of Bybit, in the documentation's sample seconds.
 */
final class BybitHistory {
    /** At most seven days, with room for rounding to seconds. */
    private static final Duration WEEK = Duration.ofDays(7).minusMinutes(1);
    /** Less than 30 days. */
    private static final Duration MONTH = Duration.ofDays(29);

    private static final Set<String> OPTIONS_ON = Set.of("BTC", "ETH", "SOL");
    /** What is listed beside executions of orders: payments, and ends of contracts and of shares. */
    private static final Set<String> NO_ORDER = Set.of("Funding", "Settle", "Delivery", "CorporateAction");

    private static final long LEAST_MILLIS = 100_000_000_000L;

    private BybitHistory() {}

    static List<Fill> fills(
            SignedCalls venue, Collection<String> categories, Set<String> symbols, Instant from, Instant to) {
        var fills = new LinkedHashSet<Fill>();
        for (Window window : Window.cover(from, to, WEEK)) {
            for (VenueRequest question : questions(categories, symbols)) {
                VenueRequest request = question.param("startTime", window.start())
                        .param("endTime", window.last())
                        .param("limit", "100");
                for (JsonNode execution : BybitPages.items(venue, request, "list")) {
                    if (!NO_ORDER.contains(text(request, execution, "execType"))) {
                        fills.add(fill(request, execution));
                    }
                }
            }
        }
        return oldestFirst(fills, Fill::at, from, to);
    }

    /** Options are told of one coin at a time. */
    private static List<VenueRequest> questions(Collection<String> categories, Set<String> symbols) {
        var questions = new ArrayList<VenueRequest>();
        for (String category : categories) {
            VenueRequest request = VenueRequest.get("/v5/execution/list").param("category", category);
            if (category.equals("option")) {
                var coins = new TreeSet<>(OPTIONS_ON);
                symbols.stream()
                        .filter(symbol -> symbol.contains("-"))
                        .forEach(symbol -> coins.add(symbol.substring(0, symbol.indexOf('-'))));
                coins.forEach(coin -> questions.add(request.param("baseCoin", coin)));
            } else {
                questions.add(request);
            }
        }
        return questions;
    }

    private static Fill fill(VenueRequest question, JsonNode execution) {
        return new Fill(
                text(question, execution, "execId"),
                text(question, execution, "orderId"),
                optional(question, execution, "orderLinkId"),
                text(question, execution, "symbol"),
                signed(question, execution, "execQty"),
                amount(question, execution, "execPrice"),
                amount(question, execution, "execFee"),
                optional(question, execution, "feeCurrency"),
                Answers.millis(Bybit.ID, question.toString(), execution, "execTime"));
    }

    /** The amount at {@code name}, below zero where {@code side} is to sell. */
    static BigDecimal signed(VenueRequest question, JsonNode item, String name) {
        BigDecimal amount = amount(question, item, name);
        return switch (text(question, item, "side")) {
            case "Buy" -> amount;
            case "Sell" -> amount.negate();
            default -> throw BybitPages.malformed(question);
        };
    }

    static List<Movement> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        var movements = new LinkedHashSet<Movement>();
        for (Window window : Window.cover(from, to, kind == Movement.Kind.TRANSFER ? WEEK : MONTH)) {
            switch (kind) {
                case DEPOSIT -> {
                    read(venue, "/v5/asset/deposit/query-record", window, BybitHistory::deposit, movements);
                    read(venue, "/v5/asset/deposit/query-internal-record", window, BybitHistory::internal, movements);
                }
                case WITHDRAWAL -> withdrawals(venue, window, movements);
                case TRANSFER -> transfers(venue, window, movements);
            }
        }
        return oldestFirst(movements, Movement::at, from, to);
    }

    private static void read(
            SignedCalls venue,
            String path,
            Window window,
            BiFunction<VenueRequest, JsonNode, Optional<Movement>> reading,
            Collection<Movement> movements) {
        VenueRequest request = in(window, VenueRequest.get(path));
        BybitPages.items(venue, request, "rows")
                .forEach(row -> reading.apply(request, row).ifPresent(movements::add));
    }

    private static VenueRequest in(Window window, VenueRequest request) {
        return request.param("startTime", window.start())
                .param("endTime", window.wholeSecond())
                .param("limit", "50");
    }

    /** A deposit is told with the time of its success alone: until then it is left out. */
    private static Optional<Movement> deposit(VenueRequest question, JsonNode row) {
        if (Set.of("", "0").contains(text(question, row, "successAt"))) {
            return Optional.empty();
        }
        Instant at = Answers.millis(Bybit.ID, question.toString(), row, "successAt");
        return Optional.of(deposit(question, row, "fromAddress", at));
    }

    private static Optional<Movement> internal(VenueRequest question, JsonNode row) {
        Instant millis = Answers.millis(Bybit.ID, question.toString(), row, "createdTime");
        boolean seconds = millis.toEpochMilli() < LEAST_MILLIS;
        Instant at = seconds ? Instant.ofEpochSecond(millis.toEpochMilli()) : millis;
        return Optional.of(deposit(question, row, "fromMemberId", at));
    }

    private static Movement deposit(VenueRequest question, JsonNode row, String from, Instant at) {
        return new Movement(
                Movement.Kind.DEPOSIT,
                text(question, row, "id"),
                text(question, row, "coin"),
                amount(question, row, "amount"),
                optional(question, row, from),
                text(question, row, "status"),
                at);
    }

    /** On and off the chain. */
    private static void withdrawals(SignedCalls venue, Window window, Collection<Movement> movements) {
        VenueRequest request =
                in(window, VenueRequest.get("/v5/asset/withdraw/query-record").param("withdrawType", "2"));
        for (JsonNode row : BybitPages.items(venue, request, "rows")) {
            movements.add(new Movement(
                    Movement.Kind.WITHDRAWAL,
                    text(request, row, "withdrawId"),
                    text(request, row, "coin"),
                    amount(request, row, "amount").negate(),
                    optional(request, row, "toAddress"),
                    text(request, row, "status"),
                    Answers.millis(Bybit.ID, request.toString(), row, "createTime")));
        }
    }

    /** From the log of the unified wallet, which every key may read and which has what others moved too; it does not tell where to. */
    private static void transfers(SignedCalls venue, Window window, Collection<Movement> movements) {
        for (String type : List.of("TRANSFER_IN", "TRANSFER_OUT")) {
            VenueRequest request = VenueRequest.get("/v5/account/transaction-log")
                    .param("accountType", "UNIFIED")
                    .param("type", type)
                    .param("startTime", window.start())
                    .param("endTime", window.last())
                    .param("limit", "50");
            for (JsonNode row : BybitPages.items(venue, request, "list")) {
                BigDecimal change = amount(request, row, "change").abs();
                movements.add(new Movement(
                        Movement.Kind.TRANSFER,
                        text(request, row, "id"),
                        text(request, row, "currency"),
                        type.equals("TRANSFER_IN") ? change : change.negate(),
                        "",
                        text(request, row, "type"),
                        Answers.millis(Bybit.ID, request.toString(), row, "transactionTime")));
            }
        }
    }

    /** Bybit lists the newest first. */
    private static <T> List<T> oldestFirst(Collection<T> found, Function<T, Instant> at, Instant from, Instant to) {
        var window = new Window(from, to);
        return found.stream()
                .filter(one -> window.holds(at.apply(one)))
                .sorted(Comparator.comparing(at))
                .toList();
    }

    private static String text(VenueRequest question, JsonNode json, String name) {
        return Answers.text(Bybit.ID, question.toString(), json, name);
    }

    private static String optional(VenueRequest question, JsonNode json, String name) {
        return json.path(name).isMissingNode() || json.path(name).isNull() ? "" : text(question, json, name);
    }

    private static BigDecimal amount(VenueRequest question, JsonNode json, String name) {
        return Answers.amount(Bybit.ID, question.toString(), json, name);
    }
}
