/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Deposits, withdrawals and transfers at Binance.
 *
 * <p>Source: binance-connector-java, wallet and sub-account: deposits and withdrawals in stretches of less than 90 days; transfers between wallets one direction at a time, of the last 6 months;
 * transfers between accounts as a sub-account sees them. A master account's view of these leaves out what comes in, so there transfers are unknown. Transfers of isolated margin are left out, as
 * its orders and balances are.
 */
final class BinanceMovements {
    private static final Duration LONGEST = Duration.ofDays(89);
    private static final Duration LONGEST_OF_TRANSFERS = Duration.ofDays(30);
    private static final int LIMIT = 1_000;
    private static final int LIMIT_OF_TRANSFERS = 500;
    private static final int PAGE = 100;
    private static final int MOST_PAGES = 1_000;
    private static final DateTimeFormatter APPLIED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withResolverStyle(ResolverStyle.STRICT);

    /** From the wallet before the line to the one behind it. */
    private static final List<String> DIRECTIONS = List.of(
            "MAIN_UMFUTURE",
            "MAIN_CMFUTURE",
            "MAIN_MARGIN",
            "MAIN_FUNDING",
            "MAIN_OPTION",
            "MAIN_PORTFOLIO_MARGIN",
            "UMFUTURE_MAIN",
            "UMFUTURE_MARGIN",
            "UMFUTURE_FUNDING",
            "UMFUTURE_OPTION",
            "CMFUTURE_MAIN",
            "CMFUTURE_MARGIN",
            "CMFUTURE_FUNDING",
            "MARGIN_MAIN",
            "MARGIN_UMFUTURE",
            "MARGIN_CMFUTURE",
            "MARGIN_FUNDING",
            "MARGIN_OPTION",
            "FUNDING_MAIN",
            "FUNDING_UMFUTURE",
            "FUNDING_CMFUTURE",
            "FUNDING_MARGIN",
            "FUNDING_OPTION",
            "OPTION_MAIN",
            "OPTION_UMFUTURE",
            "OPTION_MARGIN",
            "OPTION_FUNDING",
            "PORTFOLIO_MARGIN_MAIN");

    private BinanceMovements() {}

    static Observed<List<Movement>> of(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
        return switch (kind) {
            case DEPOSIT -> Observed.of(deposits(venue, from, to));
            case WITHDRAWAL -> Observed.of(withdrawals(venue, from, to));
            case TRANSFER -> tellsOfOtherAccounts(venue) ? Observed.of(transfers(venue, from, to)) : Observed.unknown();
        };
    }

    private static List<Movement> deposits(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request =
                VenueRequest.get("/sapi/v1/capital/deposit/hisrec").param("includeSource", "true");
        return read(venue, request, LIMIT, LONGEST, from, to, json -> deposit(request.toString(), json));
    }

    private static Movement deposit(String question, JsonNode json) {
        return new Movement(
                Movement.Kind.DEPOSIT,
                BinanceHistory.text(question, json, "id"),
                BinanceHistory.text(question, json, "coin"),
                amount(question, json, "amount"),
                json.path("sourceAddress").asText(""),
                BinanceHistory.id(question, json, "status"),
                BinanceHistory.time(question, json, "insertTime"));
    }

    /** They are told to the second, so the second in which the time asked for begins belongs to it. */
    private static List<Movement> withdrawals(SignedCalls venue, Instant from, Instant to) {
        VenueRequest request = VenueRequest.get("/sapi/v1/capital/withdraw/history");
        Instant second = from.truncatedTo(ChronoUnit.SECONDS);
        return read(venue, request, LIMIT, LONGEST, second, to, json -> withdrawal(request.toString(), json));
    }

    private static Movement withdrawal(String question, JsonNode json) {
        return new Movement(
                Movement.Kind.WITHDRAWAL,
                BinanceHistory.text(question, json, "id"),
                BinanceHistory.text(question, json, "coin"),
                amount(question, json, "amount").negate(),
                json.path("address").asText(""),
                BinanceHistory.id(question, json, "status"),
                applied(question, json));
    }

    private static Instant applied(String question, JsonNode json) {
        try {
            return LocalDateTime.parse(BinanceHistory.text(question, json, "applyTime"), APPLIED)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            // Its message quotes the text.
            throw KeyguardExceptions.malformedReply(Binance.ID, question, 200);
        }
    }

