/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a journal keeps when it has grown, and how it is written anew. */
class JournalFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final String PADDING = "x".repeat(40_000);

    @TempDir
    private Path dir;

    private final List<Rotation> written = new ArrayList<>();

    private Rotation row(int number, String key, RotationState state) {
        KeyId id = KeyId.of(key);
        try (ApiKey grid = RotationRig.key(id, new RotationRig(dir).old(), 1, Set.of())) {
            return Rotation.of(
                            "%016x".formatted(number),
                            RotationPlan.of(id, RotationRig.NEEDS),
                            grid,
                            Keys.idOf(grid),
                            NOW)
                    .to(state, NOW)
                    .with("epoch", (long) number)
                    .with("padding", PADDING);
        }
    }

    private void write(Rotation... rows) {
        var file = new JournalFile(dir);
        try (JournalDisk.Turn turn = file.take(Duration.ofSeconds(1), false)) {
            for (Rotation row : rows) {
                turn.write(row, file.rows().values());
                written.add(row);
            }
        }
    }

    /** Puts {@code tail} behind the records, or in the place of what stands at {@code from}. */
    private void damage(int from, byte... tail) throws IOException {
        Path file = dir.resolve("rotations");
        byte[] content = Files.readAllBytes(file);
        int at = from < 0 ? content.length : from;
        byte[] damaged = Arrays.copyOf(content, Math.max(content.length, at + tail.length));
        System.arraycopy(tail, 0, damaged, at, tail.length);
        Files.write(file, damaged);
    }

    @Test
    void row58_pageOfTheLastRecordIsMissing_isAsIfItWasNotWritten() throws IOException {
        write(row(1, "grid", RotationState.DRAINING));
        byte[] torn = new byte[9000];
        Arrays.fill(torn, 4096, 9000, (byte) 'x');
        damage(-1, torn);
        assertThat(ids()).containsExactly(written.get(0).id());
        // A shorter record leaves nothing of it behind.
        write(row(2, "hedge", RotationState.DRAINING).without("padding"));
        assertThat(ids()).hasSize(2);
        damage((int) Files.size(dir.resolve("rotations")) - 3, (byte) 0);
        assertThat(ids()).containsExactly(written.get(0).id());
    }

    @Test
    void row58_lengthOfARecordInTheMiddleIsDamaged_isNotTakenForTheEnd() throws IOException {
        write(row(1, "grid", RotationState.DRAINING), row(2, "hedge", RotationState.DRAINING));
        damage(8, (byte) 0x40);
        assertThatThrownBy(this::ids)
                .isInstanceOf(RotationException.class)
                .hasMessageContaining("not as it was written");
    }

    private List<String> ids() {
        return new JournalFile(dir).rows().values().stream().map(Rotation::id).toList();
    }

    @Test
    void closedRows_areDropped_butForTheNewestOfEachKey() throws IOException {
        write(row(1, "hedge", RotationState.CLOSED), row(2, "grid", RotationState.DRAINING));
        var over = new ArrayList<Rotation>();
        for (int number = 3; number < 100; number++) {
            over.add(row(number, "grid", number % 5 == 0 ? RotationState.ABORTED : RotationState.CLOSED));
        }
        write(over.toArray(Rotation[]::new));
        assertThat(Files.size(dir.resolve("rotations"))).isLessThan(3L << 20);
        List<String> ids = ids();
        assertThat(ids)
                .contains(
                        written.get(0).id(),
                        written.get(1).id(),
                        written.get(98).id());
        assertThat(ids).doesNotContain(written.get(2).id());
        assertThat(ids.size()).isBetween(Kept.OF_EACH_KEY, 60);
        assertThat(ids).isSorted();
    }

    @Test
    void rowsThatAreAllNeeded_areNotWrittenAnewForEachStep() throws IOException {
        int anew = 0;
        Path journal = dir.resolve("rotations");
        var file = new JournalFile(dir);
        try (JournalDisk.Turn turn = file.take(Duration.ofSeconds(1), false)) {
            for (int number = 1; number < 120; number++) {
                turn.write(
                        row(number, "grid-" + number, RotationState.DRAINING),
                        file.rows().values());
                // A link keeps the file that was there, so that its place in the file system is not used again.
                Path link = dir.resolve("link-" + anew);
                if (!Files.exists(link) || !Files.isSameFile(journal, link)) {
                    anew++;
                    Files.createLink(dir.resolve("link-" + anew), journal);
                }
            }
        }
        assertThat(ids()).hasSize(119);
        assertThat(anew).isEqualTo(1);
    }

    @Test
    void crashWhileWritingAnew_leavesTheJournalAsItWas() throws IOException {
        write(row(1, "grid", RotationState.CLOSED), row(2, "grid", RotationState.STORED));
        Files.writeString(dir.resolve("rotations.tmp"), "what a crash left of the new one");
        assertThat(ids()).hasSize(2);
        write(row(3, "grid", RotationState.CLOSED));
        assertThat(ids()).hasSize(3);
    }

    @Test
    void kept_isWhatIsNeeded_inItsOrder_withTheNewestEpoch() {
        var rows = new ArrayList<Rotation>();
        // The newest epoch is the oldest rotation's: who was overtaken has to find it.
        rows.add(row(1, "grid", RotationState.CLOSED).with("epoch", 900L));
        rows.add(row(2, "grid", RotationState.ABORTED).with(Rotation.GHOSTS, List.of("id")));
        rows.add(row(3, "grid", RotationState.ABORTED).with(Rotation.CAUSE, "delete the key kg-1 at the venue"));
        rows.add(row(4, "grid", RotationState.BLOCKED));
        rows.add(row(5, "grid", RotationState.CLOSED).with(Rotation.CAUSE, "emergency"));
        for (int number = 6; number < 6 + Kept.OF_EACH_KEY; number++) {
            rows.add(row(number, "grid", RotationState.CLOSED));
        }
        var wanted = new ArrayList<>(rows);
        wanted.remove(4);
        assertThat(Kept.of(rows))
                .extracting(Rotation::id)
                .isEqualTo(wanted.stream().map(Rotation::id).toList());
        assertThat(Kept.of(List.of())).isEmpty();
    }

    @Test
    void ownRows_areKnownWithoutReadingThemAgain_andOthersAreSeen() {
        var mine = new JournalFile(dir);
        try (JournalDisk.Turn turn = mine.take(Duration.ofSeconds(1), false)) {
            turn.write(row(1, "grid", RotationState.STORED), List.of());
            assertThat(mine.rows().values()).extracting(Rotation::epoch).containsExactly(1L);
            turn.write(row(2, "grid", RotationState.STORED), mine.rows().values());
            assertThat(mine.rows().values()).extracting(Rotation::epoch).containsExactly(1L, 2L);
        }
        write(row(2, "grid", RotationState.VERIFIED).with("epoch", 7L));
        assertThat(mine.rows().values()).extracting(Rotation::epoch).containsExactly(1L, 7L);
        assertThat(mine.rows().get("%016x".formatted(2)).state()).isEqualTo(RotationState.VERIFIED);
    }
}
