/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.sign.SignatureAlgorithm;
import java.math.BigInteger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hyperliquid: actions signed by agents or by the wallet, whose address is found from the signature, and questions that nobody signs; orders of contracts and pairs of a wallet and one sub-account, positions, updates of money, agents
 * with names and ends.
 *
 * <p>From the official documents and SDK: what is signed; the hundred highest nonces of each address, from two days ago to a day ahead; {@code expiresAfter}; sentences of errors; that an agent ends when another gets its name.
 * UNCONFIRMED and chosen here: the order of checks; sentences on nonces, deposits and late actions; that the address zero takes an agent away; that an agent may sign {@code vaultTransfer} and transfers of sub-accounts.
 */
public final class HyperliquidSimulator extends VenueSimulator {
    /** What is no action: told by the status alone. */
    static final String MALFORMED = "422";

    static final String NO_WALLET = "User or API Wallet";
    static final String NO_DEPOSIT = "Must deposit before performing actions";
    static final String NO_ORDER = "Order was never placed, already canceled, or filled";
    static final String NO_ASSET = "Asset does not exist";
    static final String TOO_SMALL = "Order must have minimum value";
    static final String NO_MARGIN = "Insufficient margin to place order";
    static final String NO_BALANCE = "Insufficient spot balance";
    static final String BAD_TIME = "Cannot set scheduled cancel time";
    static final String TOO_MANY_AGENTS = "Too many extra agents";
    static final String AGENT_USED = "Extra agent already used";
    static final String NO_VAULT = "Vault not registered";
    private static final String NONCE = "Invalid nonce";
    private static final String LATE = "Action expired";
    private static final String RATE = "Too many cumulative requests sent";

    private static final Set<String> SENTENCES = Set.of(
            NO_WALLET,
            NO_DEPOSIT,
            NO_ORDER,
            NO_ASSET,
            TOO_SMALL,
            NO_MARGIN,
            NO_BALANCE,
            BAD_TIME,
            TOO_MANY_AGENTS,
            AGENT_USED,
            NO_VAULT,
            NONCE,
            LATE,
            RATE,
            "Invalid TP/SL price",
            "Order could not immediately match",
            "Post only order would have immediately matched",
            "Price must be divisible by tick size",
            "Reduce only order would increase position");

