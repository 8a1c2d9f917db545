/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.OPEN_SESSION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.KeyProvider;
import io.keyguard.Keyguard;
import io.keyguard.StateDirectory;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.rotation.Relogin;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venues.RotationPlaces.Place;
import io.keyguard.venues.Traffic.Sent;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A key is rotated at every simulated venue that makes keys by API, while four strategies trade with it: two over HTTP, two over WebSockets where orders go over these. */
class RotationUnderLoadTest {
    private static final KeyId BOT = KeyId.of("bot");
    private static final KeyId OWNER = KeyId.of("owner");
    private static final List<String> OVER_HTTP = List.of("grid", "hedge");
    private static final List<String> OVER_SOCKET = List.of("maker", "taker");
    private static final Set<String> STRATEGIES = Set.of("grid", "hedge", "maker", "taker");
    private static final int ORDERS = 5;
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(60));

    @TempDir
    private Path folder;

    private final HttpClient sockets = HttpClient.newHttpClient();
    private final AtomicInteger drained = new AtomicInteger(Integer.MAX_VALUE);

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase".toCharArray());
    }

    private Vault vault(String name, ApiKey key) {
        Path file = folder.resolve(name);
        try (Vault vault = Vault.create(file, passphrase(), CHEAP);
                key) {
            vault.add(key);
        }
        return Vault.open(file, passphrase(), CHEAP);
    }

    private static ApiKey stored(Place place, NewKey made) {
        return ApiKey.builder(BOT)
                .on(place.venue().id(), "main")
                .algorithm(place.algorithm())
                .strategies(STRATEGIES)
                .material(
                        Desk.box(text(made.apiKey())),
                        Desk.box(text(made.secret().orElseThrow())),
                        place.passphrase().isEmpty() ? null : Desk.box(place.passphrase()))
                .build();
    }

    private static String text(SecretBytes part) {
        return part.lend(InsecureSecretAccess.get(), view -> UTF_8.decode(view).toString());
    }

    private Keyguard bot(Place place) {
        Keyguard.Builder bot = Keyguard.builder()
                .clock(place.time())
                .state(StateDirectory.at(folder.resolve("state"))
                        .service("bot", "1.0.0")
                        .host("box-1"))
                .source(Vault.open(folder.resolve("bot.vault"), passphrase(), CHEAP))
                .venues(place.venue())
                .overlap(Duration.ofMillis(200))
                .policy(KeyPolicy.strict().ofAnyAge().fromAnyAddress());
        STRATEGIES.forEach(strategy -> bot.grant(strategy, place.grant()));
        return bot.start();
    }

    private void trade(Traffic traffic, Keyguard bot, Place place, List<TradingSession> sessions) {
        for (String strategy : OVER_HTTP) {
            traffic.overHttp(strategy, bot.forStrategy(strategy), place, HTTP);
        }
        for (String strategy : OVER_SOCKET) {
            if (place.socket() == null) {
                traffic.overHttp(strategy, bot.forStrategy(strategy), place, HTTP);
                continue;
            }
            KeyProvider keys = bot.forStrategy(strategy);
            var session = new TradingSession(sockets, place);
            bot.onChange(
                    "orders of " + strategy,
                    Relogin.of(keys, strategy, place.scope(OPEN_SESSION), session::logIn, session::close));
            session.logIn(keys.get(place.scope(OPEN_SESSION)))
                    .toCompletableFuture()
                    .join();
            sessions.add(session);
            traffic.overSocket(strategy, session, place);
        }
    }

    /** Goes on after every further order of each strategy, until it is over. */
    private RotationStatus rotate(Place place, Vault vault, Vault owners, Traffic traffic) throws Exception {
        Rotations rotations = Rotations.builder(folder.resolve("state"), vault)
                .venues(place.venue())
                .transport(HTTP)
                .clock(place.time())
                .administrators(owners)
                .listener(status -> {
                    if (status.state() == RotationState.DRAINING) {
                        drained.set(traffic.begun());
                    }
                })
                .build();
        RotationStatus status = rotations.run(RotationPlan.of(BOT, place.needs())
                .account(place.account())
                .administeredBy(OWNER)
                .overlap(Duration.ZERO));
        while (!status.state().isOver()) {
            assertThat(status.state()).as(status.toString()).isNotEqualTo(RotationState.BLOCKED);
            assertThat(status.todo()).as(status.toString()).isEmpty();
            traffic.awaitOrders(1);
            place.time().pass();
            status = rotations.resume(BOT);
        }
        return status;
    }

    @ParameterizedTest
    @MethodSource("io.keyguard.venues.RotationPlaces#all")
    void rotate_underLoad_refusesNoOrder_andEveryOneAfterTheSwitchHasTheNewKey(Place place) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var sessions = new ArrayList<TradingSession>();
        try (VenueSimulator simulator = place.simulator();
                NewKey first = place.make();
                Vault vault = vault("bot.vault", stored(place, first));
                Vault owners = vault(
                        "owner.vault",
                        simulator.toApiKey(OWNER.value(), place.owner()).build());
                Keyguard bot = bot(place);
                var traffic = new Traffic()) {
            String old = text(first.apiKey());
            trade(traffic, bot, place, sessions);
            traffic.awaitOrders(ORDERS);

            RotationStatus status = rotate(place, vault, owners, traffic);
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
            assertThat(place.time().passed()).isGreaterThanOrEqualTo(place.lingers());

            traffic.awaitOrders(ORDERS);
            List<Sent> sent = traffic.end();
            assertThat(sent)
                    .allSatisfy(order ->
                            assertThat(order.isTaken()).as(order.toString()).isTrue());
            assertMovedOver(sent, old, apiKey(vault));
            assertThat(sessions)
                    .allSatisfy(session -> assertThat(session.logins()).containsExactly(1L, 2L));
            assertThat(simulator.stats().ordersPlaced()).isGreaterThanOrEqualTo(sent.size());
            assertBound(place, apiKey(vault));
            assertDead(place, first);
        }
    }

    private static String apiKey(Vault vault) {
        var keys = vault.read().keys();
        assertThat(keys.keySet()).containsExactly(BOT);
        return text(keys.get(BOT).apiKey());
    }

    private void assertMovedOver(List<Sent> sent, String old, String fresh) {
        assertThat(fresh).isNotEqualTo(old);
        for (String strategy : STRATEGIES) {
            List<Sent> own = sent.stream()
                    .filter(order -> order.strategy().equals(strategy))
                    .toList();
            assertThat(own.stream().map(Sent::generation).distinct())
                    .as(strategy)
                    .containsExactly(1L, 2L);
            assertThat(own.stream().map(Sent::generation).toList()).as(strategy).isSorted();
        }
        assertThat(sent)
                .filteredOn(order -> order.number() > drained.get())
                .hasSizeGreaterThan(STRATEGIES.size())
                .allSatisfy(order -> assertThat(order.generation()).isEqualTo(2));
        assertThat(sent)
                .filteredOn(order -> !order.carried().isEmpty())
                .isNotEmpty()
                .allSatisfy(order -> assertThat(order.carried())
                        .contains(order.generation() == 2 ? fresh : old)
                        .doesNotContain(order.generation() == 2 ? old : fresh));
    }

    private static void assertBound(Place place, String fresh) {
        try (Desk owner = place.desk()) {
            assertThat(place.venue()
                            .keys()
                            .administrator(PRODUCTION)
                            .orElseThrow()
                            .list(owner, place.account()))
                    .filteredOn(
                            key -> key.id().equals(VenueKeyId.of(place.venue().id(), fresh)))
                    .singleElement()
                    .satisfies(key -> assertThat(key.ips().value()).contains(Set.of(RotationPlaces.HERE)));
        }
    }

    /** The old key neither reads nor trades. */
    private void assertDead(Place place, NewKey first) {
        try (Desk desk = Desk.of(place.venue(), first, place.passphrase(), place.time())) {
            assertThat(KeyProbe.ask(place.venue().inspector(PRODUCTION), desk)).isEqualTo(KeyProbe.Answer.DEAD);
            HttpReply reply = desk.call(place.http().order().apply(-1));
            VenueError error = place.venue().errors().classify(reply).orElseThrow();
            assertThat(error.kinds()).contains(VenueError.Kind.BAD_KEY);
        }
    }
}
