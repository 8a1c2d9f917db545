/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.CoinbaseHistory.amount;
import static io.keyguard.venues.CoinbaseHistory.malformed;
import static io.keyguard.venues.CoinbaseHistory.text;
import static io.keyguard.venues.CoinbaseHistory.time;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;

/**
 * Deposits, withdrawals and transfers, from the transactions of every account of the Coinbase App that the key sees.
 *
 * <p>Source: docs.cdp.coinbase.com, transactions and pagination. Types of transactions that the page does not describe, and {@code tx}, which stands for all others, are left out: they may be
 * anything.
 */
final class CoinbaseMovements {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private static final String ACCOUNTS = "/v2/accounts";
    private static final Set<String> IN = Set.of("receive", "fiat_deposit");
    private static final Set<String> OUT = Set.of("send", "fiat_withdrawal");
    private static final Set<String> WITHIN = Set.of(
            "transfer",
            "intx_deposit",
            "intx_withdrawal",
            "vault_withdrawal",
            "exchange_deposit",
            "exchange_withdrawal",
            "pro_deposit",
            "pro_withdrawal",
            "staking_transfer",
            "unstaking_transfer",
            "derivatives_settlement");

    private CoinbaseMovements() {}

    static List<Movement> of(SignedCalls venue, Kind kind, Instant from, Instant to) {
        VenueRequest accounts = VenueRequest.get(ACCOUNTS).param("limit", "100");
        var movements = new ArrayList<Movement>();
        for (JsonNode account : pages(venue, accounts, Instant.MIN)) {
            String id = text(accounts, account, "id");
            // One that was never used is named by its currency, and has no transactions.
            if (Coinbase.IS_UUID.matcher(id).matches()) {
                movements.addAll(ofAccount(venue, id, kind, from));
            }
        }
        movements.removeIf(
                movement -> movement.at().isBefore(from) || !movement.at().isBefore(to));
        movements.sort(Comparator.comparing(Movement::at));
        return List.copyOf(movements);
    }

    private static List<Movement> ofAccount(SignedCalls venue, String account, Kind kind, Instant from) {
        VenueRequest request = VenueRequest.get(ACCOUNTS + "/" + account + "/transactions")
                .param("limit", "100")
                .param("order", "desc");
        var movements = new ArrayList<Movement>();
        for (JsonNode transaction : pages(venue, request, from)) {
            if (isKind(request, transaction, kind)) {
                movements.add(movement(request, transaction, kind));
            }
        }
        return movements;
    }

    /** Earlier editions call what is received sent, with an amount above zero. */
    private static boolean isKind(VenueRequest request, JsonNode transaction, Kind kind) {
        String type = text(request, transaction, "type");
        boolean credit = total(request, transaction).signum() > 0;
        return switch (kind) {
            case DEPOSIT -> IN.contains(type) || (type.equals("send") && credit);
            case WITHDRAWAL -> OUT.contains(type) && !(type.equals("send") && credit);
            case TRANSFER -> WITHIN.contains(type);
        };
    }

    private static Movement movement(VenueRequest request, JsonNode transaction, Kind kind) {
        JsonNode money = transaction.path("amount");
        JsonNode party = transaction.path(kind == Kind.DEPOSIT ? "from" : "to");
        return new Movement(
                kind,
                text(request, transaction, "id"),
                text(request, money, "currency"),
                total(request, transaction).add(fee(request, transaction)),
                party.path("address").asText(party.path("id").asText("")),
                text(request, transaction, "status"),
                time(request, transaction, "created_at"));
    }

    private static BigDecimal total(VenueRequest request, JsonNode transaction) {
        return amount(request, transaction.path("amount"), "amount");
    }

    /** What of a debit was the network's fee, where it stands there in the same currency. */
    private static BigDecimal fee(VenueRequest request, JsonNode transaction) {
        JsonNode fee = transaction.path("network").path("transaction_fee");
        boolean same = fee.path("currency")
                .asText("")
                .equals(transaction.path("amount").path("currency").asText(""));
        boolean debit = total(request, transaction).signum() < 0;
        return fee.isObject() && same && debit ? amount(request, fee, "amount").abs() : BigDecimal.ZERO;
    }

    /** The items of every page, newest first, up to the page that goes back before {@code oldest}. */
    private static List<JsonNode> pages(SignedCalls venue, VenueRequest first, Instant oldest) {
        var all = new LinkedHashMap<String, JsonNode>();
        VenueRequest request = first;
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            JsonNode page = CoinbaseHistory.answer(venue, request);
            JsonNode items = Answers.array(Coinbase.ID, first.toString(), page, "data");
            int known = all.size();
            String last = "";
            for (JsonNode item : items) {
                last = text(first, item, "id");
                all.putIfAbsent(last, item);
            }
            if (!hasNext(first, page) || isOlder(first, items, oldest)) {
                return List.copyOf(all.values());
            }
            if (all.size() == known) {
                throw malformed(first);
            }
            request = first.param("starting_after", last);
        }
        throw malformed(first);
    }

    private static boolean hasNext(VenueRequest request, JsonNode page) {
        JsonNode next = page.path("pagination").path("next_uri");
        if (!next.isTextual() && !next.isNull()) {
            throw malformed(request);
        }
        return !next.asText("").isEmpty();
    }

    private static boolean isOlder(VenueRequest request, JsonNode items, Instant oldest) {
        return !oldest.equals(Instant.MIN)
                && !items.isEmpty()
                && time(request, items.get(items.size() - 1), "created_at").isBefore(oldest);
    }
}
