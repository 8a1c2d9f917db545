/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.testkit.venue.BitgetSimulator;
import io.keyguard.testkit.venue.BybitSimulator;
import io.keyguard.testkit.venue.Fault;
import io.keyguard.testkit.venue.GateSimulator;
import io.keyguard.testkit.venue.HtxSimulator;
import io.keyguard.testkit.venue.KucoinSimulator;
import io.keyguard.testkit.venue.MexcSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.KeyAdministrator;
import io.keyguard.venue.KeyLifecycle;
import io.keyguard.venue.KeyOrder;
import io.keyguard.venue.KeyProbe;
import io.keyguard.venue.ListedKey;
import io.keyguard.venue.NewKey;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueKeyId;
import io.keyguard.venue.VenueRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keys from their making to their end, over HTTP at every simulated venue whose API makes keys. */
class LifecycleTest {
    private static final String HERE = "127.0.0.1";
    private static final String ELSEWHERE = "203.0.113.7";
    private static final List<JsonNode> OTHER_TYPES = List.of(
            JsonNodeFactory.instance.objectNode(),
            JsonNodeFactory.instance.arrayNode().add(JsonNodeFactory.instance.objectNode()),
            JsonNodeFactory.instance.nullNode());

    /**
     * A venue with a key that may make keys.
     *
     * @param account for which it makes them
     * @param rights of the keys that are made
     * @param more rights they are given later
     * @param passphrase of the keys that are made; empty where keys have none
     * @param changes whether the venue's API changes keys
     */
    record Place(
            VenueDefinition venue,
            VenueSimulator simulator,
            SimulatedKey owner,
            String account,
            Set<String> rights,
            Set<String> more,
            String passphrase,
            boolean changes) {
        KeyAdministrator administrator() {
            return venue.keys().administrator(PRODUCTION).orElseThrow();
        }

        Desk desk() {
            return new Desk(venue, Desk.ofSecrets(venue), owner);
        }

        KeyOrder order(String label) {
            KeyOrder.Builder order = KeyOrder.builder(account, label)
                    .rights(rights)
                    .algorithm(Desk.ofSecrets(venue))
                    .boundTo(Set.of(HERE));
            if (!passphrase.isEmpty()) {
                order.passphrase(Desk.box(passphrase));
            }
            return order.build();
        }

        Optional<SecretBytes> box() {
            return passphrase.isEmpty() ? Optional.empty() : Optional.of(Desk.box(passphrase));
        }

        @Override
        public String toString() {
            return venue.id();
        }
    }

    static Stream<Place> venues() {
        return Stream.of(bitgetUta(), bybit(), gate(), htx(), kucoin(), mexc());
    }

    private static Place bybit() {
        BybitSimulator bybit = BybitSimulator.startMasterAccount();
        return new Place(
                Venues.bybit().servedAt(PRODUCTION, bybit.uri()),
                bybit,
                bybit.createKey("Wallet/SubMemberTransfer"),
                "24617703",
                Set.of("read", "Spot/SpotTrade"),
                Set.of("read", "Spot/SpotTrade", "ContractTrade/Order"),
                "",
                true);
    }

    private static Place bitgetUta() {
        BitgetSimulator bitget = BitgetSimulator.startUnified();
        return new Place(
                Venues.bitgetUta().servedAt(PRODUCTION, bitget.uri()),
                bitget,
                bitget.createKey("read-only", "uta_mgt"),
                "24617703",
                Set.of("read-only", "uta_trade"),
                Set.of("read-only", "uta_trade", "uta_mgt"),
                "Synthetic1",
                false);
    }

    private static Place htx() {
        HtxSimulator htx = HtxSimulator.start();
        return new Place(
                Venues.htx(() -> Desk.box("123456")).servedAt(PRODUCTION, htx.uri()),
                htx,
                htx.createKey("readOnly", "trade"),
                "24617703",
                Set.of("readOnly", "trade"),
                Set.of("readOnly"),
                "",
                true);
    }

    private static Place gate() {
        GateSimulator gate = GateSimulator.start();
        return new Place(
                Venues.gate().servedAt(PRODUCTION, gate.uri()),
                gate,
                gate.createKey("account:read_write"),
                "10003",
                Set.of("account:read_only", "spot:read_write"),
                Set.of("account:read_only", "spot:read_write", "futures:read_write"),
                "",
                true);
    }