    private static VenueRequest betweenAccounts(String type) {
        return VenueRequest.get("/sapi/v1/sub-account/transfer/subUserHistory").param("type", type);
    }

    /** A master account, and an environment without this request, refuses; the code for it is UNCONFIRMED. */
    private static boolean tellsOfOtherAccounts(SignedCalls venue) {
        return Binance.ERRORS
                .classify(venue.call(betweenAccounts("2").param("limit", "1")))
                .filter(error -> error.kinds().equals(Set.of(Kind.REQUEST)))
                .isEmpty();
    }

    private static List<Movement> transfers(SignedCalls venue, Instant from, Instant to) {
        var all = new ArrayList<Movement>();
        for (String type : List.of("1", "2")) {
            VenueRequest request = betweenAccounts(type).param("returnFailHistory", "true");
            all.addAll(read(
                    venue,
                    request,
                    LIMIT_OF_TRANSFERS,
                    LONGEST_OF_TRANSFERS,
                    from,
                    to,
                    json -> betweenAccounts(request.toString(), json, type.equals("1"))));
        }
        for (String direction : DIRECTIONS) {
            all.addAll(betweenWallets(venue, direction, from, to));
        }
        return sorted(all, from, to);
    }

    private static Movement betweenAccounts(String question, JsonNode json, boolean in) {
        BigDecimal amount = amount(question, json, "qty");
        return new Movement(
                Movement.Kind.TRANSFER,
                BinanceHistory.id(question, json, "tranId"),
                BinanceHistory.text(question, json, "asset"),
                in ? amount : amount.negate(),
                json.path("email").asText(json.path("counterParty").asText("")),
                BinanceHistory.text(question, json, "status"),
                BinanceHistory.time(question, json, "time"));
    }

    private static List<Movement> betweenWallets(SignedCalls venue, String direction, Instant from, Instant to) {
        VenueRequest request = VenueRequest.get("/sapi/v1/asset/transfer")
                .param("type", direction)
                .param("startTime", Long.toString(from.toEpochMilli()))
                .param("endTime", Long.toString(to.minusNanos(1).toEpochMilli()))
                .param("size", Integer.toString(PAGE));
        var found = new ArrayList<Movement>();
        for (int page = 1; from.isBefore(to) && page <= MOST_PAGES; page++) {
            VenueRequest question = request.param("current", Integer.toString(page));
            JsonNode answer = Answers.object(Binance.ID, request.toString(), venue.call(question), Binance.ERRORS);
            JsonNode rows = answer.path("rows");
            rows.forEach(json -> found.add(betweenWallets(request.toString(), direction, json)));
            long total = Long.parseLong(BinanceHistory.id(request.toString(), answer, "total"));
            if (found.size() >= total) {
                return found;
            }
            if (rows.isEmpty()) {
                throw KeyguardExceptions.malformedReply(Binance.ID, request.toString(), 200);
            }
        }
        return found;
    }

    /** As the spot wallet sees it, or the wallet that it leaves. */
    private static Movement betweenWallets(String question, String direction, JsonNode json) {
        BigDecimal amount = amount(question, json, "amount");
        return new Movement(
                Movement.Kind.TRANSFER,
                BinanceHistory.id(question, json, "tranId"),
                BinanceHistory.text(question, json, "asset"),
                direction.endsWith("_MAIN") ? amount : amount.negate(),
                direction,
                BinanceHistory.text(question, json, "status"),
                BinanceHistory.time(question, json, "timestamp"));
    }

    private static BigDecimal amount(String question, JsonNode json, String name) {
        BigDecimal amount = Answers.amount(Binance.ID, question, json, name);
        if (amount.signum() < 0) {
            throw KeyguardExceptions.malformedReply(Binance.ID, question, 200);
        }
        return amount;
    }

    private static List<Movement> read(
            SignedCalls venue,
            VenueRequest request,
            int limit,
            Duration longest,
            Instant from,
            Instant to,
            Function<JsonNode, Movement> reader) {
        List<Movement> found = BinanceHistory.inStretches(venue, request, limit, longest, from, to).stream()
                .map(reader)
                .toList();
        return sorted(found, from, to);
    }

    private static List<Movement> sorted(List<Movement> all, Instant from, Instant to) {
        return all.stream()
                .filter(movement ->
                        !movement.at().isBefore(from) && movement.at().isBefore(to))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }
}
