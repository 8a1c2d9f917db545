/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a signature covers neither method nor path, nothing that is signed is good for something dearer: tried with what withdrawals, transfers, keys and orders cannot do without. */
class SharedSignatureTest {
    /** Orders of all markets have the same names: the page says so. */
    private static final Set<Permission> TRADES = EnumSet.of(
            Permission.TRADE_SPOT, Permission.TRADE_MARGIN, Permission.TRADE_DERIVATIVES, Permission.TRADE_OPTIONS);

    private static final Set<Permission> TRANSFERS =
            EnumSet.of(Permission.TRANSFER_INTERNAL, Permission.TRANSFER_SUBACCOUNT, Permission.WITHDRAW);

    /** A request with the names that it cannot do without, and their values where these decide; or a document. */
    private record Dear(Permission permission, String names) {}

    /** A repayment has a transfer's names, and a transfer those of taking money out of a managed account. */
    private static final BiPredicate<String, Dear> NAMED_IN_LIMITS =
            (row, dear) -> (row.contains("/margin/") && dear.names().equals("asset"))
                    || (row.contains("sub-account/apiKey") && dear.names().equals("subAccount note"))
                    || (row.contains("borrow-repay") && dear.names().contains("asset"))
                    || (row.contains("sub-account/") || row.contains("subaccount/") || row.contains("broker/"))
                            && dear.names().equals("fromEmail asset amount");

