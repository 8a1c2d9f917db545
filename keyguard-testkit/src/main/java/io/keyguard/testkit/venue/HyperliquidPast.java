/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the simulated Hyperliquid tells whoever asks, and where money and agents go. Lists go on from a time, oldest first, and are cut off after 500 rows. */
final class HyperliquidPast {
    private static final Set<String> TYPES = Set.of(
            "usdSend",
            "spotSend",
            "withdraw3",
            "usdClassTransfer",
            "approveAgent",
            "vaultTransfer",
            "subAccountTransfer",
            "createSubAccount");

    private static final int MOST = 500;
    private static final int MOST_FILLS = 2_000;
    private static final BigDecimal MICROS = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal FEE = new BigDecimal("0.00045");
    /** What the book calls the money of contracts. */
    private static final String MONEY = "USDT";

    private final HyperliquidSimulator venue;

    HyperliquidPast(HyperliquidSimulator venue) {
        this.venue = venue;
    }

    boolean knows(String type) {
        return TYPES.contains(type);
    }

    private static ObjectNode object() {
        return VenueSimulator.JSON.createObjectNode();
    }

    private static ArrayNode array() {
        return VenueSimulator.JSON.createArrayNode();
    }

    JsonNode answer(JsonNode question) {
        return switch (question.path("type").asText("")) {
            case "meta" -> universe(HyperliquidOrders.CONTRACTS);
            case "spotMeta" -> pairs();
            case "userRole" -> role(user(question));
            case "extraAgents" -> agents(user(question));
            case "frontendOpenOrders", "openOrders" -> venue.orders().open(user(question));
            case "clearinghouseState" -> contracts(user(question));
            case "spotClearinghouseState" -> wallet(user(question));
            case "userFillsByTime" -> fills(question, user(question));
            case "userNonFundingLedgerUpdates" -> updates(question, user(question));
            default -> throw new Refusal(HyperliquidSimulator.MALFORMED);
        };
    }

    private static String user(JsonNode question) {
        String user = question.path("user").asText("");
        HyperliquidOrders.check(user.matches("0x[0-9a-fA-F]{40}"), HyperliquidSimulator.MALFORMED);
        return user.toLowerCase(java.util.Locale.ROOT);
    }

    private static ObjectNode universe(Iterable<String> names) {
        ObjectNode json = object();
        ArrayNode universe = json.putArray("universe");
        names.forEach(name ->
                universe.addObject().put("name", name).put("szDecimals", 5).put("maxLeverage", 40));
        return json;
    }

    private static ObjectNode pairs() {
        ObjectNode json = object();
        ArrayNode universe = json.putArray("universe");
        int index = 0;
        for (String name : HyperliquidOrders.PAIRS) {
            universe.addObject().put("name", name).put("index", index++).put("isCanonical", index == 1);
        }
        json.putArray("tokens");
        return json;
    }

    private ObjectNode role(String user) {
        String role = venue.roleOf(user);
        ObjectNode json = object().put("role", role);
        if (role.equals(HyperliquidSimulator.AGENT)) {
            json.putObject("data").put("user", venue.accountId());
        } else if (role.equals("subAccount")) {
            json.putObject("data").put("master", venue.accountId());
        }
        return json;
    }

    private ArrayNode agents(String user) {
        ArrayNode rows = array();
        if (user.equals(venue.accountId())) {
            new TreeMap<>(venue.agents()).forEach((address, name) -> {
                SimulatedKey agent = venue.agent(address);
                if (!name.isEmpty()
                        && agent != null
                        && !agent.isRevoked()
                        && !agent.isEnded(venue.clock().instant())) {
                    ObjectNode row = rows.addObject().put("name", name).put("address", address);
                    agent.end()
                            .ifPresentOrElse(
                                    end -> row.put("validUntil", end.toEpochMilli()), () -> row.putNull("validUntil"));
                }
            });
        }
        return rows;
    }

