/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.Permission;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.SecretJson;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyTraits;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keys of sub-accounts, which are named by their mail address, made and ended with a key of the master account.
 *
 * <p>Sources: developers.binance.com, sub-account, API management (version 2 of the request that makes a key takes RSA and Ed25519 keys, in the body alone), binance-connector-java. UNCONFIRMED:
 * whether setting the addresses replaces or adds to those that are there, so what is too much is taken off and the result is looked at; that the public half goes as PEM; that a test order
 * of a key without the right to trade is refused for that.
 */
final class BinanceKeys implements KeyAdministrator {
    private static final String CREATE = "/sapi/v2/sub-account/subAccountApi";
    private static final String RIGHTS = BinanceKeyList.KEYS + "Permission";
    private static final int MOST_ADDRESSES_TEXT = 500;

    /** What a key's own flags are called where a master account sets them. Reading has no flag there: every key has it. */
    static final Map<String, String> FLAGS = new TreeMap<>(Map.of(
            Binance.TRADE,
            "canTrade",
            "enableMargin",
            "canMarginLoanRepay",
            "enableFutures",
            "canFuturesTrade",
            "permitsUniversalTransfer",
            "canUniversalTransfer",
            "enableVanillaOptions",
            "canVanillaOptions"));

    static final String READING = "enableReading";

    /** How many keys an account may have, how soon a new one is known and a deleted one is not, and what a label may look like, is UNCONFIRMED and chosen cautiously. */
    private static final KeyTraits TRAITS = new KeyTraits(
            OptionalInt.empty(),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            true,
            Pattern.compile("[A-Za-z0-9_-]{1,20}"),
            Set.of(SignatureAlgorithm.ED25519, SignatureAlgorithm.RSA_PKCS1_SHA256),
            false);

    static final KeyMaking LIFECYCLE = KeyMaking.byHand(
                    TRAITS,
                    List.of(
                            "Log in to Binance with the account {account} and open *API Management*.",
                            "Choose *Create API*. For {algorithm}: *System generated* is HMAC_SHA256; *Self-generated* is ED25519 or RSA_PKCS1_SHA256, and asks for the public key.",
                            "Label it {label} and confirm.",
                            "Choose *Edit restrictions* and *Restrict access to trusted IPs only*, and enter: {ips}.",
                            "Tick exactly these and nothing else: {rights}. On the page, enableReading is *Enable Reading*, enableSpotAndMarginTrading *Enable Spot & Margin Trading*,"
                                    + " enableMargin *Enable Margin Loan, Repay & Transfer*, enableFutures *Enable Futures*, permitsUniversalTransfer *Permits Universal Transfer*,"
                                    + " enableVanillaOptions *Enable European Options*.",
                            "Save, and take over API key and secret now: the secret is not shown again."),
                    List.of(
                            "Log in to Binance and open *API Management*.",
                            "Find the key with the label {label}, choose *Delete* and confirm."))
            .byApi(new BinanceKeys())
            .tryingOut(Harmless.BINANCE_SPOT, Permission.TRADE_SPOT)
            .tryingOut(Harmless.BINANCE_FUTURES, Permission.TRADE_DERIVATIVES);

    /** There is no code where all went well. */
    private static final KeyAnswers MADE = new KeyAnswers("code", "", "apiKey", "secretKey");

    private final BinanceKeyList keys = new BinanceKeyList();

    private BinanceKeys() {}

    @Override
    public List<ListedKey> list(SignedCalls administrator, String account) {
        return keys.all(administrator, requireSubAccount(account));
    }

    @Override
    public NewKey create(SignedCalls administrator, KeyOrder order) {
        VenueRequest request = creation(order);
        HttpReply reply = administrator.call(request);
        return order.publicKey().isEmpty()
                ? MADE.read(Binance.ID, request.toString(), reply, Binance.ERRORS)
                : ofOwnPair(request, reply);
    }

    private static VenueRequest creation(KeyOrder order) {
        requireOffered(order);
        VenueRequest request = VenueRequest.post(CREATE)
                .param("email", requireSubAccount(order.account()))
                .param("apiName", order.label());
        request = withRights(withAddresses(request, order.ips()), order.rights());
        return order.publicKey().isEmpty()
                ? request
                : request.param("publicKey", order.publicKey().get());
    }

