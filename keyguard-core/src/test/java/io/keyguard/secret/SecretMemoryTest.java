/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretMemoryTest {
    /** Pages of a system that has {@code regions} of them left. */
    private static final class Pages implements PageSource {
        private final List<ByteBuffer> given = new ArrayList<>();
        private int regions;
        private boolean locks = true;

        private Pages(int regions) {
            this.regions = regions;
        }

        @Override
        public Region map(int bytes) {
            if (regions-- <= 0) {
                return null;
            }
            given.add(ByteBuffer.allocateDirect(bytes));
            return new Region(given.get(given.size() - 1), locks);
        }

        @Override
        public boolean excludesFromDumps() {
            return true;
        }

        @Override
        public String words() {
            return regions < 0 ? "used up" : locks ? "fine" : "limit";
        }
    }

    private static void fill(SecretMemory.Block block, int value) {
        for (int i = 0; i < block.memory().capacity(); i++) {
            block.memory().put(i, (byte) value);
        }
    }

    private static boolean holds(SecretMemory.Block block, int value) {
        for (int i = 0; i < block.memory().capacity(); i++) {
            if (block.memory().get(i) != (byte) value) {
                return false;
            }
        }
        return true;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 32, 33, 64, 65, 4096, 65_536, 65_537, 200_000})
    void allocate_anyLength_isThatLongAndZeroAndLocked(int length) {
        var memory = new SecretMemory(new Pages(10));
        SecretMemory.Block block = memory.allocate(length);

        assertThat(block.memory().capacity()).isEqualTo(length);
        assertThat(holds(block, 0)).isTrue();
        assertThat(memory.protection()).isEqualTo(new MemoryProtection(true, true, 0, "fine"));
        assertThat(memory.protection().complete()).isTrue();
    }

    @Test
    void allocate_afterGivingBack_reusesTheBlockAndFindsItZeroed() {
        var pages = new Pages(1);
        var memory = new SecretMemory(pages);
        for (int i = 0; i < 10_000; i++) {
            SecretMemory.Block block = memory.allocate(64);
            assertThat(holds(block, 0)).isTrue();
            fill(block, 7);
            block.run();
        }

        assertThat(pages.given).hasSize(1);
        ByteBuffer region = pages.given.get(0);
        for (int i = 0; i < region.capacity(); i++) {
            assertThat(region.get(i)).isZero();
        }
    }

    @Test
    void allocate_withoutPages_takesOtherMemoryAndSaysHowMuch() {
        var memory = new SecretMemory(new Pages(1));
        memory.allocate(4096);
        SecretMemory.Block outside = memory.allocate(100);
        fill(outside, 7);

        assertThat(memory.protection())
                .isEqualTo(new MemoryProtection(
                        true, true, 100, "100 bytes of secrets lie outside of locked pages: used up"));
        assertThat(memory.protection().complete()).isFalse();
        outside.run();
        assertThat(holds(outside, 0)).isTrue();
        assertThat(memory.protection().unlockedBytes()).isZero();
        assertThat(new SecretMemory(new Pages(0)).protection())
                .isEqualTo(new MemoryProtection(false, false, 0, "used up"));
    }

    @Test
    void allocate_inPagesThatCannotBeLocked_countsButStaysOutOfDumps() {
        var pages = new Pages(9);
        var memory = new SecretMemory(pages);
        memory.allocate(64);
        pages.locks = false;
        SecretMemory.Block open = memory.allocate(100);

        pages.locks = true;
        memory.allocate(1000);

        assertThat(memory.protection())
                .as("why, although there was room again since")
                .isEqualTo(new MemoryProtection(
                        true, true, 100, "100 bytes of secrets lie outside of locked pages: limit"));
        open.run();
        assertThat(memory.protection().words()).isEqualTo("fine");
        assertThat(memory.protection().complete()).isTrue();
    }

    /** The usual limit of old systems is 64 KiB, sixteen pages. */
    @Test
    void allocate_ofEverySizeOfAKey_findsRoomInFewPages() {
        var memory = new SecretMemory(new Pages(16));
        for (int key = 0; key < 100; key++) {
            for (int length : new int[] {64, 64, 64, 128, 24}) {
                memory.allocate(length);
            }
        }

        assertThat(memory.protection().unlockedBytes()).isZero();
    }

    /** Positive: allocate as many bytes; otherwise give back the oldest. */
    @Property(tries = 200)
    void blocks_inAnyOrder_neverOverlap(@ForAll @Size(max = 300) List<@IntRange(min = -1, max = 500) Integer> steps) {
        var memory = new SecretMemory(new Pages(3));
        var blocks = new ArrayList<SecretMemory.Block>();
        int next = 1;
        var values = new ArrayList<Integer>();
        for (int step : steps) {
            if (step >= 0) {
                blocks.add(memory.allocate(step));
                values.add(next % 120 + 1);
                fill(blocks.get(blocks.size() - 1), next++ % 120 + 1);
            } else if (!blocks.isEmpty()) {
                blocks.remove(0).run();
                values.remove(0);
            }
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(holds(blocks.get(i), values.get(i))).isTrue();
            }
        }
    }

    @Test
    void protection_ofThisProcess_saysWhatIsMissing() {
        MemoryProtection protection = MemoryProtection.current();

        assertThat(protection.locked()).isFalse();
        assertThat(protection.words())
                .contains(
                        Runtime.version().feature() < 22
                                ? "Java " + Runtime.version().feature() + " has no way to lock pages"
                                : "--enable-native-access=");
    }

    /** One that nobody closes must not keep its block for ever. */
    @Test
    void secret_thatWasForgotten_isZeroedByTheCollector() {
        var memory = new SecretMemory(new Pages(1));
        SecretMemory.Block block = memory.allocate(64);
        fill(block, 7);
        block.belongsTo(new Object());

        org.awaitility.Awaitility.await().dontCatchUncaughtExceptions().until(() -> {
            System.gc();
            return holds(block, 0);
        });
    }
}