    private static Place kucoin() {
        KucoinSimulator kucoin = KucoinSimulator.startMasterAccount();
        return new Place(
                Venues.kucoin().servedAt(PRODUCTION, kucoin.uri()),
                kucoin,
                kucoin.createKey("General"),
                "bot1",
                Set.of("General", "Spot"),
                Set.of("General", "Spot", "Futures"),
                "Synthetic,1!",
                false);
    }

    private static Place mexc() {
        MexcSimulator mexc = MexcSimulator.start();
        return new Place(
                Venues.mexc().servedAt(PRODUCTION, mexc.uri()),
                mexc,
                mexc.createKey("SPOT_ACCOUNT_READ", "SPOT_ACCOUNT_WRITE"),
                "grid1",
                Set.of("SPOT_ACCOUNT_READ", "SPOT_DEAL_WRITE"),
                Set.of("SPOT_ACCOUNT_READ"),
                "",
                false);
    }

    private static KeyProbe.Answer probe(Place place, Desk key) {
        return KeyProbe.ask(place.venue().inspector(PRODUCTION), key);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void key_isMade_works_isListed_changed_andDeleted(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            KeyAdministrator administrator = place.administrator();
            assertThat(administrator.list(owner, place.account())).isEmpty();
            NewKey made = administrator.create(owner, place.order("grid1"));
            VenueKeyId id = made.id();
            try (Desk bot = Desk.of(place.venue(), made, place.passphrase())) {
                assertThat(place.venue().inspector(PRODUCTION).inspect(bot).venueRights())
                        .isEqualTo(place.rights());
                ListedKey listed = only(administrator.list(owner, place.account()));
                assertThat(listed.id()).isEqualTo(id);
                assertThat(listed.label()).isEqualTo("grid1");
                assertThat(listed.rights().value()).contains(place.rights());
                assertThat(listed.ips().value()).contains(Set.of(HERE));

                if (place.changes()) {
                    change(place, owner, id, bot);
                }

                assertThat(administrator.delete(owner, place.account(), id, place.box()))
                        .isTrue();
                assertThat(probe(place, bot)).isEqualTo(KeyProbe.Answer.DEAD);
                assertThat(administrator.list(owner, place.account())).isEmpty();
                assertThat(administrator.delete(owner, place.account(), id, place.box()))
                        .isFalse();
            }
            assertThat(simulator.stats().requestsOf(place.owner())).isPositive();
        }
    }

