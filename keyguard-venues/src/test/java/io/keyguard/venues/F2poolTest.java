/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Permission.PAYOUT_SETTINGS;
import static io.keyguard.Permission.READ_ACCOUNT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.KeyScopeException;
import io.keyguard.VenueRefusedException;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests, answers and errors of F2Pool; what it has in common with other pools is in {@link PoolsTest}. */
class F2poolTest {
    private static final VenueDefinition VENUE = Venues.f2pool();

    @Test
    void sign_putsTheTokenIntoTheDocumentedHeaderAlone() {
        try (F2poolSimulator pool = F2poolSimulator.start()) {
            var key = pool.createKey("read");
            try (Desk desk = Desk.of(VENUE, pool, key)) {
                SignedRequest plain = desk.sign(VenueRequest.post("/v2/hash_rate/info")
                        .param("mining_user_name", "farm1")
                        .param("currency", "bitcoin"));
                assertThat(plain.uri()).hasToString("https://api.f2pool.com/v2/hash_rate/info");
                assertThat(plain.headers())
                        .containsExactlyInAnyOrderEntriesOf(
                                Map.of("F2P-API-SECRET", key.apiKey(), "Content-Type", "application/json"));
                assertThat(new String(plain.body(), UTF_8))
                        .isEqualTo("{\"mining_user_name\":\"farm1\",\"currency\":\"bitcoin\"}");
                String document = "{ \"mining_user_name\" : \"farm1\" }";
                assertThat(desk.sign(VenueRequest.post("/v2/mining_user/get").json(document))
                                .text())
                        .as("byte for byte")
                        .isEqualTo(document);
                assertThat(desk.sign(VenueRequest.post("/v2/mining_user/list")).text())
                        .isEqualTo("{}");
            }
        }
    }

    /** A token that reads is refused what writes, and who knows that knows nothing of the token at the real venue. */
    @Test
    void freeze_stopsPayouts_withATokenThatMay() {
        try (F2poolSimulator pool = F2poolSimulator.start()) {
            VenueDefinition venue = VENUE.servedAt(Environment.PRODUCTION, pool.uri());
            VenueRequest stop = venue.emergency().freeze("farm1").orElseThrow();
            pool.mine("1");
            try (Desk desk = Desk.of(venue, pool, pool.createKey("read"))) {
                assertThat(venue.errors()
                                .classify(desk.call(stop))
                                .orElseThrow()
                                .kinds())
                        .containsExactlyInAnyOrder(Kind.PERMISSION, Kind.BAD_KEY);
            }
            try (Desk desk = Desk.of(venue, pool, pool.createKey("read", "write"))) {
                assertThat(venue.errors().classify(desk.call(stop))).isEmpty();
            }
            assertThat(pool.payOut()).isFalse();
            assertThat(venue.emergency().deadManSwitch(PAYOUT_SETTINGS, java.time.Duration.ofMinutes(1)))
                    .isEmpty();
        }
    }

    /** Calls without a grant, as those in answer to an incident are, have nothing that pins a destination. */
    @Test
    void walletUpdate_withoutAGrant_isNotSigned() {
        try (F2poolSimulator pool = F2poolSimulator.start();
                ApiKey key =
                        pool.toApiKey("farm", pool.createKey("read", "write")).build();
                MaterialCalls calls = MaterialCalls.of(
                        key,
                        VENUE.servedAt(Environment.PRODUCTION, pool.uri()),
                        HttpTransport.jdk(Duration.ofSeconds(10)),
                        InstantSource.system())) {
            String before = pool.wallet();
            assertThat(calls.accountId()).contains("farm1");
            assertThat(calls.call(VenueRequest.post("/v2/mining_user/list")).status())
                    .isEqualTo(200);
            assertThatThrownBy(
                            () -> calls.call(
                                    VenueRequest.post("/v2/mining_user/wallet/update")
                                            .json(
                                                    "{\"params\":[{\"mining_user_name\":\"farm1\",\"wallets\":[{\"currency\":\"bitcoin\",\"address\":\"bc1qany\"}]}]}")))
                    .isInstanceOf(KeyScopeException.class)
                    .hasMessageContaining("no grant");
            assertThat(pool.wallet()).isEqualTo(before);
        }
    }

    @Test
    void inspect_severalUsersAndNoneNamed_leavesTheAccountOpen() {
        var answer = Map.of(
                "/v2/mining_user/list",
                "{\"mining_user_list\":[{\"mining_user_name\":\"farm1\",\"wallets\":[]},{\"mining_user_name\":\"farm2\",\"wallets\":[]}]}");
        var facts = VENUE.inspector(Environment.PRODUCTION).inspect(Mangled.answering(answer));

        assertThat(facts.accountId().isKnown()).isFalse();
        assertThat(facts.permissions().all(io.keyguard.PermissionSet.Presence.GRANTED))
                .containsExactly(READ_ACCOUNT);
    }

    private static Set<Kind> error(int status, String body) {
        return VENUE.errors()
                .classify(new HttpReply(status, body))
                .orElseThrow()
                .kinds();
    }

    @Test
    void error_means() {
        String refused = "{\"code\":5010,\"msg\":\"permission denied: permission denied name=\\\"canary\\\"\"}";
        assertThat(error(200, refused)).containsExactlyInAnyOrder(Kind.PERMISSION, Kind.BAD_KEY);
        assertThat(error(200, "{\"code\":5001,\"msg\":\"params error: canary\"}"))
                .containsExactly(Kind.REQUEST);
        assertThat(error(401, "")).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.IP);
        assertThat(error(403, "<html>")).containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.PERMISSION, Kind.IP);
        assertThat(error(429, "")).containsExactly(Kind.RATE);
        assertThat(error(502, "")).containsExactlyInAnyOrder(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN);
        assertThat(error(200, "{\"code\":\"canary\"}")).containsExactly(Kind.REQUEST);
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"code\":0}"))).isEmpty();
        assertThat(VENUE.errors().classify(new HttpReply(200, "{\"info\":{}}"))).isEmpty();
        assertThatThrownBy(
                        () -> VENUE.inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(200, refused)))
                .isInstanceOf(VenueRefusedException.class)
                .hasMessageNotContaining("canary");
    }
}
