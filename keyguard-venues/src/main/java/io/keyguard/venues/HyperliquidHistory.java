/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Movement.Kind;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What an account at Hyperliquid did.
 *
 * <p>Source: the info endpoint of the official documents; answers in the tests of hyperliquid-dex/hyperliquid-python-sdk, nktkas/hyperliquid (kinds of updates). Lists begin at a time, oldest first, and are cut off: they are asked for
 * again from the last time on. UNCONFIRMED: after how many rows updates of money are cut off, so that every list is asked for until nothing new comes; which kinds of updates there are besides those that are listed here.
 */
final class HyperliquidHistory {
    private static final Rows ROWS = HyperliquidAccount.ROWS;
    private static final VenueRequest FILLS = HyperliquidAccount.question("userFillsByTime");
    private static final VenueRequest UPDATES = HyperliquidAccount.question("userNonFundingLedgerUpdates");
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 400;
    /** Shorter answers are not cut off. */
    private static final int LEAST_FULL = 500;

    private static final Set<String> IN = Set.of("deposit", "rewardsClaim", "spotGenesis", "vaultLeaderCommission");
    private static final Set<String> BETWEEN_WALLETS = Set.of("accountClassTransfer", "cStakingTransfer");
    private static final Set<String> TO_OTHERS =
            Set.of("internalTransfer", "spotTransfer", "send", "subAccountTransfer");
    private static final Set<String> INTO_VAULTS = Set.of("vaultDeposit", "vaultCreate");
    private static final Set<String> NO_MOVEMENT =
            Set.of("liquidation", "borrowLend", "activateDexAbstraction", "accountActivationGas");

    private HyperliquidHistory() {}

    static List<Fill> fills(SignedCalls venue, Set<Permission> markets, Instant from, Instant to) {
        return rows(venue, FILLS, from, to, row -> ROWS.whole(FILLS, row, "tid")).stream()
                .filter(row -> HyperliquidAccount.isOf(markets, ROWS.text(FILLS, row, "coin")))
                .map(HyperliquidHistory::fill)
                .sorted(Rows.OLDEST_FIRST)
                .toList();
    }

    private static Fill fill(JsonNode row) {
        BigDecimal size = ROWS.positive(FILLS, row, "sz");
        return new Fill(
                ROWS.whole(FILLS, row, "tid"),
                ROWS.whole(FILLS, row, "oid"),
                ROWS.words(FILLS, row, "cloid"),
                ROWS.text(FILLS, row, "coin"),
                switch (ROWS.text(FILLS, row, "side")) {
                    case "B" -> size;
                    case "A" -> size.negate();
                    default -> throw ROWS.malformed(FILLS);
                },
                ROWS.positive(FILLS, row, "px"),
                ROWS.amount(FILLS, row, "fee"),
                ROWS.words(FILLS, row, "feeToken"),
                time(FILLS, row));
    }

    static List<Movement> movements(SignedCalls venue, Kind kind, Instant from, Instant to) {
        String own = HyperliquidOwner.of(venue.accountId().orElse("")).traded();
        var movements = new ArrayList<Movement>();
        for (JsonNode row : rows(venue, UPDATES, from, to, HyperliquidHistory::update)) {
            JsonNode delta = row.path("delta");
            String type = ROWS.text(UPDATES, delta, "type");
            if (!NO_MOVEMENT.contains(type) && kind(type) == kind) {
                movements.add(movement(kind, type, row, delta, own));
            }
        }
        movements.sort(Comparator.comparing(Movement::at));
        return List.copyOf(movements);
    }

    /** One transaction may move several amounts. */
    private static String update(JsonNode row) {
        return ROWS.text(UPDATES, row, "hash") + row.path("delta");
    }

    /** What goes to other accounts may go to strangers, and counts as transfers all the same: their destination is told. */
    private static Kind kind(String type) {
        if (IN.contains(type)) {
            return Kind.DEPOSIT;
        }
        boolean transfer = BETWEEN_WALLETS.contains(type)
                || TO_OTHERS.contains(type)
                || INTO_VAULTS.contains(type)
                || type.equals("vaultWithdraw")
                || type.equals("vaultDistribution");
        if (!transfer && !type.equals("withdraw")) {
            throw ROWS.malformed(UPDATES);
        }
        return transfer ? Kind.TRANSFER : Kind.WITHDRAWAL;
    }

    private static Movement movement(Kind kind, String type, JsonNode row, JsonNode delta, String own) {
        BigDecimal amount = ROWS.amount(UPDATES, delta, amountName(delta)).abs();
        String asset = ROWS.words(UPDATES, delta, "token");
        return new Movement(
                kind,
                ROWS.text(UPDATES, row, "hash"),
                asset.isEmpty() ? "USDC" : asset,
                goes(type, delta, own) ? amount.negate() : amount,
                counterparty(type, delta, own),
                type,
                time(UPDATES, row));
    }

    private static String amountName(JsonNode delta) {
        for (String name : new String[] {"amount", "usdc", "netWithdrawnUsd"}) {
            if (delta.has(name)) {
                return name;
            }
        }
        throw ROWS.malformed(UPDATES);
    }

    private static boolean goes(String type, JsonNode delta, String own) {
        boolean out = type.equals("withdraw") || INTO_VAULTS.contains(type);
        boolean fromContracts =
                type.equals("accountClassTransfer") && !delta.path("toPerp").asBoolean();
        return out || fromContracts || (TO_OTHERS.contains(type) && !isIncoming(delta, own));
    }

    /** What comes names the account as the destination, and another as the user. */
    private static boolean isIncoming(JsonNode delta, String own) {
        return party(delta, "destination").equals(own) && !party(delta, "user").equals(own);
    }

    private static String party(JsonNode delta, String name) {
        return HyperliquidInspection.address(UPDATES, delta, name);
    }

    private static String counterparty(String type, JsonNode delta, String own) {
        if (TO_OTHERS.contains(type)) {
            return party(delta, isIncoming(delta, own) ? "user" : "destination");
        }
        return INTO_VAULTS.contains(type) || type.startsWith("vault") ? ROWS.words(UPDATES, delta, "vault") : "";
    }

    /** Every row of the time, asked for again from the latest one on as long as there are new ones. */
    private static Collection<JsonNode> rows(
            SignedCalls venue, VenueRequest question, Instant from, Instant to, Function<JsonNode, String> id) {
        var window = new Window(from, to);
        var all = new LinkedHashMap<String, JsonNode>();
        long since = Math.max(0, from.toEpochMilli());
        for (int turn = 0; turn < MOST_PAGES; turn++) {
            int known = all.size();
            String type = question.json().orElseThrow();
            String words = ",\"startTime\":" + since + ",\"endTime\":" + to.toEpochMilli() + "}";
            JsonNode page =
                    HyperliquidAccount.array(venue, question.json(type.substring(0, type.length() - 1) + words));
            for (JsonNode row : page) {
                all.put(id.apply(row), row);
                since = Math.max(since, time(question, row).toEpochMilli());
            }
            if (all.size() == known && page.size() < LEAST_FULL) {
                return all.values().stream()
                        .filter(row -> window.holds(time(question, row)))
                        .toList();
            }
            if (all.size() == known) {
                throw KeyguardExceptions.unavailable(Hyperliquid.ID, "one moment has more than an answer holds", null);
            }
        }
        throw KeyguardExceptions.unavailable(Hyperliquid.ID, "its lists have no end", null);
    }

    private static Instant time(VenueRequest question, JsonNode row) {
        return Answers.millis(Hyperliquid.ID, question.toString(), row, "time");
    }
}
