/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.KeyguardException;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.OkxSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Keys of sub-accounts at OKX, made, listed, changed and deleted over HTTP at the simulator. */
class OkxKeysTest {
    private static final String SUB = "grid1";
    private static final String PASSPHRASE = "Synthetic-passphrase-1";
    private static final Set<String> HERE = Set.of("127.0.0.1");
    private static final Set<String> TRADER = Set.of("read_only", "trade");

    private final OkxSimulator okx = OkxSimulator.startMainAccount();
    private final SimulatedKey master = okx.createKey("read_only", "trade").boundTo("127.0.0.1");
    private final VenueDefinition venue = Venues.okx().servedAt(PRODUCTION, okx.uri());
    private final KeyAdministrator keys = venue.keys().administrator(PRODUCTION).orElseThrow();
    private final Desk desk = new Desk(venue, SignatureAlgorithm.HMAC_SHA256, master);

    @AfterEach
    void close() {
        desk.close();
        okx.close();
    }

    private static KeyOrder.Builder order(String label) {
        return KeyOrder.builder(SUB, label).rights(TRADER).boundTo(HERE).passphrase(Desk.box(PASSPHRASE));
    }

    private NewKey create(String label) {
        return keys.create(desk, order(label).build());
    }

    private KeyProbe.Answer probe(Desk with) {
        return KeyProbe.ask(venue.inspector(PRODUCTION), with);
    }

    @Test
    void key_isMadeListedChangedAndDeleted() {
        try (NewKey made = create("bot1");
                Desk bot = Desk.of(venue, made, PASSPHRASE)) {
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            ListedKey listed = only();
            assertThat(listed.id()).isEqualTo(made.id());
            assertThat(listed.label()).isEqualTo("bot1");
            assertThat(listed.rights().value()).contains(TRADER);
            assertThat(listed.ips().value()).contains(HERE);
            assertThat(listed.created().value()).isPresent();

            assertThat(keys.modify(desk, SUB, made.id(), Set.of("read_only"), Set.of()))
                    .isTrue();

            assertThat(only().rights().value()).contains(Set.of("read_only"));
            assertThat(only().ips().isKnown()).isTrue();
            assertThat(only().ips().value()).isEmpty();
            assertThat(only().label()).isEqualTo("bot1");
            assertThat(keys.delete(desk, SUB, made.id(), Optional.empty())).isTrue();
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
            assertThat(keys.delete(desk, SUB, made.id(), Optional.empty())).isFalse();
            assertThat(keys.list(desk, SUB)).isEmpty();
        }
    }

    private ListedKey only() {
        List<ListedKey> listed = keys.list(desk, SUB);
        assertThat(listed).hasSize(1);
        return listed.get(0);
    }

    /** Done is not dead. */
    @Test
    void deletedKey_thatStillWorks_isNotCalledDead() {
        okx.deletedKeysWorkFor(1);
        try (NewKey made = create("bot1");
                Desk bot = Desk.of(venue, made, PASSPHRASE)) {
            assertThat(keys.delete(desk, SUB, made.id(), Optional.empty())).isTrue();
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
            assertThat(probe(bot)).isEqualTo(KeyProbe.Answer.DEAD);
        }
    }

    @Test
    void keyOfAnotherAccount_isNotTouched() {
        try (NewKey made = create("bot1")) {
            assertThat(keys.delete(desk, "grid2", made.id(), Optional.empty())).isFalse();
            assertThatThrownBy(() -> keys.modify(desk, "grid2", made.id(), TRADER, HERE))
                    .isInstanceOf(VenueRefusedException.class);
            assertThat(only().id()).isEqualTo(made.id());
        }
    }

    // Refusals

    private static Set<Kind> refusal(Runnable request) {
        return catchThrowableOfType(VenueRefusedException.class, request::run).kinds();
    }

