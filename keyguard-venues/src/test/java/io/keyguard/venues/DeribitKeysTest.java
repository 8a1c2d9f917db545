/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.DeribitSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.AccessEvent;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Keys at Deribit, made, listed, changed and deleted over HTTP at the simulator. */
class DeribitKeysTest {
    private static final Set<String> HERE = Set.of("127.0.0.1");
    private static final Set<String> TRADER = Set.of("connection", "account:read", "trade:read_write");

    private final DeribitSimulator deribit = DeribitSimulator.start();
    private final SimulatedKey master = deribit.createKey("account:read_write").boundTo("127.0.0.1");
    private final VenueDefinition venue = Venues.deribit().servedAt(PRODUCTION, deribit.uri());
    private final KeyAdministrator keys = venue.keys().administrator(PRODUCTION).orElseThrow();
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, master);

    @AfterEach
    void close() {
        desk.close();
        deribit.close();
    }

    private static KeyOrder.Builder order(String label) {
        return KeyOrder.builder("", label).rights(TRADER).boundTo(HERE);
    }

    private NewKey create(String label) {
        return keys.create(desk, order(label).build());
    }

    private KeyProbe.Answer probe(Desk with) {
        return KeyProbe.ask(venue.inspector(PRODUCTION), with);
    }

    private Optional<ListedKey> listed(VenueKeyId id) {
        return keys.list(desk, "").stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private List<String> names() {
        return keys.list(desk, "").stream()
                .map(ListedKey::label)
                .filter(name -> !name.isEmpty())
                .sorted()
                .toList();
    }

    @Test
    void key_isMadeListedChangedAndDeleted() {
        try (NewKey made = create("bot_1");
                Desk bot = Desk.of(venue, made, "")) {
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            ListedKey key = listed(made.id()).orElseThrow();
            assertThat(key.label()).isEqualTo("bot_1");
            assertThat(key.rights().value()).contains(TRADER);
            assertThat(key.ips().value()).contains(HERE);
            assertThat(key.created().isKnown()).isFalse();

            assertThat(keys.modify(desk, "", made.id(), Set.of("connection", "trade:read"), Set.of()))
                    .isTrue();

            ListedKey changed = listed(made.id()).orElseThrow();
            assertThat(changed.rights().value()).contains(Set.of("connection", "trade:read"));
            assertThat(changed.ips().isKnown()).isTrue();
            assertThat(changed.ips().value()).isEmpty();
            assertThat(changed.label()).isEqualTo("bot_1");
            assertThat(keys.delete(desk, "", made.id(), Optional.empty())).isTrue();
            assertThat(probe(bot)).isNotEqualTo(KeyProbe.Answer.ACCEPTED);
            assertThat(listed(made.id())).isEmpty();
            assertThat(keys.delete(desk, "", made.id(), Optional.empty())).isFalse();
            assertThat(probe(desk)).isEqualTo(KeyProbe.Answer.ACCEPTED);
        }
    }

    /** One code says that a key is gone, that the signature is wrong and that the address is: for a key that was accepted before, the first. */
    @Test
    void probe_ofADeletedKey_saysDead() {
        deribit.deletedKeysWorkFor(1);
        try (NewKey made = keys.create(
                        desk, order("bot_1").rights(Set.of("trade:read")).build());
                Desk bot = Desk.of(venue, made, "")) {
            assertThat(keys.delete(desk, "", made.id(), Optional.empty())).isTrue();
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
        }
    }

    @Test
    void whatWasDoneWithKeys_isInTheRecord() {
        Instant start = Instant.now().minusSeconds(60);
        try (NewKey made = create("bot_1")) {
            keys.delete(desk, "", made.id(), Optional.empty());
        }
        assertThat(venue.account()
                        .accesses(desk, start, Instant.now().plusSeconds(60))
                        .value()
                        .orElseThrow())
                .extracting(AccessEvent::what)
                .containsExactlyInAnyOrder("new_api_key", "changed_scope", "changed_whitelist", "removed_api_key");
    }

    // Refusals

    private static Set<Kind> refusal(Runnable request) {
        return catchThrowableOfType(VenueRefusedException.class, request::run).kinds();
    }

    @Test
    void quotaAndName_areRefusedAsRequests() {
        deribit.quota(2);
        create("bot_1").close();
        assertThat(refusal(() -> create("bot_2"))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> create("not-allowed"))).containsExactly(Kind.REQUEST);
        assertThat(names()).containsExactly("bot_1");
    }

    @Test
    void administrator_whoMayNot_isRefusedForThatReason() {
        master.rights("account:read");
        assertThat(refusal(() -> create("bot_1"))).containsExactly(Kind.PERMISSION);
        master.rights("trade:read_write");
        assertThat(refusal(() -> keys.list(desk, ""))).containsExactly(Kind.PERMISSION);
        master.revoke();
        assertThat(refusal(() -> create("bot_1"))).contains(Kind.BAD_KEY);
    }

    @Test
    void secondFactor_isForAPerson_andNothingIsDone() {
        VenueKeyId id;
        try (NewKey made = create("bot_1")) {
            id = made.id();
        }
        deribit.askForSecondFactor(true);
        for (Runnable request : List.<Runnable>of(
                () -> keys.list(desk, ""),
                () -> create("bot_2"),
                () -> keys.modify(desk, "", id, TRADER, HERE),
                () -> keys.delete(desk, "", id, Optional.empty()))) {
            var refused = catchThrowableOfType(VenueRefusedException.class, request::run);
            assertThat(refused.kinds()).containsExactly(Kind.REQUEST);
            assertThat(refused).hasMessageContaining("second factor").hasMessageContaining("a person");
        }
        deribit.askForSecondFactor(false);
        assertThat(names()).containsExactly("bot_1");
    }

    /** Nothing is asked. */
    @Test
    void whatTheApiCannotDo_isRefusedHere() {
        SignedCalls nobody = request -> {
            throw new AssertionError("nothing is to be asked");
        };
        VenueKeyId id = VenueKeyId.of("deribit", "synthetic");
        assertThat(refusal(() -> keys.list(nobody, "7"))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.create(nobody, KeyOrder.builder("7", "a").build())))
                .containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.modify(nobody, "7", id, TRADER, HERE))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.delete(nobody, "7", id, Optional.empty())))
                .containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.create(
                        nobody, order("a").algorithm(SignatureAlgorithm.ED25519).build())))
                .containsExactly(Kind.REQUEST);
    }

    @Test
    void keyThatIsNotThere_isNotChanged() {
        assertThat(refusal(() -> keys.modify(desk, "", VenueKeyId.of("deribit", "synthetic"), TRADER, HERE)))
                .containsExactly(Kind.REQUEST);
        assertThat(deribit.stats().rejections()).isEmpty();
    }

    // What is not known

    @Test
    void lostAnswer_isNotKnown_andTheKeyIsInTheList() {
        deribit.failNext(1, Fault.LOST_ANSWER);
        assertThatThrownBy(() -> create("bot_1")).isInstanceOf(VenueUnavailableException.class);
        assertThat(names()).containsExactly("bot_1");
    }

    /** The nonce is used up the second time. */
    @Test
    void doubledCreation_makesOneKey() {
        deribit.failNext(1, Fault.DOUBLED);
        create("bot_1").close();
        assertThat(names()).containsExactly("bot_1");
        assertThat(deribit.stats().rejections()).containsOnlyKeys("13009");
    }

    @Test
    void twoKeysOfOneName_areToldApart() {
        try (NewKey first = create("bot_1");
                NewKey second = create("bot_1")) {
            assertThat(names()).containsExactly("bot_1", "bot_1");
            assertThat(keys.delete(desk, "", first.id(), Optional.empty())).isTrue();
            assertThat(listed(second.id())).isPresent();
            assertThat(listed(first.id())).isEmpty();
        }
    }

    /** What anybody could use from anywhere is not handed out; it is found by its name. */
    @Test
    void keyThatCouldNotBeBound_isNotHandedOut() {
        var asked = new ArrayList<String>();
        SignedCalls losing = request -> {
            asked.add(request.path());
            HttpReply reply = desk.call(request);
            return request.path().endsWith("edit_api_key") ? new HttpReply(503, "") : reply;
        };
        assertThatThrownBy(() -> keys.create(losing, order("bot_1").build()))
                .isInstanceOf(VenueUnavailableException.class)
                .hasMessageContaining("addresses");
        assertThat(asked).containsExactly("/api/v2/private/create_api_key", "/api/v2/private/edit_api_key");
        assertThat(names()).containsExactly("bot_1");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"DOUBLED", "NO_ANSWER", "LOST_ANSWER"})
    void brokenAnswer_isNotKnown(Fault fault) {
        try (NewKey made = create("bot_1")) {
            for (Runnable request : List.<Runnable>of(
                    () -> keys.list(desk, ""),
                    () -> create("bot_2").close(),
                    () -> keys.modify(desk, "", made.id(), TRADER, HERE),
                    () -> keys.delete(desk, "", made.id(), Optional.empty()))) {
                deribit.failNext(1, fault);
                assertThatThrownBy(request::run).isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    @Test
    void errors_thatLeaveItOpen_areNotRefusals() {
        for (int code : new int[] {10001, 11051, 11094, 13888}) {
            SignedCalls broken = request -> new HttpReply(
                    400, "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":" + code + ",\"message\":\"synthetic\"}}");
            assertThatThrownBy(() -> keys.create(broken, order("a").build()))
                    .as("%s", code)
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    // Samples of the documentation

    private static final String SECRET = "5gE6eyXwolP4RcVmsNqq8rhjtnjv5M1_HNHUHKAXsgt";
    private static final String ROW =
            "{\"max_scope\":\"trade:read_write wallet:none account:read\",\"ip_whitelist\":[\"127.0.0.1\"],\"client_secret\":\""
                    + SECRET
                    + "\",\"client_id\":\"GgUXjYUj\",\"enabled_features\":[],\"timestamp\":1721816749587,\"name\":\"test_key\",\"id\":11,\"enabled\":true,\"default\":false}";
    private static final String ONE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + ROW + "}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[" + ROW + "]}";
    private static final VenueKeyId ID = VenueKeyId.of("deribit", "GgUXjYUj");

    private static final String LISTING = "/api/v2/private/list_api_keys";
    private static final String EDITING = "/api/v2/private/edit_api_key";

    @Test
    void sampleOfCreation_isRead_wiped_andNeverHalf() {
        KeyOrder anywhere = order("test_key").boundTo(Set.of()).build();
        var reply = new HttpReply(200, ONE);
        try (NewKey made = keys.create(request -> reply, anywhere)) {
            assertThat(made.id()).isEqualTo(ID);
            assertThat(made.secret().orElseThrow().sameBytes(Desk.box(SECRET))).isTrue();
            assertThat(reply.bytes()).containsOnly((byte) 0);
        }
        Mangled.variants(ONE).forEach(variant -> {
            var mangled = new HttpReply(200, variant);
            try (NewKey made = keys.create(request -> mangled, anywhere)) {
                assertThat(made.apiKey().length()).as(variant).isPositive();
                assertThat(made.secret().orElseThrow().length()).as(variant).isPositive();
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain(SECRET, "GgUXjYUj");
            }
            assertThat(new String(mangled.bytes(), StandardCharsets.UTF_8)).doesNotContain(SECRET);
        });
    }

    @Test
    void sampleOfTheList_isReadWithoutItsSecrets_andNeverHalf() {
        var reply = new HttpReply(200, LIST);
        List<ListedKey> sample = keys.list(request -> reply, "");
        assertThat(sample).extracting(ListedKey::id).containsExactly(ID);
        assertThat(sample.get(0).rights().value()).contains(TRADER);
        assertThat(sample.toString()).doesNotContain(SECRET, "GgUXjYUj");
        assertThat(reply.bytes()).containsOnly((byte) 0);
        Mangled.variants(LIST).forEach(variant -> {
            try {
                List<ListedKey> read = keys.list(Mangled.answering(Map.of(LISTING, variant)), "");
                assertThat(read.size()).as(variant).isLessThanOrEqualTo(1);
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain(SECRET, "GgUXjYUj");
            }
        });
    }

    @Test
    void withoutSecrets_aReplyKeepsTheRest() {
        String nested = "{\"a\":[{\"client_secret\":{\"x\":\"" + SECRET
                + "\"},\"b\":1.50},null,true],\"client_secret\":\"" + SECRET + "\"}";
        HttpReply without = DeribitSecrets.without(new HttpReply(400, nested));
        assertThat(without.body()).isEqualTo("{\"a\":[{\"b\":1.50},null,true]}");
        assertThat(without.status()).isEqualTo(400);
        assertThat(DeribitSecrets.without(new HttpReply(200, nested.substring(0, 60)))
                        .body())
                .isEmpty();
    }

    @Test
    void change_thatIsNotConfirmed_isNotKnown() {
        SignedCalls sample = Mangled.answering(Map.of(LISTING, LIST, EDITING, ONE));
        assertThat(keys.modify(sample, "", ID, TRADER, HERE)).isTrue();
        assertThatThrownBy(() -> keys.modify(sample, "", ID, TRADER, Set.of()))
                .isInstanceOf(VenueUnavailableException.class);
        assertThatThrownBy(() -> keys.modify(sample, "", ID, Set.of("trade:read"), HERE))
                .isInstanceOf(VenueUnavailableException.class);
        Mangled.variants(ONE).forEach(variant -> {
            try {
                assertThat(keys.modify(
                                Mangled.answering(Map.of(LISTING, LIST, EDITING, variant)), "", ID, TRADER, HERE))
                        .as(variant)
                        .isTrue();
                assertThat(variant).contains("GgUXjYUj", "127.0.0.1", "trade:read_write");
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain(SECRET, "GgUXjYUj");
            }
        });
    }

    // Steps and clock

    @Test
    void steps_nameEverything() {
        String steps =
                String.join("\n", venue.keys().stepsToCreate(order("bot_1").build()));
        assertThat(steps)
                .contains("bot_1", "127.0.0.1", "trade:read_write", "HMAC_SHA256")
                .doesNotContain("{");
        assertThat(String.join("\n", venue.keys().stepsToDelete("bot_1"))).contains("bot_1");
    }

    @Test
    void clock_isReadWithoutAKey() throws IOException {
        var clock = venue.clock().orElseThrow();
        var question = new SignedRequest("GET", URI.create(deribit.uri() + clock.path()), Map.of(), new byte[0]);
        HttpReply reply = HttpTransport.jdk(Duration.ofSeconds(10)).send(question);
        assertThat(clock.read(reply))
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(600));
        assertThatThrownBy(() -> clock.read(new HttpReply(200, "{\"result\":\"soon\"}")))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
