/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.StateException;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.audit.AuditReport.End;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.RecordFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was written is found again, and what was changed, cut off, taken out or remade since is named. */
class AuditTest {
    @TempDir
    private Path folder;

    private Path state;
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));

    @BeforeEach
    void name() {
        state = folder.resolve("state");
    }

    /** A process that writes {@code entries} entries between its first and its last. */
    private AuditHead process(int entries) throws Exception {
        try (Running process = new Running()) {
            for (int i = 0; i < entries; i++) {
                process.trail.append(Kind.RETIRED, Map.of("key", "grid-fake", "generation", Integer.toString(i)));
            }
            process.trail.append(Kind.ENDED, Map.of());
            return process.trail.head();
        }
    }

    private final class Running implements AutoCloseable {
        private final ProcessFolder process;
        private final AuditTrail trail;

        private Running() throws IOException, FileSafety.UnsafeFileException {
            now.set(now.get().plusSeconds(60));
            process = ProcessFolder.start(state, now.get());
            trail = AuditTrail.start(state, process.path(), now::get, Map.of("host", "box-1"));
        }

        @Override
        public void close() throws IOException {
            trail.close();
            process.close();
        }
    }

    private Path file(AuditHead head) {
        return state.resolve("processes").resolve(head.chain()).resolve("audit");
    }

    private AuditReport verify(AuditHead... anchors) {
        return Audit.in(state).verify(List.of(anchors));
    }

    private static List<byte[]> records(Path file) throws IOException {
        var records = new ArrayList<byte[]>();
        assertThat(RecordFile.read(file, records::add)).isZero();
        return records;
    }

    private static void rewrite(Path file, List<byte[]> records) throws IOException {
        RecordFile.create(file, records).close();
    }

    @Test
    void entries_ofSeveralProcesses_areReadInOrderOfTime() throws Exception {
        process(2);
        process(1);

        List<AuditEntry> entries = Audit.in(state).entries();

        assertThat(entries)
                .extracting(AuditEntry::kind)
                .containsExactly(
                        Kind.STARTED, Kind.RETIRED, Kind.RETIRED, Kind.ENDED, Kind.STARTED, Kind.RETIRED, Kind.ENDED);
        assertThat(entries.get(1).details()).containsEntry("key", "grid-fake").containsEntry("generation", "0");
        assertThat(entries.get(0).at()).isEqualTo(Instant.parse("2026-06-01T00:01:00Z"));
        assertThat(verify().intact()).isTrue();
        assertThat(verify().toText()).contains("ENDED", "2 chains, links hold");
        assertThat(verify().toJson()).contains("\"intact\":true", "\"end\":\"ENDED\"");
    }

    @Test
    void verify_whileAProcessRuns_isIntactAndSaysThatItRuns() throws Exception {
        try (Running running = new Running()) {
            AuditReport report = verify(running.trail.head());
            assertThat(report.intact()).isTrue();
            assertThat(report.chains()).extracting(AuditReport.ChainState::end).containsExactly(End.RUNNING);
        }
        assertThat(verify().chains()).extracting(AuditReport.ChainState::end).containsExactly(End.OPEN);
    }

    @Test
    void verify_anyEntryChanged_namesTheFirstThatDoesNotHold() throws Exception {
        AuditHead head = process(3);
        List<byte[]> records = records(file(head));
        for (int at = 0; at < records.size(); at++) {
            var changed = new ArrayList<>(records);
            byte[] entry = changed.get(at).clone();
            String json = new String(entry, 64, entry.length - 64, StandardCharsets.UTF_8);
            byte[] other = json.replace("2026", "2025").getBytes(StandardCharsets.UTF_8);
            changed.set(at, concat(Arrays.copyOf(entry, 64), other));
            rewrite(file(head), changed);
            assertThat(verify().problems())
                    .singleElement()
                    .asString()
                    .contains(head.chain(), "entry " + at + " does not hold");
        }
    }

    @Test
    void verify_anEntryTakenOutOrDoubled_namesThePlace() throws Exception {
        AuditHead head = process(3);
        List<byte[]> records = records(file(head));
        var without = new ArrayList<>(records);
        without.remove(2);
        rewrite(file(head), without);
        assertThat(verify().problems()).singleElement().asString().contains("entry 2 does not hold");
        var twice = new ArrayList<>(records);
        twice.add(1, records.get(1));
        rewrite(file(head), twice);
        assertThat(verify().problems()).singleElement().asString().contains("entry 2 does not hold");
    }

    @Test
    void verify_endCutOff_isToldByAnAnchorAndByTheNextProcess() throws Exception {
        AuditHead head = process(3);
        List<byte[]> records = records(file(head));
        rewrite(file(head), records.subList(0, 3));
        assertThat(verify().intact()).isTrue();
        assertThat(verify().chains()).extracting(AuditReport.ChainState::end).containsExactly(End.OPEN);
        assertThat(verify(head).problems()).singleElement().asString().contains("holds for 3 entries", "an anchor");

        rewrite(file(head), records);
        AuditHead next = process(0);
        rewrite(file(head), records.subList(0, 3));
        assertThat(verify().problems())
                .singleElement()
                .asString()
                .contains("holds for 3 entries", "chain " + next.chain() + " has seen 5");
    }

    @Test
    void verify_wholeChainTakenAwayOrRemade_isToldByWhoSawIt() throws Exception {
        AuditHead first = process(1);
        process(1);
        byte[] old = Files.readAllBytes(file(first));
        Files.delete(file(first));
        assertThat(verify().problems()).singleElement().asString().contains(first.chain() + " is gone");

        // Whoever can write there can make a chain whose links hold.
        try (Chain chain = new Chain(first.chain(), null)) {
            var forged = new ArrayList<byte[]>();
            for (int number = 0; number < 4; number++) {
                byte[] record =
                        chain.seal(new AuditEntry(first.chain(), number, now.get(), Kind.STARTED, Map.of()).toJson());
                chain.accept(record);
                forged.add(record);
            }
            rewrite(file(first), forged);
        }
        assertThat(verify().problems()).singleElement().asString().contains("is another than the one");
        Files.write(file(first), old);
        assertThat(verify().intact()).isTrue();
    }

    @Test
    void verify_halfAnEntryAtTheEnd_isToldOnceTheProcessHasEnded() throws Exception {
        AuditHead head = process(1);
        byte[] whole = Files.readAllBytes(file(head));
        Files.write(file(head), Arrays.copyOf(whole, whole.length - 3));
        assertThat(verify().problems()).singleElement().asString().contains("are no whole entry");
        Files.writeString(file(head), "not even a file of records");
        assertThat(verify().problems()).singleElement().asString().contains("cannot be read");
    }

    @Test
    void verify_aMillionEntriesNamedByAnAnchor_costsNothing() throws Exception {
        AuditHead head = process(0);
        assertThat(verify(new AuditHead(head.chain(), 999_999_999_999L, head.link()))
                        .problems())
                .hasSize(1);
    }

    @Test
    void verifySealed_withTheSeed_holdsOverSeveralProcesses() throws Exception {
        byte[] seed = AuditSeed.create(state);
        process(2);
        process(0);
        process(1);

        AuditReport report = Audit.in(state).verifySealed(List.of(), seed.clone());

        assertThat(report.problems()).isEmpty();
        assertThat(report.toText()).contains("links and seals hold");
        assertThat(verify().toText()).contains("seals were not checked");
    }

    @Test
    void verifySealed_chainsRemadeByWhoHasTheMachine_doNotHold() throws Exception {
        byte[] seed = AuditSeed.create(state);
        AuditHead head = process(2);
        // All that is left on the machine: the ratchet after this chain, and the chain itself.
        byte[] ratchet = Files.readAllBytes(state.resolve("audit-ratchet"));
        byte[] stolen = Arrays.copyOfRange(ratchet, 16, 48);
        try (Chain chain = new Chain(head.chain(), new RatchetKey(stolen))) {
            var forged = new ArrayList<byte[]>();
            byte[] first =
                    chain.seal(new AuditEntry(head.chain(), 0, now.get(), Kind.STARTED, Map.of("epoch", "0")).toJson());
            forged.add(first);
            rewrite(file(head), forged);
        }
        assertThat(verify().intact()).isTrue();
        assertThat(Audit.in(state).verifySealed(List.of(), seed.clone()).problems())
                .first()
                .asString()
                .contains("entry 0 does not hold", "seal");
        assertThat(Audit.in(state).verifySealed(List.of(), new byte[32]).intact())
                .isFalse();
    }

    @Test
    void verifySealed_aSealOfAnotherPlace_doesNotHold() throws Exception {
        byte[] seed = AuditSeed.create(state);
        AuditHead head = process(2);
        List<byte[]> records = new ArrayList<>(records(file(head)));
        byte[] changed = records.get(2).clone();
        System.arraycopy(records.get(1), 32, changed, 32, 32);
        records.set(2, changed);
        rewrite(file(head), records);
        assertThat(Audit.in(state).verifySealed(List.of(), seed).problems())
                .singleElement()
                .asString()
                .contains("entry 2 does not hold", "seal");
    }

    @Test
    void verifySealed_anyChainTakenAway_evenTheLast_isMissed() throws Exception {
        byte[] seed = AuditSeed.create(state);
        AuditHead first = process(0);
        AuditHead last = process(0);
        Files.delete(file(last));
        assertThat(Audit.in(state).verifySealed(List.of(), seed.clone()).problems())
                .contains("there is no chain of epoch 1 that holds");
        Files.delete(file(first));
        assertThat(Audit.in(state).verifySealed(List.of(), seed.clone()).problems())
                .contains("there is no chain of epoch 0 that holds", "there is no chain of epoch 1 that holds");
    }

    @Test
    void verifySealed_sealsSwitchedOff_isTold() throws Exception {
        byte[] seed = AuditSeed.create(state);
        process(0);
        Path ratchet = state.resolve("audit-ratchet");
        byte[] kept = Files.readAllBytes(ratchet);
        Files.delete(ratchet);
        AuditHead open = process(0);
        assertThat(Audit.in(state).verifySealed(List.of(), seed.clone()).problems())
                .anyMatch(problem -> problem.contains("ratchet is gone"))
                .anyMatch(problem -> problem.contains(open.chain() + " is not sealed"));
        Files.write(ratchet, kept);
    }

    @Test
    void start_afterACrashBetweenChainAndRatchet_takesTheNextEpoch() throws Exception {
        byte[] seed = AuditSeed.create(state);
        byte[] before = Files.readAllBytes(state.resolve("audit-ratchet"));
        process(1);
        // As if the power had been cut after the chain was begun.
        Files.write(state.resolve("audit-ratchet"), before);

        process(1);

        assertThat(Audit.in(state).verifySealed(List.of(), seed).problems()).isEmpty();
    }

    @Test
    void start_damagedRatchet_isRefusedRatherThanUnsealed() throws Exception {
        AuditSeed.create(state);
        Path ratchet = state.resolve("audit-ratchet");
        byte[] whole = Files.readAllBytes(ratchet);
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(ratchet, flipped);
            assertThatThrownBy(Running::new).as("byte %d", at).isInstanceOf(IOException.class);
        }
        Files.write(ratchet, Arrays.copyOf(whole, 20));
        assertThatThrownBy(Running::new).isInstanceOf(IOException.class);
        Files.write(ratchet, whole);
        process(0);
    }

    @Test
    void seed_isShownOnce_andItsFileIsItsOwnersAlone() throws Exception {
        byte[] seed = AuditSeed.create(state);
        process(1);

        assertThat(HexFormat.of().formatHex(Files.readAllBytes(state.resolve("audit-ratchet"))))
                .as("the seed is not kept")
                .doesNotContain(HexFormat.of().formatHex(seed));
        assertThat(Files.getPosixFilePermissions(state.resolve("audit-ratchet")))
                .hasSize(2);
        assertThatThrownBy(() -> AuditSeed.create(state))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("has a seed already");
        assertThatThrownBy(() -> Audit.in(state).verifySealed(List.of(), new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anchors_areReadAsTheyAreWritten() {
        var head = new AuditHead("20260601T000000000Z-1-aa", 7, "0f".repeat(32));
        assertThat(AuditHead.parse(head.toString())).isEqualTo(head);
        for (String other : List.of("", "a:b:c", "a:1", "a:1:0F", head + ":", "a:-1:" + "0f".repeat(32))) {
            assertThatThrownBy(() -> AuditHead.parse(other)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void configured_saysWhetherItIsOtherThanBefore() throws Exception {
        for (String grants : List.of("a", "a", "b")) {
            try (Running process = new Running()) {
                process.trail.configured(Map.of("grant grid", grants));
            }
        }
        assertThat(Audit.in(state).entries())
                .filteredOn(entry -> entry.kind() == Kind.CONFIGURED)
                .extracting(entry -> entry.details().get("changed"))
                .containsExactly("first", "no", "yes");
    }

    @Test
    void entries_ofANewerVersion_areReadAsOther() throws Exception {
        byte[] json = "{\"n\":0,\"at\":\"2026-06-01T00:00:00Z\",\"kind\":\"TELEPORTED\",\"details\":{}}"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(AuditEntry.fromJson("c", json).kind()).isEqualTo(Kind.OTHER);
        byte[] hostile = "{\"n\":0,\"at\":\"canary-hostile\"".getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> AuditEntry.fromJson("c", hostile))
                .isInstanceOf(IOException.class)
                .hasMessageNotContaining("canary");
    }

    @Test
    void entries_noSuchDirectory_areNone() {
        assertThat(Audit.in(state).entries()).isEmpty();
        assertThat(verify().intact()).isTrue();
    }

    private static byte[] concat(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