    private Map<String, BigDecimal> positions(String account) {
        var open = new TreeMap<String, BigDecimal>();
        venue.book().fills().stream()
                .filter(fill ->
                        HyperliquidOrders.CONTRACTS.contains(fill.order().symbol()))
                .filter(fill -> venue.orders().accountOf(fill.order()).equals(account))
                .forEach(fill -> open.merge(fill.order().symbol(), fill.signed(), BigDecimal::add));
        open.values().removeIf(quantity -> quantity.signum() == 0);
        return open;
    }

    private boolean isOwner(String account) {
        return account.equals(venue.accountId());
    }

    private ObjectNode contracts(String account) {
        ObjectNode json = object();
        String value = isOwner(account)
                ? venue.book().balances().getOrDefault(MONEY, BigDecimal.ZERO).toPlainString()
                : "0.0";
        json.putObject("marginSummary").put("accountValue", value).put("totalRawUsd", value);
        ArrayNode rows = json.putArray("assetPositions");
        positions(account)
                .forEach((coin, quantity) -> rows.addObject()
                        .put("type", "oneWay")
                        .putObject("position")
                        .put("coin", coin)
                        .put("szi", quantity.toPlainString()));
        return json.put("withdrawable", value).put("time", venue.millis());
    }

    private ObjectNode wallet(String account) {
        ObjectNode json = object();
        ArrayNode rows = json.putArray("balances");
        if (isOwner(account)) {
            venue.book().balances().forEach((asset, total) -> {
                if (!asset.equals(MONEY)) {
                    rows.addObject()
                            .put("coin", asset)
                            .put("token", 1)
                            .put("hold", "0.0")
                            .put("total", total.toPlainString())
                            .put("entryNtl", "0.0");
                }
            });
        }
        return json;
    }

    private ArrayNode fills(JsonNode question, String account) {
        ArrayNode rows = array();
        venue.book().fills().stream()
                .filter(fill -> venue.orders().accountOf(fill.order()).equals(account))
                .filter(fill -> isIn(question, fill.at().toEpochMilli()))
                .limit(MOST_FILLS)
                .forEach(fill -> rows.add(fill(fill)));
        return rows;
    }

    private ObjectNode fill(Book.Fill fill) {
        BigDecimal fee = fill.price().multiply(fill.quantity()).multiply(FEE).setScale(6, RoundingMode.HALF_UP);
        ObjectNode row = object().put("coin", fill.order().symbol())
                .put("px", fill.price().toPlainString())
                .put("sz", fill.quantity().toPlainString())
                .put("side", fill.order().buys() ? "B" : "A")
                .put("time", fill.at().toEpochMilli())
                .put("hash", "0x" + "0".repeat(64))
                .put("oid", Long.parseLong(fill.order().id()))
                .put("tid", Long.parseLong(fill.id()))
                .put("fee", fee.stripTrailingZeros().toPlainString())
                .put("feeToken", "USDC");
        String clientId = venue.orders().clientIdOf(fill.order());
        return clientId.isEmpty() ? row : row.put("cloid", clientId);
    }

    private static boolean isIn(JsonNode question, long at) {
        HyperliquidOrders.check(question.path("startTime").isIntegralNumber(), HyperliquidSimulator.MALFORMED);
        return at >= question.path("startTime").asLong()
                && at <= question.path("endTime").asLong(Long.MAX_VALUE);
    }

    private ArrayNode updates(JsonNode question, String account) {
        ArrayNode rows = array();
        if (isOwner(account)) {
            venue.book().moves().stream()
                    .filter(move -> isIn(question, move.at().toEpochMilli()))
                    .limit(MOST)
                    .forEach(move -> rows.addObject()
                            .put("time", move.at().toEpochMilli())
                            .put("hash", "0x" + "0".repeat(64 - move.id().length()) + move.id())
                            .set("delta", delta(move)));
        }
        return rows;
    }

