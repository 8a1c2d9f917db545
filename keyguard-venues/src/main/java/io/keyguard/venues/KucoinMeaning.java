/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What the requests of KuCoin mean whose meaning hangs on their fields.
 *
 * <p>A flag counts only as the JSON boolean that it is documented to be: what KuCoin makes of {@code "true"} is not documented.
 */
final class KucoinMeaning {
    private static final Pattern PAIR = Pattern.compile("[A-Z0-9]+-[A-Z0-9]+");
    private static final Memo<Boolean> PAIRS =
            new Memo<>(symbol -> PAIR.matcher(symbol).matches());
    private static final Pattern SESSION = Pattern.compile("[A-Za-z0-9_:.-]{1,128}");
    private static final Set<String> MARGIN = Set.of("MARGIN_TRADE", "MARGIN_ISOLATED_TRADE");
    /** How much an order of futures is for; beside {@code closeOrder} it need not be the flag that counts. */
    private static final List<String> SIZES = List.of("size", "qty", "valueQty");

    private KucoinMeaning() {}

    /** The meaning of a request that is one object. */
    static EndpointTable.Rule one(Function<Fields, Classification> meaning) {
        return request -> meaning.apply(request.object(Kucoin.ID));
    }

    /** An order of futures: the flags say whether it can only close. */
    static Classification futuresOrder(Fields order) {
        return new Classification(TRADE_DERIVATIVES, closes(order) ? Risk.REDUCES_RISK : Risk.ADDS_RISK)
                .with(OrderEffect.PLACES);
    }

    /** With {@code forceHold} an order stays although the position that it was to reduce has shrunk. With a pair the signature, which covers no host, would be good for an order of spot. */
    private static boolean closes(Fields order) {
        boolean wholePosition = isTrue(order, "closeOrder") && SIZES.stream().noneMatch(order::has);
        boolean reducesOnly = isTrue(order, "reduceOnly") && isUnset(order, "closeOrder");
        return (wholePosition || reducesOnly)
                && isUnset(order, "forceHold")
                && order.text("symbol").indexOf('-') < 0;
    }

    private static boolean isTrue(Fields item, String flag) {
        return item.path(flag).isBoolean() && item.path(flag).booleanValue();
    }

    private static boolean isUnset(Fields item, String flag) {
        return !item.has(flag)
                || (item.path(flag).isBoolean() && !item.path(flag).booleanValue());
    }

    /** Several orders of futures: the riskiest decides. */
    static Classification futuresOrders(CheckedRequest request) {
        JsonBody body = request.items();
        if (!body.isArray()) {
            throw refused("this endpoint takes an array of orders");
        }
        boolean all = body.items().stream().allMatch(KucoinMeaning::closes);
        return new Classification(TRADE_DERIVATIVES, all ? Risk.REDUCES_RISK : Risk.ADDS_RISK).with(OrderEffect.PLACES);
    }

    /** An order or a cancellation that names its kind of trading by {@code tradeType}. */
    static EndpointTable.Rule byTradeType(Risk risk) {
        return one(item -> new Classification(tradeType(item), risk));
    }

    /** The same at a path that the futures host has too: there a symbol has no dash, so that an order for it is not taken for one of spot. */
    static EndpointTable.Rule pairByTradeType(Risk risk, boolean withoutSymbol) {
        return one(item -> {
            requirePair(item, withoutSymbol);
            return new Classification(tradeType(item), risk);
        });
    }

    private static void requirePair(Fields item, boolean optional) {
        boolean absent = optional && !item.has("symbol");
        if (!absent && !PAIRS.of(item.text("symbol"))) {
            throw refused(
                    "'symbol' is a pair at the spot host, as in BTC-USDT; requests for futures are sent to the futures host by at(origin)");
        }
    }

    private static Permission tradeType(Fields item) {
        String type = scalar(item, "tradeType");
        if (!item.has("tradeType") || type.equals("TRADE")) {
            return TRADE_SPOT;
        }
        if (MARGIN.contains(type)) {
            return TRADE_MARGIN;
        }
        throw refused("'tradeType' is TRADE, MARGIN_TRADE or MARGIN_ISOLATED_TRADE, or is left out");
    }

    /** Several orders of one pair, all of spot. */
    static Classification spotOrders(Fields batch) {
        requirePair(batch, false);
        for (JsonNode order : items(batch, "orderList")) {
            if (!(order instanceof ObjectNode item) || tradeType(new Fields.OfTree(item)) != TRADE_SPOT) {
                throw refused("a batch at this endpoint holds orders of spot alone");
            }
        }
        return new Classification(TRADE_SPOT, Risk.ADDS_RISK);
    }