    private static final Map<VenueDefinition, List<Dear>> DEAR = Map.of(
            Binance.DEFINITION,
            List.of(
                    new Dear(Permission.WITHDRAW, "coin address amount"),
                    new Dear(Permission.WITHDRAW, "currency apiPaymentMethod amount accountInfo"),
                    new Dear(Permission.WITHDRAW, "token amount"),
                    new Dear(Permission.WITHDRAW, "baseToken faceToken baseTokenAmount"),
                    new Dear(Permission.WITHDRAW, "fromEmail asset amount"),
                    new Dear(Permission.TRANSFER_INTERNAL, "type asset amount"),
                    new Dear(Permission.TRANSFER_INTERNAL, "amount transferSide"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "fromAccountType toAccountType asset amount"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "toEmail asset amount"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "email asset amount type"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "fromUserEmail toUserEmail productType orderArgs"),
                    new Dear(Permission.KEY_ADMIN, "email apiName status"),
                    new Dear(Permission.KEY_ADMIN, "email subAccountApiKey canTrade"),
                    new Dear(Permission.KEY_ADMIN, "email subAccountApiKey status"),
                    new Dear(Permission.KEY_ADMIN, "email subAccountApiKey ipAddress"),
                    new Dear(Permission.KEY_ADMIN, "apiName"),
                    new Dear(Permission.KEY_ADMIN, "subAccountId canTrade"),
                    new Dear(Permission.ACCOUNT_ADMIN, "subAccountString"),
                    new Dear(Permission.EARN, "productId amount"),
                    new Dear(Permission.CONVERT, "quoteId"),
                    new Dear(Permission.CONVERT, "baseAsset quoteAsset limitPrice side expiredType"),
                    new Dear(Permission.CONVERT, "fromAsset toAsset"),
                    new Dear(Permission.CONVERT, "asset"),
                    new Dear(Permission.TRADE_SPOT, "symbol side type"),
                    new Dear(Permission.TRADE_SPOT, "symbol side type quantity cancelReplaceMode"),
                    new Dear(Permission.TRADE_SPOT, "symbol orderId newQty"),
                    new Dear(Permission.TRADE_SPOT, "symbol side quantity aboveType belowType"),
                    new Dear(Permission.TRADE_MARGIN, "asset isIsolated symbol amount type=BORROW"),
                    new Dear(Permission.TRADE_MARGIN, "type=MARGIN"),
                    new Dear(Permission.TRADE_MARGIN, "type=ISOLATED symbol"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol side quantity price orderId reduceOnly=true"),
                    new Dear(Permission.TRADE_DERIVATIVES, "batchOrders"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol leverage"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol marginType"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol amount type"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol countdownTime=0"),
                    new Dear(Permission.TRADE_DERIVATIVES, "dualSidePosition"),
                    new Dear(Permission.TRADE_DERIVATIVES, "multiAssetsMargin")),
            Mexc.DEFINITION,
            List.of(
                    new Dear(Permission.WITHDRAW, "coin address amount"),
                    new Dear(Permission.WITHDRAW, "toAccountType=UID toAccount asset amount"),
                    new Dear(Permission.TRANSFER_INTERNAL, "fromAccountType toAccountType=SPOT asset amount"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "toAccountType=SPOT toAccount asset amount"),
                    new Dear(Permission.KEY_ADMIN, "subAccount note permissions"),
                    new Dear(Permission.ACCOUNT_ADMIN, "subAccount note"),
                    new Dear(Permission.CONVERT, "asset"),
                    new Dear(Permission.DEPOSIT, "coin network"),
                    new Dear(Permission.TRADE_SPOT, "symbol side type"),
                    new Dear(Permission.TRADE_SPOT, "batchOrders"),
                    new Dear(Permission.TRADE_SPOT, "mxDeductEnable"),
                    new Dear(Permission.TRADE_MARGIN, "asset amount"),
                    new Dear(Permission.TRADE_MARGIN, "symbol tradeMode"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol positionId vol"),
                    new Dear(Permission.TRADE_DERIVATIVES, "positionId leverage"),
                    new Dear(Permission.TRADE_DERIVATIVES, "positionId isEnabled"),
                    new Dear(Permission.TRADE_DERIVATIVES, "orderId price vol"),
                    new Dear(Permission.TRADE_DERIVATIVES, "symbol side vol triggerPrice"),
                    new Dear(Permission.TRADE_DERIVATIVES, "positionMode")),
            // A withdrawal tells the time in its document, which nothing else may. A query is never taken for a
            // document.
            Bybit.DEFINITION,
            List.of(
                    new Dear(Permission.TRANSFER_INTERNAL, "transferId coin amount fromAccountType toAccountType"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "transferId coin amount fromMemberId toMemberId"),
                    new Dear(Permission.TRANSFER_SUBACCOUNT, "fromUid toUid list"),
                    new Dear(Permission.KEY_ADMIN, "subuid readOnly permissions"),
                    new Dear(Permission.KEY_ADMIN, "apikey ips"),
                    new Dear(Permission.ACCOUNT_ADMIN, "username memberType"),
                    new Dear(Permission.ACCOUNT_ADMIN, "awardId accountId"),
                    new Dear(Permission.ACCOUNT_ADMIN, "subMemberId"),
                    new Dear(Permission.TRADE_SPOT, "category=spot symbol side orderType qty"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol side orderType qty"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol buyLeverage sellLeverage"),
                    new Dear(
                            Permission.TRADE_DERIVATIVES,
                            "{\"category\":\"linear\",\"request\":[{\"symbol\":\"BTCUSDT\",\"side\":\"Buy\",\"orderType\":\"Limit\",\"qty\":\"1\"}]}"),
                    new Dear(Permission.TRADE_DERIVATIVES, "product=DERIVATIVES timeWindow=300"),
                    new Dear(Permission.TRADE_DERIVATIVES, "coin amount"),
                    new Dear(Permission.TRADE_DERIVATIVES, "rfqId"),
                    new Dear(Permission.TRADE_DERIVATIVES, "rfqId quoteId quoteSide"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol orderId qty"),
                    new Dear(
                            Permission.TRADE_DERIVATIVES, "category=linear symbol tpslMode positionIdx=0 trailingStop"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol margin"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol autoAddMargin"),
                    new Dear(Permission.TRADE_DERIVATIVES, "category=linear symbol mode"),
                    new Dear(Permission.TRADE_DERIVATIVES, "setMarginMode"),
                    new Dear(Permission.EARN, "productId coin amount"),
                    new Dear(Permission.CONVERT, "quoteTxId"),
                    new Dear(Permission.LOAN, "loanCurrency loanAmount"),
                    new Dear(Permission.ACCOUNT_ADMIN, "subuid frozen=0")));

    /** Of an order at Bybit that reduces by itself, and of an item of a batch. */
    private static final String REDUCING =
            "\"symbol\":\"BTCUSDT\",\"side\":\"Sell\",\"orderType\":\"Market\",\"qty\":\"1\",\"reduceOnly\":true";

    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> cheapNames_holdNoDearRequest() {
        return DEAR.entrySet().stream()
                .flatMap(venue -> venue.getKey().endpoints().cheapNames().entrySet().stream()
                        .filter(row -> !row.getKey().contains("countdownCancelAll"))
                        .map(row -> DynamicTest.dynamicTest(
                                row.getKey(),
                                () -> assertThat(venue.getValue())
                                        .noneMatch(dear -> row.getValue().containsAll(undecided(dear))))));
    }

    /** Names alone; what its values decide is tried below. */
    private static List<String> undecided(Dear dear) {
        return dear.names().contains("=") || dear.names().startsWith("{")
                ? List.of("none")
                : List.of(dear.names().split(" "));
    }

    @TestFactory
    Stream<DynamicTest> classify_anyEndpointWithTheNamesOfADearRequest_isRefusedOrAsDear() {
        return DEAR.entrySet().stream()
                .flatMap(venue -> venue.getKey().endpoints().words().keySet().stream()
                        .map(row -> DynamicTest.dynamicTest(
                                row,
                                () -> assertThat(cheaper(venue.getKey(), row, venue.getValue()))
                                        .isEmpty())));
    }

    /** A deletion reduces risk as a cancellation does, but needs more than the right to trade: what no other request may be signed with. */
    @ParameterizedTest
    @CsvSource({
        "subAccount apiKey, KEY_ADMIN, DELETE /api/v3/sub-account/apiKey",
        "id, CANCEL_WITHDRAWAL, DELETE /api/v3/capital/withdraw",
        "listenKey, OPEN_SESSION, DELETE /api/v3/userDataStream"
    })
    void classify_anyRequestWithTheNamesOfADeletion_isRefusedOrNeedsItsRight(
            String names, Permission right, String deletion) {
        var ending = new Dear(right, names);
        List<String> taken = Mexc.DEFINITION.endpoints().words().keySet().stream()
                .filter(row -> row.contains("/api/v3/") && rightOf(row, ending).isPresent())
                .toList();
        assertThat(taken)
                .contains(deletion)
                .allMatch(row -> rightOf(row, ending).equals(Optional.of(right)));
    }

    private static Optional<Permission> rightOf(String row, Dear names) {
        try {
            return Optional.of(Mexc.DEFINITION
                    .classifier(PRODUCTION)
                    .classify(request(row, names))
                    .permission());
        } catch (KeyScopeException e) {
            return Optional.empty();
        }
    }

    private static List<Dear> cheaper(VenueDefinition venue, String row, List<Dear> dear) {
        var found = new ArrayList<Dear>();
        for (Dear one : dear) {
            if (isCheaper(venue, row, one)) {
                found.add(one);
            }
        }
        return found;
    }

    private static boolean isCheaper(VenueDefinition venue, String row, Dear dear) {
        if (row.startsWith("GET ") && (venue.id().equals(Bybit.ID) || row.contains(Mexc.CONTRACT))) {
            return false;
        }
        try {
            Classification meaning = venue.classifier(PRODUCTION).classify(request(row, dear));
            boolean named = NAMED_IN_LIMITS.test(row, dear)
                    || (venue.id().equals(Bybit.ID)
                            && meaning.risk() == Risk.ADDS_RISK
                            && TRADES.contains(dear.permission()));
            return !named && (meaning.risk() != Risk.ADDS_RISK || !isAsDear(meaning.permission(), dear.permission()));
        } catch (KeyScopeException e) {
            return false;
        }
    }

    private static boolean isAsDear(Permission permission, Permission dear) {
        return permission == dear
                || (TRADES.contains(permission) && TRADES.contains(dear))
                || (TRANSFERS.contains(permission) && TRANSFERS.contains(dear) && dear != Permission.WITHDRAW)
                || permission == Permission.WITHDRAW
                // To move money is no cheaper than to trade or to convert it.
                || (TRANSFERS.contains(permission) && (dear == Permission.CONVERT || TRADES.contains(dear)));
    }

    private static VenueRequest request(String row, Dear dear) {
        var text = new StringBuilder(row.replaceAll(" \\([\\w-]+\\)$", "") + " ");
        if (dear.names().startsWith("{")) {
            return MeaningsTest.request(text.append(dear.names()).toString());
        }
        for (String name : dear.names().split(" ")) {
            text.append(name).append(name.contains("=") ? " " : "=1 ");
        }
        return MeaningsTest.request(text.toString().strip());
    }

    /** The last two have names that orders may have besides, adding risk. */
    static Stream<Dear> besideAnOrder() {
        return Stream.concat(
                DEAR.get(Bybit.DEFINITION).stream(),
                Stream.of(
                        new Dear(Permission.TRANSFER_INTERNAL, "accountType"),
                        new Dear(Permission.LOAN, "undocumented")));
    }

    @ParameterizedTest
    @MethodSource("besideAnOrder")
    void classify_aReducingOrderOfBybitBesideTheNamesOfADearRequest_reducesNothing(Dear dear) {
        for (String path : List.of("POST /v5/order/create", "WS order.create")) {
            ObjectNode order = object("{\"category\":\"linear\"," + REDUCING + "}");
            assertThat(reduces(path, order)).isTrue();
            // What has no name of its own is an order again.
            assertThat(addTo(order, dear) && reduces(path, order)).as(path).isFalse();
        }
        for (String path : List.of("POST /v5/order/create-batch", "WS order.create-batch")) {
            ObjectNode batch = object("{\"category\":\"linear\",\"request\":[{" + REDUCING + "}]}");
            assertThat(reduces(path, batch)).isTrue();
            ObjectNode inside = batch.deepCopy();
            assertThat(addTo((ObjectNode) inside.path("request").path(0), dear) && reduces(path, inside))
                    .as(path)
                    .isFalse();
            assertThat(addTo(batch, dear) && reduces(path, batch)).as(path).isFalse();
        }
    }

    /** Whether {@code object} has another name now. */
    private static boolean addTo(ObjectNode object, Dear dear) {
        int before = object.size();
        ObjectNode more = dear.names().startsWith("{") ? object(dear.names()) : JSON.createObjectNode();
        for (String name :
                dear.names().startsWith("{") ? new String[0] : dear.names().split(" ")) {
            int equals = name.indexOf('=');
            more.put(equals < 0 ? name : name.substring(0, equals), equals < 0 ? "1" : name.substring(equals + 1));
        }
        more.properties().forEach(one -> object.putIfAbsent(one.getKey(), one.getValue()));
        return object.size() > before;
    }

    private static boolean reduces(String path, ObjectNode document) {
        try {
            return Bybit.DEFINITION
                            .classifier(PRODUCTION)
                            .classify(MeaningsTest.request(path + " " + document))
                            .risk()
                    != Risk.ADDS_RISK;
        } catch (KeyScopeException e) {
            return false;
        }
    }

    private static ObjectNode object(String document) {
        try {
            return (ObjectNode) JSON.readTree(document);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void dear_ofEveryList_isTakenByAnEndpointOfItsOwn() {
        DEAR.forEach((venue, dear) -> assertThat(dear)
                .allSatisfy(one ->
                        assertThat(venue.endpoints().words().keySet()).anyMatch(row -> isTaken(venue, row, one))));
    }

    private static boolean isTaken(VenueDefinition venue, String row, Dear dear) {
        try {
            return venue.classifier(PRODUCTION).classify(request(row, dear)).permission() == dear.permission();
        } catch (KeyScopeException e) {
            return false;
        }
    }
}
