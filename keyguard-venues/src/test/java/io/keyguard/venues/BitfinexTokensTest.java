/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.KEY_ADMIN;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.KeyScope;
import io.keyguard.Keyguard;
import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.TokenSource;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.testkit.venue.BitfinexSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bot trades with tokens at the simulated Bitfinex, and has no key that could make another. */
class BitfinexTokensTest {
    private static final KeyId PARENT = KeyId.of("bitfinex-parent");
    private static final KeyId GRID = KeyId.of("grid-token");
    private static final Duration LIFE = Duration.ofHours(1);
    private static final Duration QUARTER = LIFE.dividedBy(4);
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    private volatile Instant now = Instant.parse("2026-11-30T08:00:00Z");
    /** How far the bot's clock is ahead of the venue's. */
    private volatile Duration ahead = Duration.ZERO;

    private final BitfinexSimulator bitfinex = BitfinexSimulator.start(() -> now);
    private final VenueDefinition venue = Venues.bitfinex().servedAt(PRODUCTION, bitfinex.uri());
    private final SimulatedKey parent = bitfinex.createKey(
            "account:read", "history:read", "orders:read", "orders:write", "positions:read", "wallets:read");
    private final List<String> asked = new ArrayList<>();
    private final List<Runnable> looks = new ArrayList<>();
    private volatile boolean losesAnswers;
    private Vault vault;