    static final String AGENT = "agent";
    private static final String WALLET = "user";
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]{1,64}");
    private static final Pattern NAME = Pattern.compile("([\\w-]{1,16})(?: valid_until (\\d{13}))?");
    private static final String NOBODY = "0x" + "0".repeat(40);
    private static final int MOST_NONCES = 100;
    private static final int MOST_AGENTS = 3;

    private final SimulatedKey wallet;
    private final String subAccount = "0x" + HexFormat.of().formatHex(randomBytes(20));
    /** The name of each agent that is approved, by its address. */
    private final Map<String, String> agents = new ConcurrentHashMap<>();

    private final Map<String, TreeSet<Long>> nonces = new ConcurrentHashMap<>();
    private final HyperliquidOrders orders = new HyperliquidOrders(this);
    private final HyperliquidPast past = new HyperliquidPast(this);
    private final HyperliquidFrames frames = new HyperliquidFrames(this);
    private final boolean mainnet;

    private HyperliquidSimulator(InstantSource clock, boolean mainnet) {
        super(clock);
        this.mainnet = mainnet;
        this.wallet = importKey(secret(), WALLET);
    }

    /** Starts a venue that keeps the system's time. */
    public static HyperliquidSimulator start() {
        return start(InstantSource.system());
    }

    /** Starts a venue that keeps the time of {@code clock}. */
    public static HyperliquidSimulator start(InstantSource clock) {
        return new HyperliquidSimulator(clock, true);
    }

    /** Starts the test network, which has hosts of its own. */
    public static HyperliquidSimulator startTestnet() {
        return new HyperliquidSimulator(InstantSource.system(), false);
    }

    private String secret() {
        return "0x" + HexFormat.of().formatHex(randomBytes(32));
    }

    /** Returns the wallet's own key, which can do everything. */
    public SimulatedKey wallet() {
        return wallet;
    }

    /** Returns the address of the wallet's sub-account. */
    public String subAccount() {
        return subAccount;
    }

    /** Makes an agent with a name of its own; without {@code rights} one that is not approved. There is one right, {@code agent}. */
    public SimulatedKey createKey(String... rights) {
        return importKey(secret(), rights);
    }

    /** Makes a key of the private key {@code secret}; agents get the name {@code bot-} and a number. */
    SimulatedKey importKey(String secret, String... rights) {
        var key = new SimulatedKey(Ethereum.addressOf(secret), secret, "", new byte[0], Set.of(rights));
        if (key.may(AGENT)) {
            agents.put(key.apiKey(), "bot-" + agents.size());
        }
        return register(mainnet ? key : key.inSandbox());
    }

    HyperliquidOrders orders() {
        return orders;
    }

    @Override
    String venue() {
        return "hyperliquid";
    }

    @Override
    SignatureAlgorithm algorithm() {
        return SignatureAlgorithm.ECDSA_SECP256K1_KECCAK256;
    }

    @Override
    String tooMany() {
        return RATE;
    }

    @Override
    public String accountId() {
        return wallet.apiKey();
    }

    @Override
    public Set<String> errors() {
        return SENTENCES;
    }

    @Override
    Frames frames() {
        return frames;
    }

    @Override
    Reply refusal(String code) {
        if (code.equals(MALFORMED)) {
            return Reply.raw(422, "Failed to deserialize the JSON body into the target type", code);
        }
        return Reply.error(200, JSON.createObjectNode().put("status", "err").put("response", sentence(code)), code);
    }

    static String sentence(String code) {
        return switch (code) {
            case NO_WALLET -> NO_WALLET + " 0x" + "1".repeat(40) + " does not exist.";
            case NO_DEPOSIT -> NO_DEPOSIT + ". User: 0x" + "1".repeat(40);
            case RATE -> RATE + " (2 > 1) for cumulative volume traded $1.0.";
            case NO_ORDER -> NO_ORDER + ". asset=0";
            default -> code + ".";
        };
    }

    @Override
    Reply handle(Call call) {
        boolean json = call.header("Content-Type").startsWith("application/json");
        if (!call.method().equals("POST") || !json || !call.query().isEmpty()) {
            throw new Refusal(MALFORMED);
        }
        JsonNode request = parsed(call.body());
        return switch (call.path()) {
            case "/info" -> Reply.ok(past.answer(request));
            case "/exchange" -> act(request);
            default -> throw new Refusal(MALFORMED);
        };
    }

    static JsonNode parsed(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            // Told like any other document that is no request.
        }
        throw new Refusal(MALFORMED);
    }

    /** What is done for a signed action. */
    Reply act(JsonNode request) {
        JsonNode action = request.path("action");
        String type = action.path("type").asText("");
        boolean byWallet = HyperliquidHashes.WALLET.containsKey(type);
        if (!orders.knows(type) && !past.knows(type)) {
            throw new Refusal(MALFORMED);
        }
        SimulatedKey key = signer(request, byWallet);
        useNonce(key, request.path("nonce").asLong());
        String account = account(request.path("vaultAddress"));
        stats().accepted(key);
        ObjectNode answer = JSON.createObjectNode().put("status", "ok");
        ObjectNode response = answer.putObject("response");
        if (orders.knows(type)) {
            response.put("type", type).set("data", orders.act(type, action, account));
            return Reply.ok(answer);
        }
        past.act(type, action);
        response.put("type", "default");
        return Reply.ok(answer);
    }

    private SimulatedKey signer(JsonNode request, boolean byWallet) {
        JsonNode end = request.path("expiresAfter");
        JsonNode nonce = request.path("nonce");
        boolean whole = nonce.isIntegralNumber()
                && (end.isMissingNode() || end.isNull() || (end.isIntegralNumber() && !byWallet));
        if (!whole) {
            throw new Refusal(MALFORMED);
        }
        byte[] hash = byWallet ? ofWallet(request.path("action"), nonce) : HyperliquidHashes.ofAgent(request, mainnet);
        JsonNode signature = request.path("signature");
        SimulatedKey key = Ethereum.signer(
                        hash,
                        number(signature, "r"),
                        number(signature, "s"),
                        signature.path("v").asInt())
                .map(this::key)
                .filter(found -> found.may(WALLET) || isApproved(found))
                .orElseThrow(() -> new Refusal(NO_WALLET));
        if (byWallet && !key.may(WALLET)) {
            throw new Refusal(NO_DEPOSIT);
        }
        if (end.isIntegralNumber() && end.asLong() < millis()) {
            throw new Refusal(LATE);
        }
        return key;
    }

    private byte[] ofWallet(JsonNode action, JsonNode nonce) {
        String time = action.has("time") ? "time" : "nonce";
        boolean fits = action.path("hyperliquidChain").asText().equals(mainnet ? "Mainnet" : "Testnet")
                && NUMBER.matcher(action.path("signatureChainId").asText("")).matches()
                && action.path(time).asLong() == nonce.asLong();
        if (!fits) {
            throw new Refusal(MALFORMED);
        }
        return HyperliquidHashes.ofWallet(action);
    }

    private static BigInteger number(JsonNode signature, String name) {
        String text = signature.path(name).asText("");
        if (!NUMBER.matcher(text).matches()) {
            throw new Refusal(MALFORMED);
        }
        return new BigInteger(text.substring(2), 16);
    }

    private void useNonce(SimulatedKey key, long nonce) {
        TreeSet<Long> used = nonces.computeIfAbsent(key.apiKey(), address -> new TreeSet<>());
        synchronized (used) {
            boolean timely = nonce > millis() - Duration.ofDays(2).toMillis()
                    && nonce < millis() + Duration.ofDays(1).toMillis();
            boolean high = used.size() < MOST_NONCES || nonce > used.first();
            if (!timely || !high || !used.add(nonce)) {
                throw new Refusal(NONCE);
            }
            if (used.size() > MOST_NONCES) {
                used.pollFirst();
            }
        }
    }

    private String account(JsonNode vault) {
        if (vault.isMissingNode() || vault.isNull()) {
            return accountId();
        }
        if (!vault.asText().equals(subAccount)) {
            throw new Refusal(NO_VAULT);
        }
        return subAccount;
    }

    /** Whether {@code key} is an agent that is not over. */
    boolean isApproved(SimulatedKey key) {
        return key.may(AGENT) && agents.containsKey(key.apiKey());
    }

    /** What the address {@code user} is. */
    String roleOf(String user) {
        if (user.equals(accountId())) {
            return WALLET;
        }
        SimulatedKey agent = key(user);
        return user.equals(subAccount) ? "subAccount" : agent != null && isApproved(agent) ? AGENT : "missing";
    }

    /** The agents with a name, by their addresses. */
    Map<String, String> agents() {
        return agents;
    }

    @Nullable
    SimulatedKey agent(String address) {
        return keys().stream()
                .filter(key -> key.apiKey().equals(address))
                .findFirst()
                .orElse(null);
    }

    /** Approves {@code address} under {@code name}, whose agent ends. */
    synchronized void approve(String address, String name) {
        var words = NAME.matcher(name);
        if (!words.matches()) {
            throw new Refusal(MALFORMED);
        }
        SimulatedKey known = agent(address);
        if (known != null && !address.equals(NOBODY)) {
            throw new Refusal(AGENT_USED);
        }
        String before = agents.entrySet().stream()
                .filter(agent -> agent.getValue().equals(words.group(1)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        long living = agents.values().stream().filter(one -> !one.isEmpty()).count();
        if (before.isEmpty() && (living >= MOST_AGENTS || !hasRoom(living))) {
            throw new Refusal(TOO_MANY_AGENTS);
        }
        SimulatedKey over = agent(before);
        agents.remove(before);
        if (over != null) {
            deletedByApi(over);
            // What still works for a while has its name for as long.
            agents.put(before, "");
        }
        if (!address.equals(NOBODY)) {
            agents.put(address, words.group(1));
            SimulatedKey made = madeByApi(new SimulatedKey(address, "", "", new byte[0], Set.of(AGENT)));
            if (words.group(2) != null) {
                made.endsAt(java.time.Instant.ofEpochMilli(Long.parseLong(words.group(2))));
            }
            register(mainnet ? made : made.inSandbox());
        }
    }

    @Override
    void filled(Book.Fill fill) {
        past.settle(fill);
    }
}
