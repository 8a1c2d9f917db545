/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretBytesTest {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private static SecretBytes secret(int... bytes) {
        byte[] array = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            array[i] = (byte) bytes[i];
        }
        return SecretBytes.take(array, ACCESS);
    }

    private static byte[] read(SecretBytes secret) {
        byte[] copy = new byte[secret.length()];
        secret.copyTo(ACCESS, 0, copy, 0, copy.length);
        return copy;
    }

    @Test
    void copyOf_anArray_keepsItsOwnBytes() {
        byte[] mine = {1, 2, 3};
        SecretBytes secret = SecretBytes.copyOf(mine, ACCESS);
        mine[0] = 9;

        assertThat(read(secret)).containsExactly(1, 2, 3);
        assertThat(mine).containsExactly(9, 2, 3);
        assertThat(secret.sameBytes(SecretBytes.copyOf(new byte[] {1, 2, 3}, ACCESS)))
                .isTrue();
    }

    @Test
    void copyOf_aBuffer_takesWhatRemainsAndMovesNothing() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {0, 1, 2, 3}).position(1).limit(3);

        assertThat(read(SecretBytes.copyOf(buffer, ACCESS))).containsExactly(1, 2);
        assertThat(buffer.position()).isOne();
    }

    @Test
    void take_wipesTheArrayAlsoWhenItFails() {
        byte[] mine = {1, 2, 3};
        SecretBytes.take(mine, ACCESS);
        byte[] other = {4, 5};

        assertThatThrownBy(() -> SecretBytes.take(other, null)).isInstanceOf(NullPointerException.class);

        assertThat(mine).containsOnly(0);
        assertThat(other).containsOnly(0);
    }

    @Test
    void lend_givesAViewThatCannotBeWritten() {
        SecretBytes secret = secret(1, 2);

        int sum = secret.lend(ACCESS, view -> view.get(0) + view.get(1));

        assertThat(sum).isEqualTo(3);
        assertThatThrownBy(() -> secret.lend(ACCESS, view -> view.put(0, (byte) 1)))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThat(secret.isClosed()).isFalse();
        assertThatThrownBy(() -> secret.lend(null, view -> view)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void copyTo_apart_copiesThatPartAndChecksTheBounds() {
        SecretBytes secret = secret(1, 2, 3, 4);
        byte[] target = new byte[4];

        secret.copyTo(ACCESS, 1, target, 2, 2);

        assertThat(target).containsExactly(0, 0, 2, 3);
        assertThatThrownBy(() -> secret.copyTo(ACCESS, 3, target, 0, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> secret.copyTo(null, 0, target, 0, 1)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void close_refusesLoansAndZeroesTheBytes() {
        SecretBytes secret = secret(1, 2);
        var kept = new AtomicReference<ByteBuffer>();
        secret.lend(ACCESS, view -> {
            kept.set(view);
            return 0;
        });
        secret.close();
        secret.close();

        assertThat(secret.isClosed()).isTrue();
        assertThat(new byte[] {kept.get().get(0), kept.get().get(1)}).containsOnly(0);
        assertThatThrownBy(() -> secret.lend(ACCESS, view -> view)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> read(secret)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secret.sameBytes(secret(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> secret(1).sameBytes(secret)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_whileLent_zeroesAfterTheLoan() throws Exception {
        SecretBytes secret = secret(7);
        var lent = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var kept = new AtomicReference<ByteBuffer>();
        var seen = CompletableFuture.supplyAsync(() -> secret.lend(ACCESS, view -> {
            kept.set(view);
            lent.countDown();
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return view.get(0);
        }));
        lent.await();
        secret.close();
        closed.countDown();

        assertThat(seen.get()).isEqualTo((byte) 7);
        assertThat(secret.isClosed()).isTrue();
        assertThat(kept.get().get(0)).as("the last loan has ended").isZero();
    }

    @Test
    void copyTo_whileClosed_givesAllOfItOrNothing() throws Exception {
        ExecutorService reader = Executors.newSingleThreadExecutor();
        try {
            for (int round = 0; round < 500; round++) {
                SecretBytes secret = SecretBytes.take(filled((byte) 7), ACCESS);
                var started = new CountDownLatch(1);
                var left = reader.submit(() -> copyUntilClosed(secret, started));
                started.await();
                secret.close();
                // Whoever comes next may get the same memory.
                SecretBytes next = SecretBytes.take(filled((byte) 9), ACCESS);

                assertThat(left.get()).containsOnly(0);
                next.close();
            }
        } finally {
            reader.shutdownNow();
        }
    }

    private static byte[] filled(byte value) {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, value);
        return bytes;
    }

    /** Returns what the copy left behind that was refused. */
    private static byte[] copyUntilClosed(SecretBytes secret, CountDownLatch started) {
        byte[] target = new byte[64];
        while (true) {
            Arrays.fill(target, (byte) 0);
            try {
                secret.copyTo(ACCESS, 0, target, 0, target.length);
            } catch (IllegalStateException e) {
                return target;
            }
            assertThat(target).containsOnly(7);
            started.countDown();
        }
    }

    @Test
    void close_afterEveryKindOfLoan_zeroesAtOnce() {
        SecretBytes secret = secret(7);
        SecretBytes other = secret(7);
        var kept = new ArrayList<ByteBuffer>();
        secret.lend(ACCESS, kept::add);
        other.lend(ACCESS, kept::add);
        read(secret);
        secret.sameBytes(other);
        secret.close();
        other.close();

        assertThat(kept)
                .allSatisfy(view -> assertThat(view.get(0))
                        .as("no loan is left to wait for")
                        .isZero());
    }

    @Test
    void lend_whenTheBorrowerThrows_endsTheLoan() {
        SecretBytes secret = secret(1);
        var kept = new AtomicReference<ByteBuffer>();
        assertThatThrownBy(() -> secret.lend(ACCESS, view -> {
                    kept.set(view);
                    throw new IllegalArgumentException();
                }))
                .isInstanceOf(IllegalArgumentException.class);
        secret.close();

        assertThat(kept.get().get(0)).as("no loan is left to wait for").isZero();
    }

    @Test
    void sameBytes_ofOtherLengthOrContent_isFalse() {
        assertThat(secret(1, 2).sameBytes(secret(1, 3))).isFalse();
        assertThat(secret(1, 2).sameBytes(secret(1))).isFalse();
        assertThat(secret().sameBytes(secret())).isTrue();
    }

    @Test
    void type_isNeitherSerializableNorComparableNorPrintable() {
        assertThat(Serializable.class.isAssignableFrom(SecretBytes.class)).isFalse();
        assertThat(CharSequence.class.isAssignableFrom(SecretBytes.class)).isFalse();
        assertThat(SecretBytes.class.isRecord()).isFalse();
        assertThat(secret(1)).isNotEqualTo(secret(1)).hasToString("SecretBytes[redacted]");
    }
}
