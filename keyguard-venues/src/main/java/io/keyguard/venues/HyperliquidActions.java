/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.venues.HyperliquidFields.ADDRESS;
import static io.keyguard.venues.HyperliquidFields.CLIENT_ID;
import static io.keyguard.venues.HyperliquidFields.DECIMAL;
import static io.keyguard.venues.HyperliquidFields.FLAG;
import static io.keyguard.venues.HyperliquidFields.NATURAL;
import static io.keyguard.venues.HyperliquidFields.WHOLE;
import static io.keyguard.venues.HyperliquidFields.field;
import static io.keyguard.venues.HyperliquidFields.list;
import static io.keyguard.venues.HyperliquidFields.object;
import static io.keyguard.venues.HyperliquidFields.oneOf;
import static io.keyguard.venues.HyperliquidFields.optional;
import static io.keyguard.venues.HyperliquidFields.text;
import static io.keyguard.venues.HyperliquidFields.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.HyperliquidFields.Field;
import io.keyguard.venues.HyperliquidFields.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Hyperliquid's actions, one line each: their fields in the documented order, how they are signed, and what they mean. Whatever is not listed is unknown and is not signed.
 *
 * <p>Source: hyperliquid-dex/hyperliquid-python-sdk of April 2026 ({@code exchange.py}, {@code signing.py}), the exchange endpoint of the official documents. UNCONFIRMED: {@code twapOrder}, {@code twapCancel} and their fields, which
 * are from the documents and third parties alone.
 */
final class HyperliquidActions {
    /** How an action is signed. */
    enum Signing {
        /** By its hash; an agent may, also for a sub-account. */
        ANY,
        /** By its hash, and always of the master account. */
        MASTER,
        /** As typed data, which the master's key alone may. */
        WALLET
    }

    /**
     * An action.
     *
     * @param fields their names in order, a question mark behind those that may be left out
     * @param shape what a caller's document has
     * @param time the name under which the signer adds the time; empty where it stands beside the action alone
     * @param typed the name of the typed data, and of each field its type and name, without the network and the time
     */
    record Action(
            String type,
            List<String> fields,
            Kind shape,
            Signing signing,
            String time,
            List<String> typed,
            Function<JsonNode, Classification> meaning) {}

    private static final Kind TIME_IN_FORCE = word("Alo", "Ioc", "Gtc");

    private static final Kind TRIGGER =
            object(field("isMarket", FLAG), field("triggerPx", DECIMAL), field("tpsl", word("tp", "sl")));

    private static final Kind ORDER = object(
            field("a", NATURAL),
            field("b", FLAG),
            field("p", DECIMAL),
            field("s", DECIMAL),
            field("r", FLAG),
            field("t", oneOf(optional("limit", object(field("tif", TIME_IN_FORCE))), optional("trigger", TRIGGER))),
            optional("c", CLIENT_ID));

    private static final Kind MODIFICATION = object(field("oid", HyperliquidFields.ORDER), field("order", ORDER));

    private static final Kind TOKEN = text(
            "[A-Za-z0-9]{1,20}(:0x[0-9a-f]{32})?",
            "a token is its name, or its name, a colon and 0x with 32 hexadecimal digits");

    private static final Kind DEX = text("[A-Za-z0-9]{0,16}", "a market is its name, 'spot', or empty");

    private static final Kind NAME =
            text("[A-Za-z0-9 _-]{1,16}", "a name has 1 to 16 letters, digits, spaces, '_' and '-'");

    static final Kind AGENT_NAME = text(
            "[A-Za-z0-9_-]{1,16}( valid_until [1-9]\\d{12})?",
            "an agent's name has 1 to 16 letters, digits, '_' and '-', and perhaps ' valid_until ' and milliseconds behind it");

    private static final Kind RATE = text("(0|[1-9]\\d?)(\\.\\d{1,4})?%", "a rate is a decimal and a percent sign");

    private static final String TIMER = "scheduleCancel";
    private static final String AFTER = "after";
    /** The venue takes no less than five seconds. */
    private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{3,7}");

    /** A day, in milliseconds. */
    static final long LONGEST_TIMER = 86_400_000;

    private static final Map<String, Action> ALL = all();

    private HyperliquidActions() {}