    @Test
    void quotaLabelAndAddresses_areRefusedAsRequests() {
        okx.quota(2);
        create("bot1").close();
        assertThat(refusal(() -> create("bot1"))).containsExactly(Kind.REQUEST);
        var many = new TreeSet<String>();
        IntStream.range(0, 21).forEach(n -> many.add("198.51.100." + n));
        assertThat(refusal(() -> keys.create(desk, order("bot2").boundTo(many).build())))
                .containsExactly(Kind.REQUEST);
        create("bot2").close();
        assertThat(refusal(() -> create("bot3"))).containsExactly(Kind.REQUEST);
        assertThat(keys.list(desk, SUB)).extracting(ListedKey::label).containsExactlyInAnyOrder("bot1", "bot2");
        assertThat(okx.stats().rejections()).containsOnlyKeys("59501", "59502", "59503");
    }

    @Test
    void administrator_whoMayNot_isRefusedForThatReason() {
        master.boundTo();
        assertThat(refusal(() -> create("bot1"))).contains(Kind.IP);
        master.boundTo("127.0.0.1").rights("read_only");
        assertThat(refusal(() -> create("bot1"))).containsExactly(Kind.PERMISSION);
        master.revoke();
        assertThat(refusal(() -> create("bot1"))).containsExactly(Kind.BAD_KEY);
        assertThat(refusal(() -> keys.list(desk, SUB))).containsExactly(Kind.BAD_KEY);
    }

    @Test
    void subAccount_makesNoKeys() {
        try (OkxSimulator sub = OkxSimulator.start();
                Desk bot = new Desk(
                        Venues.okx().servedAt(PRODUCTION, sub.uri()),
                        SignatureAlgorithm.HMAC_SHA256,
                        sub.createKey("read_only", "trade").boundTo("127.0.0.1"))) {
            assertThat(refusal(() -> keys.create(bot, order("bot1").build()))).containsExactly(Kind.PERMISSION);
        }
    }

