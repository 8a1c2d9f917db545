/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.MASTER;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What a rotation asks of the disk and of venues, counted: the same for one key as for many. */
class RotationCostsTest {
    private static final int MANY = 20;

    private final Instant[] now = {Instant.parse("2026-06-01T00:00:00Z")};
    private final LossyFiles files = new LossyFiles();
    private final FakeKeyVenue venue = new FakeKeyVenue();
    private final FakeKeyServer server = new FakeKeyServer(venue, () -> now[0]);
    private final MemoryStore administrators = new MemoryStore();
    private Vault vault;
    private Rotations rotations;
    private int derivations;

    private void begin(int keys) {
        // Rounds of waiting for the venue are not counted.
        venue.appears = Duration.ZERO;
        venue.dies = Duration.ZERO;
        FakeKeyServer.Key master = server.make("master", "master", "", "", Set.of("admin"), Set.of(), now[0]);
        administrators.put(RotationRig.key(MASTER, master, 1, Set.of()));
        PassphraseSource passphrase = PassphraseSource.ofChars(RotationProbe.PASSPHRASE.toCharArray());
        vault = Vault.create(
                files.getPath("/bot.vault"),
                use -> {
                    derivations++;
                    passphrase.lend(use);
                },
                VaultOptions.defaults().insecureCostForTests());
        var all = new ArrayList<ApiKey>();
        for (int i = 0; i < keys; i++) {
            FakeKeyServer.Key old =
                    server.make(account(i), "by hand", "", "", Set.of("read", "trade"), RotationRig.IPS, now[0]);
            all.add(RotationRig.key(KeyId.of("k" + i), old, 1, Set.of("grid")));
        }
        vault.change(Map.of(), all, Set.of());
        all.forEach(ApiKey::close);
        rotations = Rotations.builder(files.getPath("/state"), vault)
                .venues(venue)
                .transport(server)
                .administrators(administrators)
                .clock(() -> now[0])
                .ticker(() -> Duration.between(Instant.EPOCH, now[0]).toNanos())
                .consumers(key -> List.of(new Consumer("bot", 99, true)))
                .build();
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    private static String account(int number) {
        return "account-" + number;
    }

    private static RotationPlan plan(int number) {
        return RotationPlan.of(KeyId.of("k" + number), RotationRig.NEEDS)
                .account(account(number))
                .administeredBy(MASTER);
    }

    /** What the rotation of one key adds to the counts. */
    private Map<String, Integer> rotate(int number) {
        Map<String, Integer> before = Map.copyOf(files.counts());
        int calls = server.calls.size();
        RotationStatus status = rotations.run(plan(number));
        while (status.next().isPresent()) {
            Instant next = status.next().get();
            now[0] = next.isAfter(now[0]) ? next : now[0].plusMillis(1);
            status = rotations.resume(status.key());
        }
        assertThat(status.state()).isEqualTo(RotationState.CLOSED);
        var added = new TreeMap<String, Integer>();
        files.counts().forEach((what, count) -> added.put(what, count - before.getOrDefault(what, 0)));
        added.values().removeIf(count -> count == 0);
        added.put("calls", server.calls.size() - calls);
        return added;
    }

    @Test
    void rotation_ofOneKeyAmongMany_costsAsMuchAsOfTheOnlyOne(TestReporter reporter) {
        begin(MANY);
        derivations = 0;
        var unused = rotate(0);
        Map<String, Integer> one = rotate(1);
        Map<String, Integer> last = one;
        for (int number = 2; number < MANY; number++) {
            last = rotate(number);
        }
        reporter.publishEntry(asText(one));
        assertThat(last).as("however many were rotated before").isEqualTo(one);
        assertThat(one).as(one.toString()).containsEntry("sync rotations", 15).containsEntry("sync bot.vault.tmp", 3);
        assertThat(one.get("read bot.vault"))
                .as("whole readings of the vault, three of them to change it")
                .isEqualTo(10);
        assertThat(one).as("the journal of this process is not read again").doesNotContainKey("read rotations");
        assertThat(derivations).as("the passphrase is never asked for again").isZero();
    }

    private static Map<String, String> asText(Map<String, Integer> counts) {
        var text = new HashMap<String, String>();
        counts.forEach((what, count) -> text.put(what, Integer.toString(count)));
        return text;
    }

    @Test
    void expiries_ofManyKeysOfOneAccount_askForOneList() {
        begin(1);
        Instant end = now[0].plus(Duration.ofDays(30));
        var plans = new ArrayList<RotationPlan>();
        for (int i = 1; i <= MANY; i++) {
            FakeKeyServer.Key key =
                    server.make(account(0), "key " + i, "", "", Set.of("read"), RotationRig.IPS, now[0]);
            key.ends = end.plusSeconds(i);
            try (ApiKey stored = RotationRig.key(KeyId.of("more" + i), key, 1, Set.of("grid"))) {
                vault.add(stored);
            }
            plans.add(RotationPlan.of(KeyId.of("more" + i), Set.of())
                    .account(account(0))
                    .administeredBy(MASTER));
        }
        var unknown = new ArrayList<KeyId>();
        plans.add(RotationPlan.of(KeyId.of("nobody"), Set.of())
                .account(account(0))
                .administeredBy(MASTER));

        Map<KeyId, Instant> ends = rotations.expiries(plans, (key, why) -> unknown.add(key));

        assertThat(ends).hasSize(MANY).containsEntry(KeyId.of("more7"), end.plusSeconds(7));
        assertThat(unknown).containsExactly(KeyId.of("nobody"));
        assertThat(server.calls).hasSize(1);
    }

    @Test
    void expiries_venueRefusesTheList_isAskedOnceAndSaidOfEachKey() {
        begin(3);
        server.fail("GET /keys", FakeKeyServer.Fault.REFUSED);
        var unknown = new ArrayList<KeyId>();
        List<RotationPlan> plans = List.of(plan(0), plan(1).account(account(0)), plan(2).account(account(0)));

        assertThat(rotations.expiries(plans, (key, why) -> unknown.add(key))).isEmpty();

        assertThat(unknown).containsExactly(KeyId.of("k0"), KeyId.of("k1"), KeyId.of("k2"));
        assertThat(server.calls).hasSize(1);
    }
}
