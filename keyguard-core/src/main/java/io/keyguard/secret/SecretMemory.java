/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Memory for secrets: blocks of locked pages, shared because a page may be locked only as a whole and few pages may be; memory of the JVM outside the heap
 * where there are none. Thread-safe.
 */
final class SecretMemory {
    /** For the secrets of this process. */
    static final SecretMemory PROCESS = new SecretMemory(NativePages.find());

    /** A multiple of every usual page. */
    private static final int REGION = 64 * 1024;

    private static final int SMALLEST = 32;
    private static final Cleaner CLEANER = Cleaner.create();

    private final PageSource pages;
    private final AtomicLong unlocked = new AtomicLong();
    private final Object turn = new Object();

    @GuardedBy("turn")
    private final Map<Integer, Deque<ByteBuffer>> free = new HashMap<>();

    private volatile boolean mapped;

    SecretMemory(PageSource pages) {
        this.pages = pages;
    }

    /** Memory of a secret, to be given back zeroed; that happens by itself when the secret was forgotten without being closed. */
    final class Block implements Runnable {
        private final ByteBuffer memory;
        private final @Nullable ByteBuffer home;

        private Block(ByteBuffer memory, @Nullable ByteBuffer home) {
            this.memory = memory;
            this.home = home;
        }

        ByteBuffer memory() {
            return memory;
        }

        Cleaner.Cleanable belongsTo(Object owner) {
            return CLEANER.register(owner, this);
        }

        @Override
        public void run() {
            for (int i = 0; i < memory.capacity(); i++) {
                memory.put(i, (byte) 0);
            }
            if (home == null) {
                unlocked.addAndGet(-memory.capacity());
            } else {
                giveBack(home);
            }
        }
    }

    Block allocate(int length) {
        ByteBuffer home = take(sizeFor(length));
        if (home == null) {
            unlocked.addAndGet(length);
            return new Block(ByteBuffer.allocateDirect(length), null);
        }
        return new Block(home.slice(0, length), home);
    }

    /** A power of two. */
    private static int sizeFor(int length) {
        return length <= SMALLEST ? SMALLEST : Integer.highestOneBit(length - 1) << 1;
    }

    private @Nullable ByteBuffer take(int size) {
        synchronized (turn) {
            Deque<ByteBuffer> blocks = free.computeIfAbsent(size, s -> new ArrayDeque<>());
            if (blocks.isEmpty()) {
                cut(size, blocks);
            }
            return blocks.poll();
        }
    }

    private void cut(int size, Deque<ByteBuffer> blocks) {
        ByteBuffer region = pages.map(Math.max(REGION, size));
        if (region == null) {
            return;
        }
        mapped = true;
        for (int at = 0; at + size <= region.capacity(); at += size) {
            blocks.add(region.slice(at, size));
        }
    }

    private void giveBack(ByteBuffer home) {
        synchronized (turn) {
            free.computeIfAbsent(home.capacity(), s -> new ArrayDeque<>()).add(home);
        }
    }

    MemoryProtection protection() {
        if (!mapped) {
            // Looks whether there would be pages.
            allocate(SMALLEST).run();
        }
        return new MemoryProtection(mapped, mapped && pages.excludesFromDumps(), unlocked.get(), pages.words());
    }
}
