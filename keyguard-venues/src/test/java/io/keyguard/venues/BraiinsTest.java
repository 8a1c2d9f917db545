/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_HASHPOWER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.KeyScope;
import io.keyguard.KeyScopeException;
import io.keyguard.Keyguard;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.ScopedKey;
import io.keyguard.VenueUnavailableException;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.BraiinsPoolSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.Balance;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.Movement;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests, answers and errors of Braiins Pool and Braiins Hashpower; what the pool has in common with others is in {@link PoolsTest}. */
class BraiinsTest {
    private static final String OURS = "stratum+tcp://pool.example:3333 farm1";

    @Test
    void sign_theProfile_hasTheSlashThatIsDocumented() {
        try (BraiinsPoolSimulator pool = BraiinsPoolSimulator.start()) {
            SimulatedKey key = pool.createKey();
            try (Desk desk = Desk.of(Venues.braiinsPool(), pool, key)) {
                SignedRequest profile = desk.sign(VenueRequest.get("/accounts/profile/json/btc"));
                assertThat(profile.uri()).hasToString("https://pool.braiins.com/accounts/profile/json/btc/");
                assertThat(profile.headers())
                        .containsExactlyInAnyOrderEntriesOf(Map.of("Pool-Auth-Token", key.apiKey()));
                assertThat(profile.body()).isEmpty();
                assertThat(desk.sign(VenueRequest.get("/accounts/payouts/json/btc")
                                        .param("from", "2026-01-01")
                                        .param("to", "a b"))
                                .uri())
                        .hasToString("https://pool.braiins.com/accounts/payouts/json/btc?from=2026-01-01&to=a%20b");
            }
        }
    }

    /** Source: academy.braiins.com, the documented sample's fields; the values are made up. */
    @Test
    void payouts_onChainAndOverLightning_areToldInCoins() {
        String answer =
                "{\"onchain\":[{\"financial_account_name\":\"Bitcoin Account\",\"requested_at_ts\":1700000000,\"resolved_at_ts\":null,"
                        + "\"status\":\"queued\",\"amount_sats\":2500000,\"fee_sats\":0,\"destination\":\"bc1qours\",\"tx_id\":null,\"trigger_type\":\"manual\"}],"
                        + "\"lightning\":[{\"requested_at_ts\":1690000000,\"status\":\"confirmed\",\"amount_sats\":1,\"destination\":\"lnbc1\",\"invoice\":\"lnbc1\"}]}";
        List<Movement> payouts = Venues.braiinsPool()
                .account()
                .movements(
                        Mangled.answering(Map.of("/accounts/payouts/json/btc", answer)),
                        Movement.Kind.WITHDRAWAL,
                        Instant.ofEpochSecond(1690000000),
                        Instant.ofEpochSecond(1700000001))
                .value()
                .orElseThrow();

        assertThat(payouts).extracting(Movement::counterparty).containsExactly("lnbc1", "bc1qours");
        assertThat(payouts)
                .extracting(movement -> movement.amount().toPlainString())
                .containsExactly("-0.00000001", "-0.025");
        assertThat(payouts).extracting(Movement::state).containsExactly("confirmed", "queued");
    }