    @BeforeEach
    void keepParent() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        vault = Vault.create(folder.resolve("keeper.vault"), passphrase(), CHEAP);
        try (ApiKey key = bitfinex.toApiKey(PARENT.value(), parent).build()) {
            vault.add(key);
        }
    }

    @AfterEach
    void close() {
        vault.close();
        bitfinex.close();
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase".toCharArray());
    }

    /** What the source asks; an answer may be lost. */
    private HttpReply send(SignedRequest request) throws IOException {
        asked.add(request.uri().getPath());
        HttpReply reply = HTTP.send(request);
        if (losesAnswers) {
            throw new IOException("lost");
        }
        return reply;
    }

    /** Looks when the test does. */
    private ScheduledExecutorService scheduler() {
        ScheduledFuture<?> task = as(ScheduledFuture.class, args -> true);
        return as(ScheduledExecutorService.class, args -> {
            looks.add((Runnable) args[0]);
            return task;
        });
    }

    private static <T> T as(Class<T> type, Function<Object[], Object> call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> call.apply(args)));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        looks.forEach(Runnable::run);
    }

    private TokenSource.Builder tokens(KeySource parents, Set<Permission> needs) {
        return TokenSource.builder(parents, PARENT)
                .named(GRID, Set.of("grid"))
                .at(venue, needs)
                .life(LIFE)
                .over(this::send, scheduler())
                .clock(() -> now.plus(ahead));
    }

    private TokenSource tokens() {
        return tokens(vault, Set.of(READ_ACCOUNT, TRADE_SPOT)).build();
    }

    private Keyguard bot(TokenSource tokens) {
        return Keyguard.builder()
                .source(tokens)
                .venues(venue)
                .clock(() -> now.plus(ahead))
                .overlap(Duration.ZERO)
                .grant(
                        "grid",
                        Grant.on("bitfinex", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT)
                                .acceptBundled(TRADE_MARGIN, TRADE_DERIVATIVES)
                                .acceptUnknown("tokens have no more rights than their key", KEY_ADMIN))
                .policy(KeyPolicy.strict().ofAnyAge().fromAnyAddress())
                .start();
    }

    /** The token with which an order was taken. */
    private String order(Keyguard bot) throws IOException {
        SignedRequest order = bot.forStrategy("grid")
                .get(KeyScope.of("bitfinex", "main", TRADE_SPOT))
                .sign(VenueRequest.post("/v2/auth/w/order/submit")
                        .json("{\"type\":\"EXCHANGE LIMIT\",\"symbol\":\"tBTCUST\",\"amount\":\"1\",\"price\":\"1\"}"));
        assertThat(order.headers()).containsOnlyKeys("bfx-token", "Content-Type");
        assertThat(order.headers().toString()).doesNotContain(parent.apiKey(), parent.secret());
        assertThat(HTTP.send(order).body()).contains("SUCCESS");
        return order.headers().get("bfx-token");
    }

    private Desk desk(String token) {
        return new Desk(venue, SignatureAlgorithm.BEARER, Desk.box(token), Desk.box(token), null, () -> now);
    }

    private boolean lives(String token) {
        try (Desk desk = desk(token)) {
            return KeyProbe.ask(venue.inspector(PRODUCTION), desk) == KeyProbe.Answer.ACCEPTED;
        }
    }

    private void awaitDead(String token) {
        for (int looked = 0; lives(token); looked++) {
            assertThat(looked).isLessThan(10_000);
            // Whoever hands out the next token tells of it on a thread of its own; a second more makes no token due.
            pass(Duration.ofMillis(1));
        }
    }

    @Test
    void token_atHalfItsLife_isReplaced_andEndsOnceNobodyUsesIt() throws Exception {
        TokenSource tokens = tokens();
        String second;
        try (Keyguard bot = bot(tokens)) {
            bot.onChange("tokens", tokens.ending());
            String first = order(bot);
            pass(QUARTER);
            assertThat(order(bot)).isEqualTo(first);

            pass(QUARTER);
            second = order(bot);
            assertThat(second).isNotEqualTo(first);
            assertThat(lives(first))
                    .as("it is needed for what was signed before")
                    .isTrue();
            pass(QUARTER);
            awaitDead(first);
            assertThat(order(bot)).isEqualTo(second);
            assertThat(asked.stream().filter(path -> path.endsWith("/w/token"))).hasSize(2);
        }
        assertThat(lives(second)).as("it ends with the bot").isFalse();
    }

    @Test
    void token_ofWhichNobodySaysThatItIsReplaced_endsByItself() throws Exception {
        try (Keyguard bot = bot(tokens())) {
            String first = order(bot);
            pass(QUARTER.multipliedBy(2));
            String second = order(bot);
            pass(QUARTER);
            assertThat(lives(first)).isTrue();
            pass(QUARTER);
            assertThat(lives(first)).isFalse();
            assertThat(order(bot)).isNotEqualTo(first).isNotEqualTo(second);
            assertThat(asked).noneMatch(path -> path.endsWith("/del"));
        }
    }

    @Test
    void token_thatCannotBeReplaced_isUsedOn_untilThereIsAnother() throws Exception {
        try (Keyguard bot = bot(tokens())) {
            String first = order(bot);
            losesAnswers = true;
            pass(QUARTER.multipliedBy(2));
            assertThat(order(bot)).isEqualTo(first);
            // The one that nobody has heard of ends by itself.
            losesAnswers = false;
            pass(QUARTER);
            assertThat(order(bot)).isNotEqualTo(first);
        }
    }

    @Test
    void token_hasNoRightThatWasNotAskedFor() {
        try (TokenSource tokens = tokens(vault, Set.of(READ_ACCOUNT)).build();
                ApiKey key = tokens.read().keys().get(GRID)) {
            assertThat(key.algorithm()).isEqualTo(SignatureAlgorithm.BEARER);
            assertThat(key.strategies()).containsExactly("grid");
            String token = key.apiKey()
                    .lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
            try (Desk desk = desk(token)) {
                assertThat(venue.inspector(PRODUCTION).inspect(desk).venueRights())
                        .contains("account:read", "orders:read", "wallets:read")
                        .noneMatch(right -> right.endsWith(":write"));
            }
        }
    }

    @Test
    void source_saysWhatIsMissing_andPrintsNoToken() {
        try (TokenSource tokens = tokens();
                ApiKey key = tokens.read().keys().get(GRID)) {
            assertThat(tokens + tokens.name()).contains(GRID.value(), PARENT.value());
            assertThat(key.generation()).isEqualTo(now.toEpochMilli());
        }
        assertThatThrownBy(() -> TokenSource.builder(vault, PARENT).life(Duration.ofSeconds(299)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens(vault, Set.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TokenSource.builder(vault, PARENT)
                        .named(GRID, Set.of())
                        .at(Venues.gemini(), Set.of(READ_ACCOUNT))
                        .build())
                .isInstanceOf(VenueRefusedException.class)
                .hasMessageContaining("make tokens");
    }

    @Test
    void token_ofABotWhoseClockIsSetBack_isReplacedBeforeItEnds() throws Exception {
        ahead = Duration.ofHours(2);
        try (Keyguard bot = bot(tokens())) {
            order(bot);
            ahead = Duration.ZERO;
            for (int i = 0; i < 12; i++) {
                // Each nonce of the key is above those that it signed while its clock was ahead only once that has
                // caught up.
                pass(QUARTER);
                order(bot);
            }
        }
    }

    @Test
    void token_withAKeyOfAnotherVenue_isNotAskedFor() {
        try (Vault others = Vault.create(folder.resolve("others.vault"), passphrase(), CHEAP);
                ApiKey pool = ApiKey.builder(PARENT)
                        .on("f2pool", "main")
                        .algorithm(SignatureAlgorithm.BEARER)
                        .typed("canary-token".toCharArray(), "canary-token".toCharArray(), new char[0])
                        .build()) {
            others.add(pool);
            try (TokenSource tokens = tokens(others, Set.of(READ_ACCOUNT)).build()) {
                assertThatThrownBy(tokens::read)
                        .isInstanceOf(KeyguardException.class)
                        .hasMessageContaining("no key of venue 'bitfinex'");
            }
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void token_ofADeadKey_isNone() {
        parent.revoke();
        try (TokenSource tokens = tokens()) {
            assertThatThrownBy(tokens::read)
                    .isInstanceOf(KeyguardException.class)
                    .hasMessageContaining("apikey: invalid");
        }
    }
}
