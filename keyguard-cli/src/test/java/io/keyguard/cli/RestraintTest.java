/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.incident.Responder;
import io.keyguard.incident.ResponseLimits;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.VenueDefinition;
import io.keyguard.venues.Venues;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is done about keys that cannot be deleted, with the definitions of venues and over HTTP. */
class RestraintTest {
    private static final HttpReply TOO_MANY =
            new HttpReply(429, "{\"code\":-1003,\"msg\":\"Too many requests\",\"retCode\":10006}");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private final HttpTransport transport = HttpTransport.jdk(Duration.ofSeconds(20));

    @AfterEach
    void close() throws Exception {
        Collections.reverse(opened);
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }

    private MaterialCalls calls(ApiKey key, Venue venue) {
        return opened(MaterialCalls.of(opened(key), venue, transport, InstantSource.system()));
    }

    /** Calls of which the venue refuses some, and has done nothing then. */
    private record Limited(SignedCalls calls, Predicate<String> refused) implements SignedCalls {
        @Override
        public HttpReply call(VenueRequest request) {
            return refused.test(request.toString()) ? TOO_MANY : calls.call(request);
        }

        @Override
        public Optional<VenueKeyId> key() {
            return calls.key();
        }
    }

    private record Stolen(ApiKey key, VenueKeyId id) {}

    private Stolen make(Venue venue, SignedCalls owner, KeyOrder order) {
        KeyAdministrator administrator =
                venue.keys().administrator(Environment.PRODUCTION).orElseThrow();
        NewKey made = opened(administrator.create(owner, order));
        ApiKey key = ApiKey.builder(KeyId.of("grid"))
                .on(venue.id(), order.account())
                .accountId(order.account())
                .material(
                        made.apiKey(),
                        made.secret().orElseThrow(),
                        order.passphrase().orElse(null))
                .build();
        return new Stolen(key, made.id());
    }

    private IncidentReport answer(Venue venue, Stolen stolen, SignedCalls administrator) {
        Instant now = Instant.now();
        return Responder.builder(folder.resolve("state"))
                .key(ExposedKey.builder(stolen.key(), venue, calls(stolen.key(), venue))
                        .administrator(administrator)
                        .build())
                .clock((InstantSource) () -> now.plusNanos(nanos.get()))
                .time(nanos::get, pause -> nanos.addAndGet(pause.toNanos()))
                .limits(ResponseLimits.usual().byHand(Duration.ofSeconds(30)))
                .build()
                .start("");
    }

    private static <S extends VenueSimulator> Venue at(VenueDefinition definition, S simulator) {
        return definition.servedAt(Environment.PRODUCTION, simulator.uri());
    }

    /** Binance sets addresses and rights one after the other, and has the same words for dead keys and foreign addresses. */
    @Test
    void binance_thatBindsAKeyByHalf_andDeletesNone_leavesItListed_andNobodyCallsItDead() {
        String account = "grid@example.com";
        BinanceSimulator binance = opened(BinanceSimulator.start());
        binance.openSubAccount(account);
        Venue venue = at(Venues.binance(), binance);
        Set<String> rights = Set.of("enableReading", "enableSpotAndMarginTrading");
        MaterialCalls owner = calls(
                binance.toApiKey("owner", binance.createKey(SimulatedPlace.array(rights)))
                        .build(),
                venue);
        Stolen stolen = make(
                venue,
                owner,
                KeyOrder.builder(account, "grid1")
                        .rights(rights)
                        .boundTo(Set.of("127.0.0.1"))
                        .build());

        IncidentReport report = answer(
                venue,
                stolen,
                new Limited(
                        owner,
                        request -> request.contains("subAccountApiPermission")
                                || request.equals("DELETE /sapi/v1/sub-account/subAccountApi")));

        assertThat(report.keys().get(0).state()).isEqualTo(KeyOutcome.State.UNKNOWN);
        assertThat(report.isClean()).isFalse();
        assertThat(venue.keys()
                        .administrator(Environment.PRODUCTION)
                        .orElseThrow()
                        .list(owner, account))
                .singleElement()
                .satisfies(listed -> assertThat(listed.ips().value()).contains(Set.of("192.0.2.1")));
    }

    @Test
    void bybit_thatDeletesAndBindsNothing_hasTheSubAccountFrozen() {
        String account = "24617703";
        BybitSimulator bybit = opened(BybitSimulator.startMasterAccount());
        Venue venue = at(Venues.bybit(), bybit);
        MaterialCalls owner = calls(
                bybit.toApiKey(
                                "owner",
                                bybit.createKey("Wallet/SubMemberTransfer").boundTo("127.0.0.1"))
                        .build(),
                venue);
        Stolen stolen = make(
                venue,
                owner,
                KeyOrder.builder(account, "grid1")
                        .rights(Set.of("read", "Spot/SpotTrade"))
                        .boundTo(Set.of("127.0.0.1"))
                        .build());

        IncidentReport report = answer(
                venue,
                stolen,
                new Limited(
                        owner,
                        request -> request.contains("/v5/user/delete-sub-api")
                                || request.contains("/v5/user/update-sub-api")));

        assertThat(report.keys().get(0).state()).isNotEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.next())
                .anyMatch(step -> step.contains("unfreeze the sub-account '" + account + "'"))
                .noneMatch(step -> step.contains("not known"));
    }

    /** Bitget asks for the passphrase of a key that is to be bound elsewhere, so that nothing but its account is left. */
    @Test
    void bitget_thatDeletesNothing_hasTheSubAccountFrozen_andTheKeyTradesNoMore() {
        String account = "7";
        BitgetSimulator bitget = opened(BitgetSimulator.startUnified());
        Venue venue = at(Venues.bitgetUta(), bitget);
        ApiKey owner = bitget.toApiKey(
                        "owner", bitget.createKey("read-only", "uta_mgt").boundTo("127.0.0.1"))
                .build();
        MaterialCalls administrator = calls(owner, venue);
        Stolen stolen = make(
                venue,
                administrator,
                KeyOrder.builder(account, "grid1")
                        .rights(Set.of("read-only", "uta_trade"))
                        .boundTo(Set.of("127.0.0.1"))
                        .passphrase(owner.passphrase().orElseThrow())
                        .build());
        MaterialCalls thief = opened(MaterialCalls.of(stolen.key(), venue, transport, InstantSource.system()));
        assertThat(thief.call(RestingOrders.bitgetUta(1)).status()).isEqualTo(200);

        IncidentReport report = answer(
                venue, stolen, new Limited(administrator, request -> request.contains("/api/v3/user/delete-sub-api")));

        assertThat(report.keys().get(0).state()).isNotEqualTo(KeyOutcome.State.DEAD);
        assertThat(report.next())
                .anyMatch(step -> step.contains("unfreeze the sub-account '" + account + "'"))
                .noneMatch(step -> step.contains("not known"));
        assertThat(thief.call(RestingOrders.bitgetUta(2)).body()).contains("40024");
    }
}