    @Test
    void error_meansWhatItsStatusSays() {
        for (VenueDefinition venue : List.of(Venues.braiinsPool(), Venues.braiinsHashpower())) {
            var errors = venue.errors();
            assertThat(errors.classify(new HttpReply(401, "{\"message\":\"canary\"}"))
                            .orElseThrow())
                    .satisfies(error -> {
                        assertThat(error.kinds()).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.IP);
                        assertThat(error.code()).doesNotContain("canary");
                    });
            assertThat(errors.classify(new HttpReply(403, "")).orElseThrow().kinds())
                    .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.PERMISSION, Kind.IP);
            assertThat(errors.classify(new HttpReply(429, "")).orElseThrow().kinds())
                    .containsExactly(Kind.RATE);
            assertThat(errors.classify(new HttpReply(400, "")).orElseThrow().kinds())
                    .containsExactly(Kind.REQUEST);
            assertThat(errors.classify(new HttpReply(200, "{}"))).isEmpty();
        }
    }

    private static String bid(String url, String identity) {
        return "{\"dest_upstream\":{\"url\":\"" + url + "\",\"identity\":\"" + identity
                + "\"},\"amount_sat\":100000,\"price_sat\":50000000}";
    }

    @Test
    void hashpower_bidsAreListedWithTheirDestinations_andAllCancelled() {
        try (BraiinsHashpowerSimulator market = BraiinsHashpowerSimulator.start()) {
            VenueDefinition venue = Venues.braiinsHashpower().servedAt(Environment.PRODUCTION, market.uri());
            try (Desk owner = Desk.of(venue, market, market.createKey("Owner Token"));
                    Desk reader = Desk.of(venue, market, market.createKey("Read-only Token"))) {
                VenueRequest request = VenueRequest.post("/v1/spot/bid");
                owner.call(request.json(bid("stratum+tcp://pool.example:3333", "farm1")));
                owner.call(request.json(bid("stratum+tcp://pool.example:3333", "farm2")));
                var account = venue.account();

                assertThat(account.openOrders(reader, Set.of(TRADE_HASHPOWER)))
                        .extracting(OpenOrder::id)
                        .containsExactly("B1", "B2");
                assertThat(account.payouts(reader).value().orElseThrow())
                        .extracting(Payout::destination)
                        .containsExactly(OURS, "stratum+tcp://pool.example:3333 farm2");
                assertThat(account.balances(reader, Set.of()))
                        .extracting(Balance::total)
                        .containsExactly(new BigDecimal("1.5"));
                assertThat(venue.errors()
                                .classify(reader.call(request.json(bid("stratum+tcp://thief.example:1", "t"))))
                                .orElseThrow()
                                .kinds())
                        .contains(Kind.PERMISSION);
                assertThatThrownBy(() -> venue.emergency().cancelAll(reader, Set.of(TRADE_HASHPOWER)))
                        .isInstanceOf(io.keyguard.VenueRefusedException.class);
                venue.emergency().cancelAll(owner, Set.of(TRADE_HASHPOWER));
                assertThat(account.openOrders(owner, Set.of(TRADE_HASHPOWER))).isEmpty();
                assertThat(market.stats().ordersCancelled()).isEqualTo(2);
                assertThat(venue.emergency().deadManSwitch(TRADE_HASHPOWER, Duration.ofMinutes(1)))
                        .isEmpty();
            }
        }
    }

    @Test
    void hashpower_inspection_tellsNotWhichTokenItIs() {
        try (BraiinsHashpowerSimulator market = BraiinsHashpowerSimulator.start()) {
            VenueDefinition venue = Venues.braiinsHashpower().servedAt(Environment.PRODUCTION, market.uri());
            for (String kind : List.of("Owner Token", "Read-only Token")) {
                SimulatedKey key = market.createKey(kind);
                try (Desk desk = Desk.of(venue, market, key)) {
                    KeyFacts facts = venue.inspector(Environment.PRODUCTION).inspect(desk);
                    assertThat(facts.permissions().all(Presence.GRANTED)).containsExactly(READ_ACCOUNT);
                    assertThat(facts.permissions().all(Presence.UNKNOWN)).containsExactly(TRADE_HASHPOWER);
                    assertThat(facts.accountId().isKnown()).isFalse();
                    key.revoke();
                    assertThat(KeyProbe.ask(venue.inspector(Environment.PRODUCTION), desk))
                            .isEqualTo(KeyProbe.Answer.DEAD);
                }
            }
            for (String other : new String[] {"{}", "{\"items\":[{}]}", "{\"items\":[1]}", "[]", "{\"items\":{}}"}) {
                assertThatThrownBy(() -> venue.inspector(Environment.PRODUCTION)
                                .inspect(Mangled.answering(Map.of("/v1/spot/bid/current", other))))
                        .isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    @TempDir
    private Path folder;

    /** A strategy that may buy still cannot send what it bought elsewhere. */
    @Test
    void hashpower_isSentToPinnedPoolsAlone() throws Exception {
        PassphraseSource passphrase = PassphraseSource.ofChars("synthetic passphrase".toCharArray());
        VaultOptions cheap = VaultOptions.defaults().insecureCostForTests();
        Path file = folder.resolve("market.vault");
        try (BraiinsHashpowerSimulator market = BraiinsHashpowerSimulator.start()) {
            try (Vault vault = Vault.create(file, passphrase, cheap)) {
                vault.add(market.toApiKey("buyer-key", market.createKey("Owner Token"))
                        .accountId(null)
                        .strategies(Set.of("buyer"))
                        .build());
            }
            try (Keyguard keyguard = Keyguard.builder()
                    .source(Vault.open(file, passphrase, cheap))
                    .venues(Venues.braiinsHashpower().servedAt(Environment.PRODUCTION, market.uri()))
                    .grant(
                            "buyer",
                            Grant.on("braiins-hashpower", "main")
                                    .allow(READ_ACCOUNT, TRADE_HASHPOWER)
                                    .acceptUnknown("the market tells nothing of a token", TRADE_HASHPOWER)
                                    .pinPayout(OURS))
                    .policy(KeyPolicy.strict().fromAnyAddress())
                    .start()) {
                ScopedKey key =
                        keyguard.forStrategy("buyer").get(KeyScope.of("braiins-hashpower", "main", TRADE_HASHPOWER));
                VenueRequest request = VenueRequest.post("/v1/spot/bid");
                SignedRequest ours = key.sign(request.json(bid("stratum+tcp://pool.example:3333", "farm1")));
                assertThat(new String(ours.body(), UTF_8)).contains("farm1");
                assertThat(HttpTransport.jdk(Duration.ofSeconds(10)).send(ours).body())
                        .contains("B1");
                assertThatThrownBy(() -> key.sign(request.json(bid("stratum+tcp://pool.example:3333", "thief"))))
                        .isInstanceOf(KeyScopeException.class)
                        .hasMessageContaining("pinned to strat")
                        .hasMessageNotContaining("thief");
                assertThat(market.stats().ordersPlaced()).isEqualTo(1);
            }
        }
    }
}
