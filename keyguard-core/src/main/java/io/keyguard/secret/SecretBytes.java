/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.internal.Loans;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Secret material outside the heap.
 *
 * <p>The bytes are lent to whoever holds a {@link SecretAccess} and are zeroed on {@link #close()}, after the last loan has ended. What a
 * borrower copies to the heap it wipes itself. Nothing is printed, compared by {@code equals} or serialised. Whether the memory is kept out of the swap
 * file and of core files, {@link MemoryProtection} tells. The garbage collector and the operating system may still hold copies of what was lent. Thread-safe.
 */
public final class SecretBytes implements AutoCloseable {
    private final ByteBuffer memory;
    private final Cleaner.Cleanable home;
    private final Loans loans = new Loans();

    private SecretBytes(int length) {
        SecretMemory.Block block = SecretMemory.PROCESS.allocate(length);
        this.memory = block.memory();
        this.home = block.belongsTo(this);
    }

    /** Returns a copy of {@code material}; the array stays the caller's, who wipes it. */
    public static SecretBytes copyOf(byte[] material, SecretAccess access) {
        requireNonNull(access, "access");
        var secret = new SecretBytes(material.length);
        secret.memory.put(0, material);
        return secret;
    }

    /** Returns a copy of what remains in {@code material}, whose position does not move; a heap buffer stays the caller's to wipe. */
    public static SecretBytes copyOf(ByteBuffer material, SecretAccess access) {
        requireNonNull(access, "access");
        var secret = new SecretBytes(material.remaining());
        secret.memory.put(0, material, material.position(), material.remaining());
        return secret;
    }

    /** Returns a copy of {@code material} and wipes the array, also when that fails. */
    public static SecretBytes take(byte[] material, SecretAccess access) {
        try {
            return copyOf(material, access);
        } finally {
            Arrays.fill(material, (byte) 0);
        }
    }

    /** Returns the number of bytes. */
    public int length() {
        return memory.capacity();
    }

    /**
     * Lends the bytes as a read-only view, which must not be used after {@code borrower} has returned.
     *
     * @throws IllegalStateException if this secret is closed
     */
    @CanIgnoreReturnValue
    public <R> R lend(SecretAccess access, Function<? super ByteBuffer, ? extends R> borrower) {
        requireNonNull(access, "access");
        acquire();
        try {
            return borrower.apply(memory.asReadOnlyBuffer());
        } finally {
            release();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Copies bytes into {@code target}, which the caller wipes: the road without an allocation or a loan, for signers.
     *
     * @throws IllegalStateException if this secret is closed, then nothing of it is in {@code target}
     */
    public void copyTo(SecretAccess access, int from, byte[] target, int at, int count) {
        requireNonNull(access, "access");
        checkFromIndexSize(from, count, length());
        try {
            // Looking twice is much cheaper than a loan: memory is never unmapped, and whoever zeroes it or uses it
            // again has closed this first.
            requireOpen();
            memory.get(from, target, at, count);
            VarHandle.acquireFence();
            if (isClosed()) {
                Arrays.fill(target, at, at + count, (byte) 0);
                requireOpen();
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Returns whether {@code other} holds the same bytes, in a time that depends on the length alone.
     *
     * @throws IllegalStateException if either secret is closed
     */
    public boolean sameBytes(SecretBytes other) {
        acquire();
        try {
            other.acquire();
            try {
                return sameMemory(memory, other.memory);
            } finally {
                other.release();
                Reference.reachabilityFence(other);
            }
        } finally {
            release();
            Reference.reachabilityFence(this);
        }
    }

    private static boolean sameMemory(ByteBuffer a, ByteBuffer b) {
        if (a.capacity() != b.capacity()) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < a.capacity(); i++) {
            difference |= a.get(i) ^ b.get(i);
        }
        return difference == 0;
    }

    /** Returns whether {@link #close()} was called. */
    public boolean isClosed() {
        return loans.isClosed();
    }

    /** Ends lending, and zeroes the bytes as soon as the last loan has ended. Calling it again does nothing. */
    @Override
    public void close() {
        if (loans.close()) {
            wipe();
        }
    }

    private void acquire() {
        if (!loans.tryAcquire()) {
            throw closed();
        }
    }

    private void requireOpen() {
        if (isClosed()) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("this secret is closed; ask the provider for the key again");
    }

    private void release() {
        if (loans.release()) {
            wipe();
        }
    }

    private void wipe() {
        // What copyTo finds zeroed, it finds closed.
        VarHandle.storeStoreFence();
        home.clean();
    }

    @Override
    public String toString() {
        return "SecretBytes[redacted]";
    }
}