    private static void requireOffered(KeyOrder order) {
        boolean isOwn = TRAITS.ownKeys().contains(order.algorithm());
        if (!isOwn && order.algorithm() != SignatureAlgorithm.HMAC_SHA256) {
            throw KeyguardExceptions.notByApi(Binance.ID, "make a key that signs with " + order.algorithm());
        }
        if (isOwn != order.publicKey().isPresent()) {
            throw KeyguardExceptions.notByApi(
                    Binance.ID, "make an Ed25519 or RSA key without its public half, or an HMAC key with one");
        }
        if (!TRAITS.label().matcher(order.label()).matches()) {
            throw KeyguardExceptions.notByApi(
                    Binance.ID, "give a label of anything but 1 to 20 letters, digits, _ and -");
        }
        if (!canGive(order.rights())) {
            throw KeyguardExceptions.notByApi(Binance.ID, "give one of the rights");
        }
    }

    private static boolean canGive(Set<String> rights) {
        return rights.stream().allMatch(right -> right.equals(READING) || FLAGS.containsKey(right));
    }

    private static String requireSubAccount(String account) {
        if (account.isEmpty()) {
            throw KeyguardExceptions.notByApi(Binance.ID, "administer keys of any but sub-accounts");
        }
        return account;
    }

    /** Every right is said, also those that are not given: none is left to a default. */
    private static VenueRequest withRights(VenueRequest request, Set<String> rights) {
        VenueRequest all = request;
        for (Map.Entry<String, String> flag : FLAGS.entrySet()) {
            all = all.param(flag.getValue(), Boolean.toString(rights.contains(flag.getKey())));
        }
        return all;
    }

    private static VenueRequest withAddresses(VenueRequest request, Set<String> ips) {
        String text = String.join(",", new TreeSet<>(ips));
        if (text.length() > MOST_ADDRESSES_TEXT) {
            throw KeyguardExceptions.notByApi(Binance.ID, "take more than 500 characters of addresses");
        }
        return ips.isEmpty()
                ? request.param("status", "1")
                : request.param("status", "2").param("ipAddress", text);
    }

    /** There is no secret in the answer, and none is looked for. */
    private static NewKey ofOwnPair(VenueRequest request, HttpReply reply) {
        try {
            JsonNode made = Answers.change(Binance.ID, request.toString(), reply, Binance.ERRORS);
            String apiKey = BinanceHistory.text(request.toString(), made, "apiKey");
            try (SecretJson answer = SecretJson.read(reply.bytes(), Set.of("apiKey", "secretKey"))) {
                return new NewKey(VenueKeyId.of(Binance.ID, apiKey), answer.take("apiKey"), null);
            }
        } catch (IOException e) {
            throw KeyguardExceptions.malformedReply(Binance.ID, request.toString(), reply.status());
        } finally {
            reply.wipe();
        }
    }

    /** Narrows first and widens last, so that nothing in between is more than what was or what is to be. */
    @Override
    public boolean modify(
            SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips) {
        if (!canGive(rights)) {
            return false;
        }
        BinanceKeyList.Row row = keys.find(administrator, requireSubAccount(account), id)
                .orElseThrow(() -> KeyguardExceptions.noSuchKey(Binance.ID, id.value()));
        if (row.hasOtherRights()) {
            return false;
        }
        if (!ips.isEmpty()) {
            keys.bind(administrator, row, withAddresses(keys.addressing(row), ips), ips);
            BinanceKeyList.further(() -> setRights(administrator, row, rights));
        } else {
            setRights(administrator, row, rights);
            BinanceKeyList.further(() -> keys.bind(administrator, row, withAddresses(keys.addressing(row), ips), ips));
        }
        return true;
    }

    private static void setRights(SignedCalls administrator, BinanceKeyList.Row row, Set<String> rights) {
        VenueRequest request = withRights(row.in(VenueRequest.post(RIGHTS)), rights);
        JsonNode now = BinanceKeyList.asked(administrator, request);
        Observed<Set<String>> shown = BinanceKeyList.rights(request.toString(), now);
        var wanted = new TreeSet<>(rights);
        wanted.add(READING);
        if (!shown.value().filter(wanted::equals).isPresent()) {
            throw KeyguardExceptions.malformedReply(Binance.ID, request.toString(), 200);
        }
    }

    @Override
    public boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase) {
        Optional<BinanceKeyList.Row> row = keys.find(administrator, requireSubAccount(account), id);
        row.ifPresent(found -> BinanceKeyList.asked(administrator, found.in(VenueRequest.delete(BinanceKeyList.KEYS))));
        return row.isPresent();
    }
}
