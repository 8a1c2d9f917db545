/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.EARN;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static io.keyguard.Permission.TRANSFER_INTERNAL;
import static io.keyguard.Permission.TRANSFER_SUBACCOUNT;
import static io.keyguard.Permission.WITHDRAW;

import io.keyguard.Environment;
import io.keyguard.internal.EthereumAddress;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.CredentialFormat;
import io.keyguard.venue.RequestLife;
import io.keyguard.venue.RightsModel;
import io.keyguard.venue.SensitiveFields;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hyperliquid: perpetual contracts and spot, signed by the private keys of agents (API wallets) that a wallet has approved.
 *
 * <p>Sources: hyperliquid-dex/hyperliquid-python-sdk of April 2026, hyperliquid.gitbook.io, nonces and API wallets, exchange and info endpoint. UNCONFIRMED: which transfers an agent may sign.
 */
final class Hyperliquid {
    static final String ID = "hyperliquid";
    static final String EXCHANGE = "/exchange";
    static final String INFO = "/info";
    static final String AGENT = "agent";
    /** The wallet's own key, which can do all that there is. */
    static final String WALLET = "user";

    private static final String HOST = "https://api.hyperliquid.xyz";
    private static final String STREAM = "wss://api.hyperliquid.xyz";
    private static final HyperliquidAccount ACCOUNT = new HyperliquidAccount();

    static final RightsModel RIGHTS = RightsModel.builder()
            .right(
                    AGENT,
                    READ_ACCOUNT,
                    TRADE_SPOT,
                    TRADE_DERIVATIVES,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    ACCOUNT_ADMIN,
                    WITHDRAW)
            .right(
                    WALLET,
                    READ_ACCOUNT,
                    TRADE_SPOT,
                    TRADE_DERIVATIVES,
                    EARN,
                    TRANSFER_INTERNAL,
                    TRANSFER_SUBACCOUNT,
                    WITHDRAW,
                    KEY_ADMIN,
                    ACCOUNT_ADMIN)
            .need(READ_ACCOUNT, AGENT)
            .need(TRADE_SPOT, AGENT)
            .need(TRADE_DERIVATIVES, AGENT)
            .need(EARN, WALLET)
            .need(TRANSFER_INTERNAL, WALLET)
            .need(TRANSFER_SUBACCOUNT, AGENT)
            .need(WITHDRAW, WALLET)
            .need(KEY_ADMIN, WALLET)
            .need(ACCOUNT_ADMIN, AGENT)
            .advise(KEY_ADMIN, "this is the wallet's own key: approve an agent, and give the bot the agent's key")
            .build();

    private static final EndpointTable ENDPOINTS = EndpointTable.of(new CanonicalForm(
                    ID, true, Set.of("nonce", "signature", "expiresAfter", "signatureChainId", "hyperliquidChain")))
            .depends("POST " + INFO, "READ_ACCOUNT, READ; not signed", HyperliquidQuestions::question)
            .depends("POST " + EXCHANGE, "by action, see *Using it*", HyperliquidMeaning::action)
            .at(VenueDefinition.WEB_SOCKET)
            .depends("WS post", "by action, as `POST /exchange`", HyperliquidMeaning::action)
            .build();

    static final VenueDefinition DEFINITION = VenueDefinition.named(ID)
            .hosts(Environment.PRODUCTION, HOST)
            .service(Environment.PRODUCTION, VenueDefinition.WEB_SOCKET, STREAM)
            .hosts(Environment.STAGING, HOST)
            .service(Environment.STAGING, VenueDefinition.WEB_SOCKET, STREAM)
            .hosts(Environment.SANDBOX, "https://api.hyperliquid-testnet.xyz")
            .service(Environment.SANDBOX, VenueDefinition.WEB_SOCKET, "wss://api.hyperliquid-testnet.xyz")
            .credentials(new CredentialFormat(
                            Map.of(SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256, SecretEncoding.HEX), false)
                    .withApiKeysLike(EthereumAddress.FORM)
                    .withAccountId())
            .endpoints(ENDPOINTS)
            .signer(environment ->
                    (request, host, key, time) -> HyperliquidSigning.sign(environment, request, host, key, time))
            .inspector(environment -> HyperliquidInspection::inspect)
            .rights(RIGHTS)
            .errors(HyperliquidErrors.TABLE)
            .emergency(ACCOUNT)
            .account(ACCOUNT)
            .keys(HyperliquidKeys.MAKING)
            .clientOrderIds(new ClientOrderIds(
                    "c",
                    Pattern.compile("0x[0-9a-f]{32}"),
                    "orders of the account; whether among all or those that are open is UNCONFIRMED",
                    "0x"))
            .requestLife(new RequestLife(Optional.of(Duration.ofMillis(HyperliquidSigning.LIFE)), false, true))
            .notes(HyperliquidNotes.NOTES)
            // The signature alone is the authority: whoever has the document can send it.
            .sensitive(new SensitiveFields(Set.of(), Set.of("signature")))
            .build();

    private Hyperliquid() {}
}
