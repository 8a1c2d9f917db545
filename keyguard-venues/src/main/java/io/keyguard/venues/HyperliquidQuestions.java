/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.util.Set;

/**
 * Questions to Hyperliquid, which answers them to everybody about everybody, without a signature.
 *
 * <p>Source: the info endpoint of the official documents, hyperliquid-dex/hyperliquid-python-sdk of April 2026.
 */
final class HyperliquidQuestions {
    /** About a user, who may be left out: then it is the account of the key. */
    private static final Set<String> OF_USER = Set.of(
            "activeAssetData",
            "clearinghouseState",
            "delegations",
            "delegatorHistory",
            "delegatorRewards",
            "delegatorSummary",
            "extraAgents",
            "frontendOpenOrders",
            "historicalOrders",
            "maxBuilderFee",
            "openOrders",
            "orderStatus",
            "portfolio",
            "referral",
            "spotClearinghouseState",
            "subAccounts",
            "userFees",
            "userFills",
            "userFillsByTime",
            "userFunding",
            "userNonFundingLedgerUpdates",
            "userRateLimit",
            "userRole",
            "userToMultiSigSigners",
            "userTwapSliceFills",
            "userVaultEquities");

    private static final Set<String> OF_NOBODY = Set.of(
            "allMids",
            "candleSnapshot",
            "exchangeStatus",
            "fundingHistory",
            "l2Book",
            "meta",
            "metaAndAssetCtxs",
            "perpDexs",
            "predictedFundings",
            "spotMeta",
            "spotMetaAndAssetCtxs",
            "tokenDetails",
            "vaultDetails");

    private static final Set<String> FIELDS = Set.of(
            "type",
            "user",
            "dex",
            "coin",
            "oid",
            "startTime",
            "endTime",
            "aggregateByTime",
            "reversed",
            "nSigFigs",
            "mantissa",
            "builder",
            "tokenId",
            "vaultAddress",
            "req");

    private static final Classification READ = new Classification(Permission.READ_ACCOUNT, Risk.READ);

    private HyperliquidQuestions() {}

    static Classification question(CheckedRequest request) {
        Fields question = request.object(Hyperliquid.ID);
        String type = question.text("type");
        HyperliquidFields.require(
                request.json() != null && (OF_USER.contains(type) || OF_NOBODY.contains(type)),
                "a question is a document whose 'type' is one of those that are listed");
        HyperliquidFields.require(question.hasOnly(FIELDS), "a question takes the documented fields alone");
        return READ;
    }

    /** The question as it was written, and the user where one is needed and none was named. */
    static String text(VenueRequest request, HyperliquidOwner owner, SigningKey key) {
        String text = request.json().orElseThrow().strip();
        Fields question = JsonBody.parse(Hyperliquid.ID, text).items().get(0);
        String type = question.text("type");
        if (!OF_USER.contains(type) || question.has("user")) {
            return text;
        }
        String user = switch (type) {
            case "userRole" -> HyperliquidSigning.address(key);
            case "extraAgents", "subAccounts" -> owner.master();
            default -> owner.traded();
        };
        return text.substring(0, text.length() - 1) + ",\"user\":\"" + user + "\"}";
    }
}
