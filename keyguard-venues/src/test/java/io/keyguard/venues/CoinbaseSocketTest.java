/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.ACCOUNT_ADMIN;
import static io.keyguard.Permission.CONVERT;
import static io.keyguard.Permission.OPEN_SESSION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_DERIVATIVES;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.testkit.venue.CoinbaseSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.VenueRequest;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coinbase's WebSocket from the signer to a real server. */
class CoinbaseSocketTest {
    private static final KeyScope STREAM = KeyScope.of("coinbase", "main", OPEN_SESSION);

    private final AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
    private final CoinbaseSimulator coinbase = CoinbaseSimulator.start();
    private final SimulatedKey key = coinbase.createKey("can_view", "can_trade");
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        coinbase.close();
    }

    private Keyguard start() {
        Path file = folder.resolve("vault");
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        try (Vault vault = Vault.create(file, passphrase, cheap)) {
            vault.add(coinbase.toApiKey("grid-coinbase", key)
                    .strategies(Set.of("grid"))
                    .build());
        }
        return Keyguard.builder()
                .source(Vault.open(file, passphrase, cheap))
                .venues(Venues.coinbase()
                        .servedAt(Environment.PRODUCTION, coinbase.uri())
                        .servedAt(Environment.PRODUCTION, "ws", coinbase.webSocketUri()))
                .grant(
                        "grid",
                        Grant.on("coinbase", "main")
                                .allow(READ_ACCOUNT, TRADE_SPOT, OPEN_SESSION)
                                .acceptBundled(TRADE_DERIVATIVES, CONVERT, ACCOUNT_ADMIN))
                .policy(KeyPolicy.strict().fromAnyAddress())
                .clock((InstantSource) () -> InstantSource.system().instant().plus(off.get()))
                .start();
    }

    private final class Ear implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heard.add(data.toString());
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }

    private String hear() throws InterruptedException {
        String next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).as("nothing is said").isNotNull();
        return next;
    }

    private static VenueRequest message(String type, String channel) {
        return VenueRequest.webSocket(type).json("{\"channel\":\"" + channel + "\",\"product_ids\":[\"BTC-USD\"]}");
    }

    /** The bot's clock is 40 s slow, so every token has to carry the venue's time. */
    @Test
    void subscription_isAcceptedAndEnded_eachWithATokenOfItsOwn() throws Exception {
        off.set(Duration.ofSeconds(-40));
        try (Keyguard keyguard = start();
                SignedWebSocket stream = SignedWebSocket.open(
                                HttpClient.newHttpClient(),
                                keyguard.forStrategy("grid").get(STREAM),
                                message("subscribe", "user"),
                                new Ear())
                        .join()) {
            assertThat(hear()).contains("\"subscriptions\":{\"user\"");
            assertThat(coinbase.sessionsOf(key)).isEqualTo(1);
            stream.send(message("unsubscribe", "user"));
            assertThat(hear()).contains("\"subscriptions\":{}");
            assertThat(coinbase.stats().rejections()).isEmpty();
            assertThatThrownBy(() -> stream.send(message("subscribe", "ticker")))
                    .isInstanceOf(KeyScopeException.class);
        }
    }

    @Test
    void subscription_ofARevokedKey_isRefused() throws Exception {
        try (Keyguard keyguard = start()) {
            key.revoke();
            try (SignedWebSocket stream = SignedWebSocket.open(
                            HttpClient.newHttpClient(),
                            keyguard.forStrategy("grid").get(STREAM),
                            message("subscribe", "user"),
                            new Ear())
                    .join()) {
                assertThat(hear()).contains("authentication failure").doesNotContain(key.apiKey());
                assertThat(stream.toString()).doesNotContain(key.apiKey());
            }
        }
    }
}