    /** Nothing is asked. */
    @Test
    void whatTheApiCannotDo_isRefusedHere() {
        SignedCalls nobody = request -> {
            throw new AssertionError("nothing is to be asked");
        };
        VenueKeyId id = VenueKeyId.of("okx", "synthetic");
        assertThat(refusal(() -> keys.list(nobody, ""))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.create(nobody, KeyOrder.builder("", "a").build())))
                .containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.modify(nobody, "", id, TRADER, HERE))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.delete(nobody, "", id, Optional.empty()))).containsExactly(Kind.REQUEST);
        assertThat(refusal(() -> keys.create(
                        nobody, order("a").algorithm(SignatureAlgorithm.ED25519).build())))
                .containsExactly(Kind.REQUEST);
        assertThatThrownBy(() -> keys.create(nobody, KeyOrder.builder(SUB, "a").build()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // What is not known

    @Test
    void lostAnswer_isNotKnown_andTheKeyIsInTheList() {
        okx.failNext(1, Fault.LOST_ANSWER);
        assertThatThrownBy(() -> create("bot1")).isInstanceOf(VenueUnavailableException.class);
        assertThat(keys.delete(desk, SUB, only().id(), Optional.empty())).isTrue();
    }

    /** The label is taken the second time. */
    @Test
    void doubledCreation_makesOneKey() {
        okx.failNext(1, Fault.DOUBLED);
        try (NewKey made = create("bot1")) {
            assertThat(only().id()).isEqualTo(made.id());
        }
        assertThat(okx.stats().rejections()).containsOnlyKeys("59502");
    }

    /** A question without an answer is asked again by the JDK's client; a change is not. */
    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"DOUBLED", "NO_ANSWER", "LOST_ANSWER"})
    void brokenAnswer_isNotKnown(Fault fault) {
        try (NewKey made = create("bot1")) {
            for (Runnable request : List.<Runnable>of(
                    () -> keys.list(desk, SUB),
                    () -> keys.modify(desk, SUB, made.id(), TRADER, HERE),
                    () -> keys.delete(desk, SUB, made.id(), Optional.empty()))) {
                okx.failNext(1, fault);
                assertThatThrownBy(request::run).isInstanceOf(VenueUnavailableException.class);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            mode = Mode.EXCLUDE,
            names = {"DOUBLED"})
    void brokenAnswerToACreation_isNotKnown(Fault fault) {
        okx.failNext(1, fault);
        assertThatThrownBy(() -> create("bot1")).isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void errors_thatLeaveItOpen_areNotRefusals() {
        for (String code : List.of("50001", "50004", "50013", "50026")) {
            SignedCalls broken = request -> new HttpReply(400, "{\"code\":\"" + code + "\",\"msg\":\"\",\"data\":[]}");
            assertThatThrownBy(() -> keys.create(broken, order("bot1").build()))
                    .as(code)
                    .isInstanceOf(VenueUnavailableException.class);
        }
    }

    // Samples of the documentation

    private static final String CREATED =
            "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"subAcct\":\"test-1\",\"label\":\"v5\",\"apiKey\":\"985d5b66-57ce-40fb-b714-afc0b9787083\",\"secretKey\":\"22582BD0CFF14C41EDBF1AB98506286D\",\"passphrase\":\"Synthetic-passphrase-1\",\"perm\":\"read_only,trade\",\"ip\":\"1.1.1.1,2.2.2.2\",\"ts\":\"1597026383085\"}]}";
    private static final String LISTED =
            "{\"code\":\"0\",\"msg\":\"\",\"data\":[{\"label\":\"v5\",\"apiKey\":\"985d5b66-57ce-40fb-b714-afc0b9787083\",\"perm\":\"read_only,trade\",\"ip\":\"1.1.1.1,2.2.2.2\",\"ts\":\"1597026383085\"},{\"label\":\"v5.1\",\"apiKey\":\"985d5b66-57ce-40fb-b714-afc0b9787084\",\"perm\":\"read_only\",\"ip\":\"\",\"ts\":\"1597026383085\"}]}";
    private static final String KEYS = "/api/v5/users/subaccount/apikey";

    @Test
    void sampleOfCreation_isRead_wiped_andNeverHalf() {
        VenueKeyId id = VenueKeyId.of("okx", "985d5b66-57ce-40fb-b714-afc0b9787083");
        var reply = new HttpReply(200, CREATED);
        try (NewKey made = keys.create(request -> reply, order("v5").build())) {
            assertThat(made.id()).isEqualTo(id);
            assertThat(made.secret().orElseThrow().sameBytes(Desk.box("22582BD0CFF14C41EDBF1AB98506286D")))
                    .isTrue();
            assertThat(made.toString()).doesNotContain("22582BD0", "985d5b66");
            assertThat(reply.bytes()).containsOnly((byte) 0);
        }
        Mangled.variants(CREATED).forEach(variant -> {
            var mangled = new HttpReply(200, variant);
            try (NewKey made = keys.create(request -> mangled, order("v5").build())) {
                assertThat(made.apiKey().length()).as(variant).isPositive();
                assertThat(made.secret().orElseThrow().length()).as(variant).isPositive();
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("22582BD0", PASSPHRASE, "985d5b66");
            }
            assertThat(new TreeSet<>(bytes(mangled))).isSubsetOf((byte) 0);
        });
    }

    private static List<Byte> bytes(HttpReply reply) {
        var bytes = new ArrayList<Byte>();
        for (byte one : reply.bytes()) {
            bytes.add(one);
        }
        return bytes;
    }

    @Test
    void sampleOfTheList_isRead_andNeverHalf() {
        List<ListedKey> sample = keys.list(Mangled.answering(Map.of(KEYS, LISTED)), "test-1");
        assertThat(sample).extracting(ListedKey::label).containsExactly("v5", "v5.1");
        assertThat(sample.get(0).ips().value()).contains(Set.of("1.1.1.1", "2.2.2.2"));
        assertThat(sample.get(1).ips().value()).isEmpty();
        Mangled.variants(LISTED).forEach(variant -> {
            try {
                List<ListedKey> read = keys.list(Mangled.answering(Map.of(KEYS, variant)), "test-1");
                assertThat(read.size()).as(variant).isLessThanOrEqualTo(2);
                read.forEach(key -> assertThat(key.rights().value().orElse(TRADER))
                        .as(variant)
                        .isSubsetOf("read_only", "trade", "none of this"));
            } catch (VenueRefusedException | VenueUnavailableException e) {
                assertThat(e.getMessage()).doesNotContain("985d5b66");
            }
        });
    }

    /** The documentation's own sample calls the right to read by another name. */
    @Test
    void change_thatIsNotConfirmed_isNotKnown() {
        VenueKeyId id = VenueKeyId.of("okx", "985d5b66-57ce-40fb-b714-afc0b9787083");
        String changed = CREATED.replace("read_only,trade", "read,trade");
        SignedCalls sample = Mangled.answering(Map.of(KEYS, LISTED, "/api/v5/users/subaccount/modify-apikey", changed));

        assertThat(keys.modify(sample, "test-1", id, TRADER, Set.of("1.1.1.1", "2.2.2.2")))
                .isTrue();
        assertThatThrownBy(() -> keys.modify(sample, "test-1", id, TRADER, Set.of("1.1.1.1")))
                .isInstanceOf(VenueUnavailableException.class);
        assertThatThrownBy(() -> keys.modify(sample, "test-1", id, Set.of("read_only"), Set.of("1.1.1.1", "2.2.2.2")))
                .isInstanceOf(VenueUnavailableException.class);
    }

    @Test
    void exceptions_holdNoSecret() {
        var seen = new ArrayList<String>();
        try (NewKey made = create("bot1")) {
            for (Runnable request : List.<Runnable>of(() -> create("bot1"), () -> keys.list(desk, ""))) {
                seen.add(catchThrowableOfType(KeyguardException.class, request::run)
                        .toString());
            }
            seen.add(made.toString());
            seen.add(order("bot1").build().toString());
        }
        assertThat(seen).noneMatch(text -> text.contains(PASSPHRASE) || text.contains(master.secret()));
    }

    // Steps, freeze, clock

    @Test
    void steps_nameEverything() {
        String steps =
                String.join("\n", venue.keys().stepsToCreate(order("bot1").build()));
        assertThat(steps)
                .contains("bot1", SUB, "127.0.0.1", "read_only", "trade")
                .doesNotContain("{", PASSPHRASE);
        assertThat(String.join("\n", venue.keys().stepsToDelete("bot1"))).contains("bot1");
    }

    @Test
    void freeze_keepsMoneyInTheSubAccount() {
        VenueRequest out = VenueRequest.post("/api/v5/asset/transfer")
                .param("ccy", "USDT")
                .param("amt", "5")
                .param("from", "6")
                .param("to", "6")
                .param("type", "3");
        try (NewKey made = create("bot1");
                Desk bot = Desk.of(venue, made, PASSPHRASE)) {
            assertThat(bot.call(out).body()).contains("\"code\":\"0\"");
            desk.call(venue.emergency().freeze(SUB).orElseThrow());
            assertThat(bot.call(out).body()).contains("58101");
        }
        assertThat(venue.emergency().freeze("")).isEmpty();
    }

    @Test
    void clock_isReadWithoutAKey() {
        var clock = venue.clock().orElseThrow();
        assertThat(clock.path()).isEqualTo("/api/v5/public/time");
        assertThat(clock.read(desk.call(VenueRequest.get(clock.path())))).isNotNull();
        assertThatThrownBy(() -> clock.read(new HttpReply(200, "{\"code\":\"0\",\"data\":[{\"ts\":\"soon\"}]}")))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