    private static Map<String, Action> all() {
        var all = new LinkedHashMap<String, Action>();
        orders(all);
        settings(all);
        hashed(
                all,
                Signing.MASTER,
                "vaultTransfer",
                HyperliquidMeaning::vault,
                field("vaultAddress", ADDRESS),
                field("isDeposit", FLAG),
                field("usd", NATURAL));
        hashed(
                all,
                Signing.MASTER,
                "subAccountTransfer",
                HyperliquidMeaning::subAccount,
                field("subAccountUser", ADDRESS),
                field("isDeposit", FLAG),
                field("usd", NATURAL));
        hashed(
                all,
                Signing.MASTER,
                "subAccountSpotTransfer",
                HyperliquidMeaning::subAccount,
                field("subAccountUser", ADDRESS),
                field("isDeposit", FLAG),
                field("token", TOKEN),
                field("amount", DECIMAL));
        hashed(all, Signing.MASTER, "createSubAccount", HyperliquidMeaning::account, field("name", NAME));
        wallet(all);
        return Collections.unmodifiableMap(all);
    }

    private static void orders(Map<String, Action> all) {
        Kind grouping = word("na", "normalTpsl", "positionTpsl");
        hashed(
                all,
                Signing.ANY,
                "order",
                HyperliquidMeaning::orders,
                field("orders", list(ORDER)),
                field("grouping", grouping));
        hashed(
                all,
                Signing.ANY,
                "modify",
                HyperliquidMeaning::modification,
                field("oid", HyperliquidFields.ORDER),
                field("order", ORDER));
        hashed(
                all,
                Signing.ANY,
                "batchModify",
                HyperliquidMeaning::modifications,
                field("modifies", list(MODIFICATION)));
        hashed(
                all,
                Signing.ANY,
                "cancel",
                HyperliquidMeaning::cancellations,
                field("cancels", list(object(field("a", NATURAL), field("o", NATURAL)))));
        hashed(
                all,
                Signing.ANY,
                "cancelByCloid",
                HyperliquidMeaning::cancellations,
                field("cancels", list(object(field("asset", NATURAL), field("cloid", CLIENT_ID)))));
        hashed(all, Signing.ANY, TIMER, HyperliquidMeaning::timer, optional("time", NATURAL));
        Kind twap = object(
                field("a", NATURAL),
                field("b", FLAG),
                field("s", DECIMAL),
                field("r", FLAG),
                field("m", NATURAL),
                field("t", FLAG));
        hashed(all, Signing.ANY, "twapOrder", HyperliquidMeaning::twap, field("twap", twap));
        hashed(
                all,
                Signing.ANY,
                "twapCancel",
                HyperliquidMeaning::twapCancellation,
                field("a", NATURAL),
                field("t", NATURAL));
    }

    private static void settings(Map<String, Action> all) {
        hashed(
                all,
                Signing.ANY,
                "updateLeverage",
                HyperliquidMeaning::leverage,
                field("asset", NATURAL),
                field("isCross", FLAG),
                field("leverage", NATURAL));
        hashed(
                all,
                Signing.ANY,
                "updateIsolatedMargin",
                HyperliquidMeaning::margin,
                field("asset", NATURAL),
                field("isBuy", FLAG),
                field("ntli", WHOLE));
    }

    private static void wallet(Map<String, Action> all) {
        wallet(
                all,
                "usdSend",
                "UsdSend",
                "time",
                HyperliquidMeaning::sending,
                typed("string", "destination", ADDRESS),
                typed("string", "amount", DECIMAL));
        wallet(
                all,
                "spotSend",
                "SpotSend",
                "time",
                HyperliquidMeaning::sending,
                typed("string", "destination", ADDRESS),
                typed("string", "token", TOKEN),
                typed("string", "amount", DECIMAL));
        wallet(
                all,
                "withdraw3",
                "Withdraw",
                "time",
                HyperliquidMeaning::sending,
                typed("string", "destination", ADDRESS),
                typed("string", "amount", DECIMAL));
        wallet(
                all,
                "sendAsset",
                "SendAsset",
                "nonce",
                HyperliquidMeaning::sending,
                typed("string", "destination", ADDRESS),
                typed("string", "sourceDex", DEX),
                typed("string", "destinationDex", DEX),
                typed("string", "token", TOKEN),
                typed("string", "amount", DECIMAL),
                typed(
                        "string",
                        "fromSubAccount",
                        text("(0x[0-9a-f]{40})?", "'fromSubAccount' is an address, or empty")));
        wallet(
                all,
                "usdClassTransfer",
                "UsdClassTransfer",
                "nonce",
                HyperliquidMeaning::betweenWallets,
                typed("string", "amount", DECIMAL),
                typed("bool", "toPerp", FLAG));
        wallet(
                all,
                "approveAgent",
                "ApproveAgent",
                "nonce",
                HyperliquidMeaning::agent,
                typed("address", "agentAddress", ADDRESS),
                typed("string", "agentName", AGENT_NAME));
        wallet(
                all,
                "approveBuilderFee",
                "ApproveBuilderFee",
                "nonce",
                HyperliquidMeaning::builder,
                typed("string", "maxFeeRate", RATE),
                typed("address", "builder", ADDRESS));
        wallet(
                all,
                "tokenDelegate",
                "TokenDelegate",
                "nonce",
                HyperliquidMeaning::staking,
                typed("address", "validator", ADDRESS),
                typed("uint64", "wei", NATURAL),
                typed("bool", "isUndelegate", FLAG));
    }