    /** A list that is text could be read by the venue and not by this. */
    private static JsonNode items(Fields batch, String list) {
        if (!batch.path(list).isArray()) {
            throw refused("'" + list + "' is an array");
        }
        return batch.path(list);
    }

    /** Arming reduces risk, -1 disarms. */
    static Classification deadManSwitch(Fields timer) {
        return new Classification(TRADE_SPOT, arms(timer) ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** From 5 seconds to a day. */
    private static boolean arms(Fields timer) {
        JsonNode timeout = timer.path("timeout");
        boolean whole = timeout.isIntegralNumber() || timeout.isTextual();
        return whole
                && timeout.asText().matches("[1-9]\\d{0,4}")
                && Integer.parseInt(timeout.asText()) >= 5
                && Integer.parseInt(timeout.asText()) <= 86_400;
    }

    static Classification transfer(Fields transfer) {
        return transfer(transfer, "INTERNAL", "fromUserId", "toUserId");
    }

    static Classification unifiedTransfer(Fields transfer) {
        return transfer(transfer, "0", "fromUid", "toUid");
    }

    private static Classification transfer(Fields transfer, String within, String from, String to) {
        boolean own = scalar(transfer, "type").equals(within) && !transfer.has(from) && !transfer.has(to);
        return new Classification(own ? TRANSFER_INTERNAL : TRANSFER_SUBACCOUNT, Risk.ADDS_RISK);
    }

    /** A request to a unified account, whose orders name their product. */
    static EndpointTable.Rule unified(Risk risk) {
        return one(item -> new Classification(product(item), risk));
    }

    /** The dead man's switch of a unified account. */
    static Classification unifiedDeadManSwitch(Fields timer) {
        return new Classification(product(timer), arms(timer) ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** Several orders or cancellations, whose product is named once. */
    static EndpointTable.Rule unifiedBatch(String list, Risk risk) {
        return one(batch -> {
            for (JsonNode item : items(batch, list)) {
                if (item.has("tradeType")) {
                    throw refused("a batch names its 'tradeType' once, outside of its items");
                }
            }
            return new Classification(product(batch), risk);
        });
    }

    private static Permission product(Fields item) {
        return switch (scalar(item, "tradeType")) {
            case "SPOT" -> TRADE_SPOT;
            case "CROSS", "ISOLATED", "MARGIN" -> TRADE_MARGIN;
            case "FUTURES" -> TRADE_DERIVATIVES;
            default -> throw refused("'tradeType' is SPOT, CROSS, ISOLATED, MARGIN or FUTURES");
        };
    }

    /** Taking from sub-accounts the right to transfer reduces risk. */
    static Classification transferOut(Fields setting) {
        JsonNode may = setting.path("subToSub");
        boolean known = setting.size() == 2 && setting.has("subUids");
        boolean closes = known && may.isBoolean() && !may.booleanValue();
        return new Classification(ACCOUNT_ADMIN, closes ? Risk.REDUCES_RISK : Risk.ADDS_RISK);
    }

    /** Everything that the connection needs is set by the signer. */
    static Classification connection(CheckedRequest request) {
        if (request.json() != null || !request.request().params().isEmpty()) {
            throw refused("'connect' takes nothing");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    /**
     * The message that KuCoin sends first and wants back signed. Nothing but its form is signed: whoever could have any text signed could have a withdrawal signed. Signed requests start with
     * digits, and this with a brace.
     */
    static Classification session(CheckedRequest request) {
        Fields message = request.object(Kucoin.ID);
        boolean known = request.json() != null
                && message.size() == 2
                && message.path("timestamp").isIntegralNumber()
                && message.path("sessionId").isTextual()
                && SESSION.matcher(message.path("sessionId").asText()).matches();
        if (!known) {
            throw refused("'session' takes the message of the venue, an object of sessionId and timestamp, as JSON");
        }
        return new Classification(OPEN_SESSION, Risk.ADDS_RISK);
    }

    /** The text of a value, or an empty string where there is none. */
    private static String scalar(Fields item, String name) {
        JsonNode value = item.path(name);
        if (!value.isMissingNode() && !value.isTextual() && !value.isIntegralNumber()) {
            throw refused("'" + name + "' is text or a number, or is left out");
        }
        return value.asText("");
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Kucoin.ID, rule);
    }
}
