/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A venue on a free loopback port: a real HTTP server with one account, which verifies key, address, time, nonce, signature and right, keeps orders
 * and answers in the venue's own words.
 *
 * <p>It is written from the venue's documentation and knows nothing of keyguard's signers. Keys can be made, restricted and revoked while it runs,
 * and answers can be made to fail. Thread-safe.
 */
public abstract sealed class VenueSimulator implements AutoCloseable
        permits BinanceSimulator,
                BitfinexSimulator,
                BitgetSimulator,
                BitmexSimulator,
                BitstampSimulator,
                BraiinsHashpowerSimulator,
                BybitSimulator,
                CoinbaseSimulator,
                CryptoComSimulator,
                DeribitSimulator,
                GateSimulator,
                GeminiSimulator,
                HtxSimulator,
                HyperliquidSimulator,
                KrakenFuturesSimulator,
                KrakenSimulator,
                KucoinSimulator,
                MexcSimulator,
                NicehashSimulator,
                OkxSimulator,
                PoolSimulator {
    static final ObjectMapper JSON = new ObjectMapper();
    /** How venues call the question for their time, without a key. */
    private static final Pattern TIME = Pattern.compile("/api/v1|/.*(?:/time|/Time|/timestamp|/get_time)");

    private static final BigDecimal MARKET_PRICE = new BigDecimal("100");

    static {
        // Without it the JDK's server waits 40 ms between the head and the body of an answer.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();
    private final ExecutorService threads;
    private final Map<String, SimulatedKey> keys = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<Object> troubles = new ConcurrentLinkedDeque<>();
    private final VenueStats stats = new VenueStats();
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Book book = new Book();
    private final AtomicLong allowance = new AtomicLong(Long.MAX_VALUE);
    private volatile @Nullable String caller;
    private volatile boolean down;
    private volatile Duration latency = Duration.ZERO;
    private volatile int quota = Integer.MAX_VALUE;
    private volatile long unknownFor;
    private volatile long worksFor;
    private volatile Duration worksUntil = Duration.ZERO;
    private volatile Duration flickersFor = Duration.ZERO;
    private volatile int flickersEvery = 1;
    private volatile @Nullable SocketServer sockets;
    private volatile @Nullable Boolean sessionsEnd;

    VenueSimulator(InstantSource clock) {
        this.clock = clock;
        this.threads = Executors.newFixedThreadPool(16, task -> {
            var thread = new Thread(task, "venue-simulator");
            thread.setDaemon(true);
            return thread;
        });
        server = serveAt(0);
    }

    private HttpServer serveAt(int port) {
        HttpServer made;
        try {
            made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 256);
        } catch (IOException e) {
            throw new UncheckedIOException(port == 0 ? "no loopback port is free" : "the port is not free", e);
        }
        made.setExecutor(threads);
        made.createContext("/", this::serve);
        made.start();
        servers.add(made);
        return made;
    }

    /**
     * Serves the same account at {@code port} of the loopback address as well.
     *
     * @throws UncheckedIOException if the port is not free
     */
    public final void listenAt(int port) {
        serveAt(port);
    }

    /** Returns scheme, host and port. */
    public final URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /**
     * Returns scheme, host and port of the WebSockets of the same account, which are served from the first call on.
     *
     * @throws UnsupportedOperationException if this simulator has none
     */
    public final synchronized URI webSocketUri() {
        Frames spoken = frames();
        if (spoken == null) {
            throw new UnsupportedOperationException("this simulator has no WebSocket");
        }
        SocketServer running = sockets;
        if (running == null) {
            running = SocketServer.launch(this, spoken);
            sockets = running;
        }
        return running.uri();
    }

    /** Makes sessions over WebSockets end with their key, or go on without it, whatever the venue does; from the next key that is changed on. */
    public final void sessionsEndWithKeys(boolean end) {
        sessionsEnd = end;
    }

    /** Returns how many sessions are open over WebSockets in which {@code key} has logged in. */
    public final long sessionsOf(SimulatedKey key) {
        SocketServer running = sockets;
        return running == null ? 0 : running.sessionsOf(key).count();
    }

    /** What the venue says over its WebSockets; null: it has none here. */
    @Nullable
    Frames frames() {
        return null;
    }

    /** Returns the id of the account that every key belongs to; empty at a venue that names none. */
    public abstract String accountId();

    /**
     * Returns {@code key} as it is stored: called {@code id}, on account {@code main} of this venue, pinned to {@link #accountId} if the venue names it. Strategies are
     * still to be named. For a key of which the venue knows the public half alone, material and algorithm are still to be set.
     */
    public final ApiKey.Builder toApiKey(String id, SimulatedKey key) {
        return ApiKey.builder(KeyId.of(id))
                .on(venue(), "main")
                .accountId(accountId().isEmpty() ? null : accountId())
                .algorithm(algorithm())
                .environment(key.isSandbox() ? Environment.SANDBOX : Environment.PRODUCTION)
                .material(
                        bytes(key.apiKey()),
                        bytes(key.secret()),
                        key.passphrase().isEmpty() ? null : bytes(key.passphrase()));
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.take(text.getBytes(StandardCharsets.UTF_8), InsecureSecretAccess.get());
    }

    abstract String venue();

    abstract SignatureAlgorithm algorithm();

    /** Returns what was seen so far. */
    public final VenueStats stats() {
        return stats;
    }

    /** Makes every caller appear to come from {@code address}, for keys that are bound to addresses. */
    public final void seeCallersAs(String address) {
        caller = address;
    }

    /** Lets an account have at most {@code keys} keys that were made by API; further ones are refused, in the venue's words. */
    public final void quota(int keys) {
        quota = keys;
    }

    /** Lets every key that is made by API from now on be unknown for its first {@code requests} requests, see {@link SimulatedKey#unknownFor}. */
    public final void newKeysUnknownFor(long requests) {
        unknownFor = requests;
    }

    /** Lets every key that is deleted by API from now on work for {@code requests} more requests, see {@link SimulatedKey#worksAfterRevocation}. */
    public final void deletedKeysWorkFor(long requests) {
        worksFor = requests;
    }

    /** Lets every key that is deleted by API from now on work for another {@code time} of the venue's clock, as at a venue whose parts learn one after the other that a key is gone. */
    public final void deletedKeysWorkFor(Duration time) {
        worksUntil = time;
    }

    /** Lets every key that is deleted by API from now on be accepted for another {@code time} of the venue's clock, each {@code nth} time that it is used, see {@link SimulatedKey#flickers}. */
    public final void deletedKeysFlickerFor(Duration time, int nth) {
        flickersFor = time;
        flickersEvery = nth;
    }

    /**
     * Executes {@code quantity} of the open order {@code orderId}, at its price; a market order at 100.
     *
     * @throws IllegalArgumentException if there is no such open order, or less is left of it
     */
    public final void fill(String orderId, String quantity) {
        Book.Order order = book.find(orderId, "");
        BigDecimal price = Book.amount(order == null ? "" : order.price()).orElse(MARKET_PRICE);
        filled(book.fill(orderId, new BigDecimal(quantity), price, clock.instant()));
    }

    /** What a fill does to balances and positions. */
    void filled(Book.Fill fill) {}

    /** Lets {@code amount} of {@code asset} arrive from the address {@code from}, and returns the venue's id of the deposit. */
    public final String deposit(String asset, String amount, String from) {
        var deposit = new BigDecimal(amount);
        String id = book.nextId();
        book.credit(asset, deposit);
        book.moved(new Book.Move("deposit", id, asset, deposit, from, "done", clock.instant()));
        return id;
    }

    /** Whether an account that has {@code keys} keys can have one more. */
    final boolean hasRoom(long keys) {
        return keys < quota;
    }

    /** The key as one that was made by API. */
    @CanIgnoreReturnValue
    final SimulatedKey madeByApi(SimulatedKey key) {
        return key.unknownFor(unknownFor);
    }

    /** Ends the key as one that is deleted by API. */
    final void deletedByApi(SimulatedKey key) {
        if (!flickersFor.isZero()) {
            key.flickers(flickersEvery, clock.instant().plus(flickersFor)).revoke();
        } else if (worksUntil.isZero()) {
            key.worksAfterRevocation(worksFor).revoke();
        } else {
            key.revokedFrom(clock.instant().plus(worksUntil));
        }
    }

    /** Makes the next {@code times} requests go wrong like {@code fault}; questions for the time are not counted. */
    public final void failNext(int times, Fault fault) {
        for (int i = 0; i < times; i++) {
            troubles.add(fault);
        }
    }

    /** Makes every request fail like {@link Fault#MAINTENANCE} until this is called with {@code false}. */
    public final void outage(boolean down) {
        this.down = down;
    }

    /** Makes every answer take {@code latency} longer from now on. */
    public final void latency(Duration latency) {
        this.latency = latency;
    }

    /** Answers {@code requests} more requests, and refuses all further ones as too many, in the venue's words, until this is called again. */
    public final void allow(long requests) {
        allowance.set(requests);
    }

    /** The venue's code for too many requests. */
    abstract String tooMany();

    /**
     * Makes the next {@code times} requests fail with the venue's {@code code}, for errors that no request can provoke here.
     *
     * @throws IllegalArgumentException if the venue's sheet does not have the code
     */
    public final void refuseNext(int times, String code) {
        if (!errors().contains(code)) {
            throw new IllegalArgumentException("this simulator does not know the code");
        }
        for (int i = 0; i < times; i++) {
            troubles.add(code);
        }
    }

    /** Returns every error code that this simulator can answer with. */
    public abstract Set<String> errors();

    abstract Reply handle(Call call);

    abstract Reply refusal(String code);

    final InstantSource clock() {
        return clock;
    }

    final long millis() {
        return clock.millis();
    }

    final Book book() {
        return book;
    }

    @CanIgnoreReturnValue
    final SimulatedKey register(SimulatedKey key) {
        keys.put(key.apiKey(), key);
        key.whenChanged(() -> keyChanged(key));
        return key;
    }

    private void keyChanged(SimulatedKey key) {
        SocketServer running = sockets;
        Frames spoken = frames();
        Boolean asked = sessionsEnd;
        if (running != null && spoken != null && (asked != null ? asked : spoken.endWithKeys())) {
            running.sessionsOf(key).forEach(spoken::keyChanged);
        }
    }

    /** Every key that was made so far. */
    final List<SimulatedKey> keys() {
        return List.copyOf(keys.values());
    }

    /** The key called so, unless it is revoked or has ended. */
    final @Nullable SimulatedKey key(String apiKey) {
        SimulatedKey key = keys.get(apiKey);
        boolean over = endTakesTheKey() && key != null && key.isEnded(clock.instant());
        return key == null || over || !key.isAccepted(clock.instant()) ? null : key;
    }

    /** Whether a key that has ended is unknown from then on, and not just less able. */
    boolean endTakesTheKey() {
        return true;
    }

    final String random(String alphabet, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    final byte[] randomBytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    final String seen(InetSocketAddress address) {
        String seenAs = caller;
        return seenAs != null ? seenAs : address.getAddress().getHostAddress();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call = Call.read(exchange, seen(exchange.getRemoteAddress()));
            pause();
            Object trouble = asksForTime(call) && !down ? null : trouble();
            if (trouble instanceof Fault fault) {
                fail(exchange, call, fault);
            } else {
                send(exchange, trouble instanceof String code ? count(refusal(code)) : answer(call));
            }
        }
    }

    /** Nobody signs it, and a client may ask whenever it likes: what is to befall orders must not hit it. */
    private static boolean asksForTime(Call call) {
        return call.method().equals("GET") && TIME.matcher(call.path()).matches();
    }

    /** What is to go wrong with the next request: a {@link Fault}, or a code of the venue; null: nothing. */
    final @Nullable Object trouble() {
        Object trouble = down ? Fault.MAINTENANCE : troubles.poll();
        return trouble != null ? trouble : allowance.getAndDecrement() > 0 ? null : tooMany();
    }

    final void pause() {
        try {
            Thread.sleep(latency.toMillis(), latency.toNanosPart() % 1_000_000);
        } catch (InterruptedException e) {
            // The venue is being closed.
            Thread.currentThread().interrupt();
        }
    }

    private Reply answer(Call call) {
        return counted(() -> handle(call), refused -> refusal(refused.code()));
    }

    final Reply counted(Supplier<Reply> answer, Function<Refusal, Reply> refusal) {
        try {
            return count(answer.get());
        } catch (Refusal refused) {
            return count(refusal.apply(refused));
        } catch (RuntimeException e) {
            // A dropped connection would look like a fault of the network, and nobody would look for it here.
            return count(Reply.raw(500, "{}", VenueStats.INTERNAL_ERROR));
        }
    }

    @CanIgnoreReturnValue
    final Reply count(Reply reply) {
        if (!reply.error().isEmpty()) {
            stats.rejected(reply.error());
        }
        return reply;
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private void fail(HttpExchange exchange, Call call, Fault fault) throws IOException {
        switch (fault) {
            case LOST_ANSWER -> {
                answer(call);
                exchange.close();
            }
            case DOUBLED -> {
                Reply first = answer(call);
                answer(call);
                send(exchange, first);
            }
            case MAINTENANCE -> send(exchange, Reply.raw(503, "<html><body>System maintenance</body></html>", ""));
            case NO_ANSWER -> exchange.close();
            case TRUNCATED -> {
                exchange.sendResponseHeaders(200, 400);
                exchange.getResponseBody().write("{\"ipRestrict\":tr".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            case NOT_JSON -> send(exchange, Reply.raw(200, "OK, more or less", ""));
            case OTHER_JSON -> send(exchange, Reply.raw(200, "[[\"surprise\"], {\"code\": {}}]", ""));
            case HUGE -> send(exchange, Reply.raw(200, " ".repeat(4 << 20), ""));
            default -> throw new IllegalStateException("a fault that nobody plays");
        }
    }

    /** Stops the server at once. */
    @Override
    public final synchronized void close() {
        if (sockets != null) {
            sockets.end();
        }
        servers.forEach(one -> one.stop(0));
        threads.shutdownNow();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[" + uri() + ", " + keys.size() + " keys]";
    }
}