    private static void hashed(
            Map<String, Action> all,
            Signing signing,
            String type,
            Function<JsonNode, Classification> meaning,
            Field... fields) {
        all.put(
                type,
                new Action(
                        type, names(List.of(fields)), shape(type, List.of(fields)), signing, "", List.of(), meaning));
    }

    private record Typed(String type, Field field) {}

    private static Typed typed(String type, String name, Kind kind) {
        return new Typed(type, field(name, kind));
    }

    private static void wallet(
            Map<String, Action> all,
            String type,
            String name,
            String time,
            Function<JsonNode, Classification> meaning,
            Typed... fields) {
        var typed = new ArrayList<String>();
        var shape = new ArrayList<Field>();
        typed.add(name);
        for (Typed one : fields) {
            typed.add(one.type() + " " + one.field().name());
            shape.add(one.field());
        }
        all.put(
                type,
                new Action(type, names(shape), shape(type, shape), Signing.WALLET, time, List.copyOf(typed), meaning));
    }

    private static Kind shape(String type, List<Field> fields) {
        var all = new ArrayList<Field>();
        all.add(field("type", word(type)));
        all.addAll(fields);
        return object(all.toArray(Field[]::new));
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream()
                .map(field -> field.optional() ? field.name() + "?" : field.name())
                .toList();
    }

    /** Every action in words: its type, and its fields. */
    static String words() {
        return ALL.values().stream()
                .map(action -> action.fields().isEmpty()
                        ? "`" + action.type() + "`"
                        : "`" + action.type() + "` (" + String.join(", ", action.fields()) + ")")
                .collect(Collectors.joining("; "));
    }

    /**
     * The action in {@code document}.
     *
     * @throws io.keyguard.KeyScopeException if there is none of its type
     */
    static Action of(JsonNode document) {
        JsonNode type = document.path("type");
        Action action = type.isTextual() ? ALL.get(type.asText()) : null;
        if (action == null) {
            throw KeyguardExceptions.notCanonical(
                    Hyperliquid.ID, "an action is a document whose 'type' is one of those on the venue's page");
        }
        return action;
    }

    /**
     * The document of {@code request}, found to be of its action's form.
     *
     * @param now in milliseconds, which a timer that is asked for as parameters counts from
     * @throws io.keyguard.KeyScopeException if it is not
     */
    static JsonNode document(VenueRequest request, long now) {
        if (request.json().isEmpty()) {
            return timer(request, now);
        }
        JsonNode document = JsonBody.node(Hyperliquid.ID, request);
        pack(of(document), document);
        return document;
    }

    /** The timer alone may be asked for as parameters: the venue wants the time at which it ends, which nobody knows before the signer. */
    private static JsonNode timer(VenueRequest request, long now) {
        String after = request.param(AFTER).orElse("");
        boolean whole = request.param("type").orElse("").equals(TIMER)
                && request.params().size() == 2
                && MILLIS.matcher(after).matches()
                && Long.parseLong(after) <= LONGEST_TIMER;
        if (!whole) {
            throw KeyguardExceptions.notCanonical(
                    Hyperliquid.ID,
                    "an action is a JSON document; parameters are for scheduleCancel with 'after' in milliseconds alone");
        }
        return JsonNodeFactory.instance.objectNode().put("type", TIMER).put("time", now + Long.parseLong(after));
    }

    /** The timer that ends after {@code millis}. */
    static VenueRequest timer(long millis) {
        return VenueRequest.post(Hyperliquid.EXCHANGE).param("type", TIMER).param(AFTER, Long.toString(millis));
    }

    /** The action as it is hashed. */
    static MessagePack pack(Action action, JsonNode document) {
        var packed = new MessagePack();
        action.shape().pack(document, packed);
        return packed;
    }
}