    private static void change(Place place, Desk owner, VenueKeyId id, Desk bot) {
        KeyAdministrator administrator = place.administrator();
        assertThat(administrator.modify(owner, place.account(), id, place.more(), Set.of(HERE)))
                .isTrue();
        ListedKey listed = only(administrator.list(owner, place.account()));
        assertThat(listed.rights().value()).contains(place.more());
        assertThat(listed.ips().value()).contains(Set.of(HERE));
        assertThat(probe(place, bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);

        administrator.modify(owner, place.account(), id, place.rights(), Set.of(ELSEWHERE));
        assertThat(probe(place, bot)).as("another address").isEqualTo(KeyProbe.Answer.UNKNOWN);
        administrator.modify(owner, place.account(), id, place.rights(), Set.of());
        listed = only(administrator.list(owner, place.account()));
        assertThat(listed.ips().isKnown()).isTrue();
        assertThat(listed.ips().value()).isEmpty();
        assertThat(probe(place, bot)).isEqualTo(KeyProbe.Answer.ACCEPTED);
    }

    /** A venue that changes no keys says so, and nothing is sent. */
    @ParameterizedTest
    @MethodSource("venues")
    void modify_saysWhetherTheVenueCan(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            VenueKeyId id = make(place, owner, "grid1");
            var venue = Tampering.listening(owner);

            assertThat(place.administrator().modify(venue, place.account(), id, place.more(), Set.of()))
                    .isEqualTo(place.changes());
            assertThat(venue.asked()).hasSize(place.changes() ? 2 : 0);
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    private static ListedKey only(List<ListedKey> keys) {
        assertThat(keys).hasSize(1);
        return keys.get(0);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void list_hasEveryPage(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            var ids = new ArrayList<VenueKeyId>();
            for (int n = 0;
                    n < Math.min(45, place.venue().keys().traits().quota().orElse(45));
                    n++) {
                try (NewKey made = place.administrator().create(owner, place.order("grid" + n))) {
                    ids.add(made.id());
                }
            }

            assertThat(place.administrator().list(owner, place.account()))
                    .extracting(ListedKey::id)
                    .containsExactlyInAnyOrderElementsOf(ids);
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** The last key of the list is deleted, and no other. */
    @ParameterizedTest
    @MethodSource("venues")
    void delete_endsThatKeyAlone(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            VenueKeyId first = make(place, owner, "first");
            VenueKeyId second = make(place, owner, "second");
            var stranger = VenueKeyId.of(place.venue().id(), "a key of somebody else");

            assertThat(place.administrator().delete(owner, place.account(), stranger, place.box()))
                    .isFalse();
            if (place.changes()) {
                assertThatThrownBy(() ->
                                place.administrator().modify(owner, place.account(), stranger, place.more(), Set.of()))
                        .isInstanceOf(VenueRefusedException.class)
                        .hasMessageContaining(stranger.value());
            }
            assertThat(place.administrator().delete(owner, place.account(), second, place.box()))
                    .isTrue();

            assertThat(only(place.administrator().list(owner, place.account())).id())
                    .isEqualTo(first);
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    private static VenueKeyId make(Place place, SignedCalls owner, String label) {
        try (NewKey made = place.administrator().create(owner, place.order(label))) {
            return made.id();
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void create_whoseAnswerIsLost_isUnknown_andTheKeyIsThere(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            simulator.failNext(1, Fault.LOST_ANSWER);

            assertThatThrownBy(() -> make(place, owner, "grid1")).isInstanceOf(VenueUnavailableException.class);
            assertThat(only(place.administrator().list(owner, place.account())).label())
                    .isEqualTo("grid1");
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void create_thatIsDoubledOnTheWay_leavesTwoKeysInTheList(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            simulator.failNext(1, Fault.DOUBLED);
            VenueKeyId id = make(place, owner, "grid1");

            assertThat(place.administrator().list(owner, place.account()))
                    .hasSize(2)
                    .allMatch(key -> key.label().equals("grid1"))
                    .anyMatch(key -> key.id().equals(id));
        }
    }

    /** What is asked last goes wrong: the list, or after it the change. */
    @ParameterizedTest
    @MethodSource("venues")
    void brokenAnswers_areUnknownOutcomes(Place place) {
        KeyAdministrator administrator = place.administrator();
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.DOUBLED))) {
                VenueKeyId id = make(place, owner, "grid1");
                SignedCalls reading = failing(simulator, owner, fault, true);
                SignedCalls changing = failing(simulator, owner, fault, false);
                String account = place.account();

                if (fault != Fault.NO_ANSWER && fault != Fault.LOST_ANSWER) {
                    // Without a byte of an answer the JDK's client asks again by itself what only reads.
                    assertUnavailable(fault, () -> administrator.list(reading, account));
                }
                assertUnavailable(fault, () -> make(place, changing, "grid2"));
                if (place.changes()) {
                    assertUnavailable(fault, () -> administrator.modify(changing, account, id, place.more(), Set.of()));
                }
                assertUnavailable(fault, () -> administrator.delete(changing, account, id, place.box()));
            }
        }
    }

    private static SignedCalls failing(VenueSimulator simulator, Desk owner, Fault fault, boolean reading) {
        return request -> {
            if (request.method().equals("GET") == reading) {
                simulator.failNext(1, fault);
            }
            return owner.call(request);
        };
    }

    private static void assertUnavailable(Object why, ThrowingCallable doing) {
        assertThatThrownBy(doing).as("%s", why).isInstanceOf(VenueUnavailableException.class);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void refusals_sayWhy_andNothingIsDone(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            simulator.quota(1);
            make(place, owner, "grid1");
            assertThat(refused(() -> make(place, owner, "grid2"))).containsExactly(Kind.REQUEST);
            assertThat(place.administrator().list(owner, place.account())).hasSize(1);
            simulator.quota(9);
            simulator.allow(0);
            assertThat(refused(() -> make(place, owner, "grid2"))).containsExactly(Kind.RATE);
            simulator.allow(Long.MAX_VALUE);
            simulator.seeCallersAs(ELSEWHERE);
            place.owner().boundTo(HERE);
            assertThat(refused(() -> make(place, owner, "grid2"))).containsExactly(Kind.IP);
            simulator.seeCallersAs(HERE);
            place.owner().rights(new String[] {"Nothing/Nothing"});
            assertThat(refused(() -> make(place, owner, "grid2"))).containsExactly(Kind.PERMISSION);
            place.owner().revoke();
            assertThat(refused(() -> make(place, owner, "grid2"))).contains(Kind.BAD_KEY);
        }
    }

    private static Set<Kind> refused(ThrowingCallable doing) {
        return catchThrowableOfType(VenueRefusedException.class, doing).kinds();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void venueThatIsLate_isProbedUntilItSaysSo(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            simulator.newKeysUnknownFor(2);
            simulator.deletedKeysWorkFor(3);
            NewKey made = place.administrator().create(owner, place.order("grid1"));
            VenueKeyId id = made.id();
            try (Desk bot = Desk.of(place.venue(), made, place.passphrase())) {
                assertThat(Stream.generate(() -> probe(place, bot)).limit(3))
                        .containsExactly(KeyProbe.Answer.DEAD, KeyProbe.Answer.DEAD, KeyProbe.Answer.ACCEPTED);
                place.administrator().delete(owner, place.account(), id, place.box());
                assertThat(Stream.generate(() -> probe(place, bot)).limit(4))
                        .startsWith(KeyProbe.Answer.ACCEPTED)
                        .endsWith(KeyProbe.Answer.DEAD);
            }
        }
    }

    /** A key is handed out only if both its halves stood in the answer; and the answer is wiped, whatever stood in it. */
    @ParameterizedTest
    @MethodSource("venues")
    void create_withAnswersThatAreChanged_inventsNoKey_andTellsNoSecret(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            Tampering whole = Tampering.listening(owner);
            make(place, whole, "grid0");
            assertThat(whole.fields()).hasSizeGreaterThan(5);
            for (String field : whole.fields()) {
                for (JsonNode other : OTHER_TYPES) {
                    assertNoInvention(place, owner, Tampering.retyped(owner, field, other));
                }
                assertNoInvention(place, owner, Tampering.without(owner, field));
            }
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    private static void assertNoInvention(Place place, Desk owner, Tampering venue) {
        try (NewKey made = place.administrator().create(venue, place.order("grid1"))) {
            assertThat(made.secret()).isPresent();
            assertThat(place.administrator().list(owner, place.account()))
                    .extracting(ListedKey::id)
                    .contains(made.id());
            assertThat(made.toString()).isEqualTo("NewKey[" + made.id() + "]");
        } catch (VenueUnavailableException e) {
            assertThat(e).hasNoCause().hasMessageContaining(place.venue().id());
        }
        assertThat(venue.answers()).hasSize(1).allMatch(LifecycleTest::isWiped);
        deleteAll(place, owner);
    }

    /** So that an account has room for the next. */
    private static void deleteAll(Place place, Desk owner) {
        place.administrator()
                .list(owner, place.account())
                .forEach(key -> place.administrator().delete(owner, place.account(), key.id(), place.box()));
    }

    private static boolean isWiped(HttpReply reply) {
        for (byte b : reply.bytes()) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    /** Cut off anywhere, an answer with a secret in it is neither a key nor in a message. */
    @ParameterizedTest
    @MethodSource("venues")
    void create_withAnAnswerThatIsCutOff_isUnknown_andTellsNoSecret(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            for (int part = 1; part < 20; part++) {
                int twentieths = part;
                var secrets = new ArrayList<String>();
                var venue = new Tampering(owner, reply -> {
                    String text = reply.body();
                    secrets.add(text);
                    return new HttpReply(200, text.substring(0, text.length() * twentieths / 20));
                });
                Throwable thrown = catchThrowable(() -> make(place, venue, "grid1"));

                assertThat(thrown).isInstanceOf(VenueUnavailableException.class).hasNoCause();
                assertThat(secrets).hasSize(1).noneMatch(whole -> sharesText(whole, thrown.getMessage()));
                assertThat(venue.answers()).allMatch(LifecycleTest::isWiped);
                deleteAll(place, owner);
            }
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** Whether twelve characters in a row of the answer stand in the message. */
    private static boolean sharesText(String answer, String message) {
        for (int i = 0; i + 12 <= answer.length(); i++) {
            if (message.contains(answer.substring(i, i + 12))) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @MethodSource("venues")
    void list_withAnswersThatAreChanged_inventsNothing(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            make(place, owner, "grid1");
            Tampering whole = Tampering.listening(owner);
            ListedKey key = only(place.administrator().list(whole, place.account()));
            assertThat(whole.fields()).hasSizeGreaterThan(5);
            for (String field : whole.fields()) {
                for (JsonNode other : OTHER_TYPES) {
                    assertNothingElse(place, key, Tampering.retyped(owner, field, other));
                }
                assertNothingElse(place, key, Tampering.without(owner, field));
            }
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** What is not told is unknown or empty; nothing is told that is not so. */
    private static void assertNothingElse(Place place, ListedKey key, Tampering venue) {
        try {
            for (ListedKey found : place.administrator().list(venue, place.account())) {
                assertThat(found.id()).isEqualTo(key.id());
                assertThat(found.label()).isIn("", key.label());
                assertThat(found.rights())
                        .satisfies(rights -> assertThat(!rights.isKnown()
                                        || rights.value().equals(key.rights().value()))
                                .isTrue());
                assertThat(found.ips())
                        .satisfies(ips -> assertThat(!ips.isKnown()
                                        || ips.value().equals(key.ips().value()))
                                .isTrue());
                assertThat(found.created().value())
                        .isIn(Optional.empty(), key.created().value());
                assertThat(found.expiry().value())
                        .isIn(Optional.empty(), key.expiry().value());
            }
        } catch (VenueUnavailableException e) {
            assertThat(e).hasNoCause();
        }
    }

    /** What cannot be asked of the venue is refused before anything is sent. */
    @ParameterizedTest
    @MethodSource("venues")
    void keysOfTheAccountItself_areForAPersonToMake(Place place) {
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            var venue = Tampering.listening(owner);
            KeyOrder order =
                    KeyOrder.builder("", "grid1").rights(place.rights()).build();

            assertThat(refused(() -> place.administrator().create(venue, order)))
                    .containsExactly(Kind.REQUEST);
            assertThat(refused(() -> place.administrator().list(venue, ""))).containsExactly(Kind.REQUEST);
            assertThat(venue.asked()).isEmpty();
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void steps_nameEverythingThatIsAskedFor(Place place) {
        try (VenueSimulator simulator = place.simulator()) {
            KeyLifecycle keys = place.venue().keys();
            KeyOrder order = place.order("grid1");

            assertThat(String.join("\n", keys.stepsToCreate(order)))
                    .contains("grid1", HERE)
                    .contains(place.rights())
                    .doesNotContain("{", "}");
            assertThat(String.join("\n", keys.stepsToDelete("grid1")))
                    .contains("grid1")
                    .doesNotContain("{", "}");
            assertThat("grid1").matches(keys.traits().label());
            assertThat(keys.traits().appears()).isPositive();
            assertThat(keys.traits().dies()).isPositive();
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** Every request of an administrator is one that its venue's table knows as the administration of keys, or as a reading. */
    @ParameterizedTest
    @MethodSource("venues")
    void requests_areClassifiedAsTheAdministrationOfKeys(Place place) {
        var permissions = EnumSet.noneOf(Permission.class);
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            SignedCalls venue = request -> {
                permissions.add(
                        place.venue().classifier(PRODUCTION).classify(request).permission());
                return owner.call(request);
            };
            VenueKeyId id = make(place, venue, "grid1");
            place.administrator().modify(venue, place.account(), id, place.more(), Set.of());
            place.administrator().delete(venue, place.account(), id, place.box());

            assertThat(permissions).containsExactlyInAnyOrder(Permission.READ_ACCOUNT, Permission.KEY_ADMIN);
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** Bybit deletes the key that signs where none is named, so that it must be the one that is meant. */
    @Test
    void bybit_deletesTheKeyThatAsks_ifThatIsTheOne() {
        Place place = bybit();
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            var other = VenueKeyId.of("bybit", "another");
            assertThat(refused(() -> place.administrator().delete(owner, "", other, Optional.empty())))
                    .containsExactly(Kind.REQUEST);
            assertThat(probe(place, owner)).isEqualTo(KeyProbe.Answer.ACCEPTED);

            var itself = VenueKeyId.of("bybit", place.owner().apiKey());
            assertThat(place.administrator().delete(owner, "", itself, Optional.empty()))
                    .isTrue();
            assertThat(probe(place, owner)).isEqualTo(KeyProbe.Answer.DEAD);
            assertThat(simulator.stats().rejections()).containsOnlyKeys("10003");
        }
    }

    @Test
    void bybit_makesAKeyWithoutRights_thatOnlyReads() {
        Place place = bybit();
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            KeyOrder order = KeyOrder.builder(place.account(), "reader")
                    .rights(Set.of("read"))
                    .build();
            try (Desk reader = Desk.of(place.venue(), place.administrator().create(owner, order), "")) {
                assertThat(place.venue().inspector(PRODUCTION).inspect(reader).venueRights())
                        .containsExactly("read");
            }
            assertThat(only(place.administrator().list(owner, place.account()))
                            .rights()
                            .value())
                    .contains(Set.of("read"));
            KeyOrder wrong = KeyOrder.builder(place.account(), "grid")
                    .rights(Set.of("SpotTrade"))
                    .build();
            assertThatThrownBy(() -> place.administrator().create(owner, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
            KeyOrder rsa = KeyOrder.builder(place.account(), "grid")
                    .algorithm(SignatureAlgorithm.RSA_PKCS1_SHA256)
                    .build();
            assertThat(refused(() -> place.administrator().create(owner, rsa))).containsExactly(Kind.REQUEST);
            assertThat(simulator.stats().rejections()).isEmpty();
        }
    }

    /** A sub-account that is frozen trades no more, and goes on when it is thawed. */
    @Test
    void bybit_freezesASubAccount() {
        Place place = bybit();
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk();
                Desk bot = Desk.of(place.venue(), place.administrator().create(owner, place.order("grid1")), "")) {
            VenueRequest order = VenueRequest.post("/v5/order/create")
                    .param("category", "spot")
                    .param("symbol", "BTCUSDT")
                    .param("side", "Buy")
                    .param("orderType", "Limit")
                    .param("qty", "1")
                    .param("price", "100");
            bot.call(order);
            assertThat(place.venue().emergency().freeze("not a number")).isEmpty();
            VenueRequest freeze =
                    place.venue().emergency().freeze(place.account()).orElseThrow();
            assertThat(place.venue().classifier(PRODUCTION).classify(freeze).risk())
                    .isEqualTo(Risk.REDUCES_RISK);
            owner.call(freeze);
            bot.call(order);

            assertThat(simulator.stats().ordersPlaced()).isEqualTo(1);
            assertThat(simulator.stats().rejections()).containsOnlyKeys("10027");
        }
    }

    /** KuCoin asks for the passphrase of the key that is to be deleted, in the query. */
    @Test
    void kucoin_deletesNothingWithoutAPassphraseThatFits() {
        Place place = kucoin();
        try (VenueSimulator simulator = place.simulator();
                Desk owner = place.desk()) {
            VenueKeyId id = make(place, owner, "grid1");
            var venue = Tampering.listening(owner);
            for (String passphrase : List.of("with space", "amp&ersand", "per%cent1", "short")) {
                assertThat(refused(() ->
                                place.administrator().delete(venue, "bot1", id, Optional.of(Desk.box(passphrase)))))
                        .containsExactly(Kind.REQUEST);
            }
            assertThat(refused(() -> place.administrator().delete(venue, "bot1", id, Optional.empty())))
                    .containsExactly(Kind.REQUEST);
            assertThat(venue.asked()).isEmpty();
            assertThat(refused(() ->
                            place.administrator().delete(owner, "bot1", id, Optional.of(Desk.box("AnotherOne1")))))
                    .containsExactly(Kind.REQUEST);
            assertThat(place.administrator().list(owner, "bot1")).hasSize(1);
            KeyOrder without =
                    KeyOrder.builder("bot1", "grid2").rights(place.rights()).build();
            assertThat(refused(() -> place.administrator().create(venue, without)))
                    .containsExactly(Kind.REQUEST);
            assertThat(simulator.stats().rejections()).containsOnlyKeys("400100");
        }
    }
}