    /** The book's kinds are the venue's, but for deposits of coins, which others send here. */
    private ObjectNode delta(Book.Move move) {
        String amount = move.amount().abs().toPlainString();
        boolean coin = !move.asset().equals(MONEY);
        ObjectNode delta = object();
        switch (move.kind()) {
            case "deposit" -> {
                if (coin) {
                    return sent(delta, "spotTransfer", move.counterparty(), venue.accountId())
                            .put("token", move.asset())
                            .put("amount", amount)
                            .put("fee", "0.0");
                }
                return delta.put("type", "deposit").put("usdc", amount);
            }
            case "withdraw" -> {
                return delta.put("type", "withdraw")
                        .put("usdc", amount)
                        .put("nonce", 1)
                        .put("fee", "1.0");
            }
            case "accountClassTransfer" -> {
                return delta.put("type", move.kind())
                        .put("usdc", amount)
                        .put("toPerp", move.amount().signum() > 0);
            }
            case "vaultDeposit" -> {
                return delta.put("type", move.kind())
                        .put("vault", move.counterparty())
                        .put("usdc", amount);
            }
            case "spotTransfer" -> {
                return sent(delta, move.kind(), venue.accountId(), move.counterparty())
                        .put("token", move.asset())
                        .put("amount", amount)
                        .put("fee", "1.0");
            }
            default -> {
                return sent(delta, move.kind(), venue.accountId(), move.counterparty())
                        .put("usdc", amount);
            }
        }
    }

    private static ObjectNode sent(ObjectNode delta, String type, String from, String to) {
        return delta.put("type", type).put("user", from).put("destination", to);
    }

    void act(String type, JsonNode action) {
        switch (type) {
            case "approveAgent" ->
                venue.approve(
                        text(action, "agentAddress"), action.path("agentName").asText(""));
            case "createSubAccount" -> text(action, "name");
            case "withdraw3" -> move("withdraw", MONEY, amount(action), text(action, "destination"));
            case "usdSend" -> move("internalTransfer", MONEY, amount(action), text(action, "destination"));
            case "spotSend" -> {
                String token = text(action, "token");
                move("spotTransfer", token.split(":", -1)[0], amount(action), text(action, "destination"));
            }
            case "usdClassTransfer" -> move("accountClassTransfer", MONEY, amount(action), "");
            case "vaultTransfer" -> move("vaultDeposit", MONEY, micros(action), text(action, "vaultAddress"));
            default -> {
                String account = text(action, "subAccountUser");
                HyperliquidOrders.check(account.equals(venue.subAccount()), HyperliquidSimulator.NO_VAULT);
                move(type, MONEY, micros(action), account);
            }
        }
    }

    private static String text(JsonNode action, String name) {
        String text = action.path(name).asText("");
        HyperliquidOrders.check(action.path(name).isTextual() && !text.isEmpty(), HyperliquidSimulator.MALFORMED);
        return text;
    }

    private static BigDecimal amount(JsonNode action) {
        return Book.amount(text(action, "amount")).orElseThrow(() -> new Refusal(HyperliquidSimulator.MALFORMED));
    }

    private static BigDecimal micros(JsonNode action) {
        JsonNode usd = action.path("usd");
        HyperliquidOrders.check(usd.isIntegralNumber() && usd.asLong() > 0, HyperliquidSimulator.MALFORMED);
        return BigDecimal.valueOf(usd.asLong()).divide(MICROS);
    }

    private void move(String kind, String asset, BigDecimal amount, String to) {
        HyperliquidOrders.check(venue.book().debit(asset, amount), HyperliquidSimulator.NO_BALANCE);
        venue.book()
                .moved(new Book.Move(
                        kind,
                        venue.book().nextId(),
                        asset,
                        amount.negate(),
                        to,
                        kind,
                        venue.clock().instant()));
    }

    /** What a pair brings and takes; a contract is a position alone. */
    void settle(Book.Fill fill) {
        String symbol = fill.order().symbol();
        if (!HyperliquidOrders.CONTRACTS.contains(symbol)) {
            venue.book().credit(symbol, fill.signed());
            venue.book().credit(MONEY, fill.signed().multiply(fill.price()).negate());
        }
    }
}
