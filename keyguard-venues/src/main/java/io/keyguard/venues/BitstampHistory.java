/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an account at Bitstamp did. Transactions have a field for each of their assets, and one for the price, which is called as both with a line between them.
 *
 * <p>Sources: ccxt 4.5.84 (rows and kinds of transactions), formancehq/payments (pages, kinds, what is shown to whom). UNCONFIRMED: the order of withdrawals.
 */
final class BitstampHistory {
    static final Rows ROWS = new Rows(Bitstamp.ID);

    private static final VenueRequest TRANSACTIONS =
            VenueRequest.post(Bitstamp.API + "user_transactions").param("sort", "desc");
    private static final VenueRequest WITHDRAWALS = VenueRequest.post(Bitstamp.API + "withdrawal-requests")
            // The longest that the venue takes, in seconds; a day if it is left out.
            .param("timedelta", "50000000");
    private static final int PAGE = 1_000;
    private static final int MOST_PAGES = 50;
    private static final String TRADE = "2";
    /** Deposits, and what the venue pays: rewards of staking and for referrals. */
    private static final Set<String> INCOMING = Set.of("0", "27", "32");

    private static final Set<String> NO_ASSETS =
            Set.of("id", "order_id", "datetime", "fee", "type", "self_trade", "self_trade_order_id", "client_order_id");
    private static final Pattern ASSET = Pattern.compile("[a-z0-9]{2,10}");

    private BitstampHistory() {}

    static List<Fill> fills(SignedCalls venue, Instant from, Instant to) {
        return transactions(venue, Set.of(TRADE), from, to)
                .map(BitstampHistory::fill)
                .sorted(Rows.OLDEST_FIRST)
                .toList();
    }

    /** Bought is above zero, and what was paid below; the fee is in what was paid with. */
    private static Fill fill(JsonNode row) {
        for (String base : assets(row)) {
            for (String quote : assets(row)) {
                JsonNode price = row.path(base + "_" + quote);
                if (price.isValueNode() && !price.isNull()) {
                    BigDecimal paid = ROWS.amount(TRANSACTIONS, row, base + "_" + quote);
                    BigDecimal quantity = ROWS.amount(TRANSACTIONS, row, base);
                    boolean against = ROWS.amount(TRANSACTIONS, row, quote).signum() == -quantity.signum();
                    if (paid.signum() <= 0 || !against) {
                        throw ROWS.malformed(TRANSACTIONS);
                    }
                    return new Fill(
                            ROWS.whole(TRANSACTIONS, row, "id"),
                            ROWS.whole(TRANSACTIONS, row, "order_id"),
                            ROWS.words(TRANSACTIONS, row, "client_order_id"),
                            (base + "/" + quote).toUpperCase(Locale.ROOT),
                            quantity,
                            paid,
                            ROWS.amount(TRANSACTIONS, row, "fee"),
                            quote.toUpperCase(Locale.ROOT),
                            time(TRANSACTIONS, row));
                }
            }
        }
        throw ROWS.malformed(TRANSACTIONS);
    }

    static List<Movement> deposits(SignedCalls venue, Instant from, Instant to) {
        return transactions(venue, INCOMING, from, to)
                .map(BitstampHistory::deposit)
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    private static Movement deposit(JsonNode row) {
        Set<String> assets = assets(row);
        if (assets.size() != 1) {
            throw ROWS.malformed(TRANSACTIONS);
        }
        String asset = assets.iterator().next();
        return new Movement(
                Movement.Kind.DEPOSIT,
                ROWS.whole(TRANSACTIONS, row, "id"),
                asset.toUpperCase(Locale.ROOT),
                ROWS.positive(TRANSACTIONS, row, asset),
                "",
                "settled",
                time(TRANSACTIONS, row));
    }

    /** Also those that are under way; their states are numbers. */
    static List<Movement> withdrawals(SignedCalls venue, Instant from, Instant to) {
        var window = new Window(from, to);
        return paged(venue, WITHDRAWALS, Instant.MIN).stream()
                .map(BitstampHistory::withdrawal)
                .filter(movement -> window.holds(movement.at()))
                .sorted(Comparator.comparing(Movement::at))
                .toList();
    }

    private static Movement withdrawal(JsonNode row) {
        return new Movement(
                Movement.Kind.WITHDRAWAL,
                ROWS.whole(WITHDRAWALS, row, "id"),
                ROWS.text(WITHDRAWALS, row, "currency").toUpperCase(Locale.ROOT),
                ROWS.positive(WITHDRAWALS, row, "amount").negate(),
                ROWS.words(WITHDRAWALS, row, "address"),
                ROWS.whole(WITHDRAWALS, row, "status"),
                time(WITHDRAWALS, row));
    }

    /** The assets that a transaction changes. */
    private static Set<String> assets(JsonNode row) {
        var assets = new TreeSet<String>();
        row.properties().forEach(field -> {
            String name = field.getKey();
            if (!NO_ASSETS.contains(name)
                    && ASSET.matcher(name).matches()
                    && ROWS.amount(TRANSACTIONS, row, name).signum() != 0) {
                assets.add(name);
            }
        });
        return assets;
    }

    private static Stream<JsonNode> transactions(SignedCalls venue, Set<String> kinds, Instant from, Instant to) {
        var window = new Window(from, to);
        return paged(venue, TRANSACTIONS, from).stream()
                .filter(row ->
                        kinds.contains(ROWS.whole(TRANSACTIONS, row, "type")) && window.holds(time(TRANSACTIONS, row)));
    }

    /** Every row by its id, newest first, until a page ends before {@code from} or the list does; what comes meanwhile moves rows on, so that some stand on two pages. */
    private static Collection<JsonNode> paged(SignedCalls venue, VenueRequest question, Instant from) {
        var all = new LinkedHashMap<String, JsonNode>();
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode rows = BitstampAccount.rows(
                    venue,
                    question.param("limit", Integer.toString(PAGE)).param("offset", Integer.toString(page * PAGE)));
            Instant oldest = Instant.MAX;
            for (JsonNode row : rows) {
                all.put(ROWS.whole(question, row, "id"), row);
                Instant at = time(question, row);
                oldest = at.isBefore(oldest) ? at : oldest;
            }
            if (rows.size() < PAGE || oldest.isBefore(from)) {
                return all.values();
            }
        }
        throw KeyguardExceptions.unavailable(Bitstamp.ID, "a list of it does not end", null);
    }

    /** As {@code 2021-11-25 12:59:59.322000}, with or without a fraction, in UTC. */
    private static Instant time(VenueRequest question, JsonNode row) {
        try {
            return LocalDateTime.parse(ROWS.text(question, row, "datetime").replace(' ', 'T'))
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            // Its message quotes the text.
            throw ROWS.malformed(question);
        }
    }
}
