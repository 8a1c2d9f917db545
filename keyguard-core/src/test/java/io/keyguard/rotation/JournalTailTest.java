/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash can have left at the end of a journal, and what it cannot. */
class JournalTailTest {
    private static final int FRAME = 8;
    private static final int LONGEST = 1 << 20;
    private static final byte[] BEFORE = {1, 2, 3, 4, 5};

    @TempDir
    private Path dir;

    private static byte[] record(int length) {
        byte[] body = new byte[length];
        Arrays.fill(body, (byte) 'x');
        ByteBuffer record = ByteBuffer.allocate(FRAME + length);
        record.putInt(0, length).put(FRAME, body);
        var crc = new CRC32C();
        crc.update(record.slice(0, Integer.BYTES));
        crc.update(record.slice(FRAME, length));
        record.putInt(Integer.BYTES, (int) crc.getValue());
        return record.array();
    }

    private static byte[] joined(byte[]... parts) {
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        ByteBuffer all = ByteBuffer.allocate(length);
        Arrays.stream(parts).forEach(all::put);
        return all.array();
    }

    private void look(byte[] tail) throws IOException {
        Path file = Files.write(dir.resolve("journal"), joined(BEFORE, tail));
        JournalTail.requireTorn(file, tail.length);
    }

    private void assertTorn(byte[] tail) {
        assertThatCode(() -> look(tail)).doesNotThrowAnyException();
    }

    private void assertDamaged(byte[] tail) {
        assertThatThrownBy(() -> look(tail)).isInstanceOf(IOException.class).hasMessageContaining("damaged");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 30, 49})
    void tail_ofARecordThatWasCutOff_isTorn(int length) {
        assertTorn(Arrays.copyOf(record(42), length));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 42, 4096, LONGEST})
    void tail_withAWholeRecordInIt_isDamage(int length) {
        byte[] whole = record(length);
        assertDamaged(whole);
        assertDamaged(joined(new byte[1], whole));
        assertDamaged(joined(new byte[12], whole));
        assertDamaged(joined(whole, new byte[5]));
    }

    @Test
    void tail_whoseCheckDoesNotFit_isTorn() {
        byte[] record = record(42);
        record[FRAME + 41] = 'y';
        assertTorn(record);
        byte[] other = record(42);
        other[4] ^= 1;
        assertTorn(other);
        byte[] length = record(42);
        length[3] = 41;
        assertTorn(length);
    }

    @Test
    void tail_longerThanARecordCanBe_isDamage_unlessTheDiskLeftZeros() {
        byte[] most = new byte[FRAME + LONGEST];
        Arrays.fill(most, (byte) 'z');
        assertTorn(most);
        byte[] more = new byte[FRAME + LONGEST + 1];
        Arrays.fill(more, (byte) 'z');
        assertDamaged(more);
        assertTorn(new byte[FRAME + LONGEST + 1]);
        byte[] one = new byte[FRAME + LONGEST + 1];
        one[one.length - 1] = 1;
        assertDamaged(one);
    }
}
