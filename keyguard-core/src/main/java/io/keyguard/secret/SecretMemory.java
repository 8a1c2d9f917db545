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

    /** Few pages may be locked, so each size of block takes one at a time. */
    private static final int PAGE = 4096;

    private static final int SMALLEST = 32;
    private static final Cleaner CLEANER = Cleaner.create();

    private final PageSource pages;
    private final AtomicLong unlocked = new AtomicLong();
    private final Object turn = new Object();

    @GuardedBy("turn")
    private final Map<Integer, Deque<Home>> free = new HashMap<>();

    private volatile boolean mapped;
    private volatile boolean locked;

    /** Why a secret last lay elsewhere. */
    private volatile String trouble = "";

    /** A piece of a page, for one secret after the other. */
    private record Home(ByteBuffer memory, boolean locked) {}

    SecretMemory(PageSource pages) {
        this.pages = pages;
    }

    /** Memory of a secret, to be given back zeroed; that happens by itself when the secret was forgotten without being closed. */
    final class Block implements Runnable {
        private final ByteBuffer memory;
        private final @Nullable Home home;

        private Block(ByteBuffer memory, @Nullable Home home) {
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
            if (home == null || !home.locked()) {
                unlocked.addAndGet(-memory.capacity());
            }
            if (home != null) {
                giveBack(home);
            }
        }
    }

    Block allocate(int length) {
        Home home = take(sizeFor(length));
        if (home == null || !home.locked()) {
            unlocked.addAndGet(length);
        }
        return home == null
                ? new Block(ByteBuffer.allocateDirect(length), null)
                : new Block(home.memory().slice(0, length), home);
    }

    /** A power of two. */
    private static int sizeFor(int length) {
        return length <= SMALLEST ? SMALLEST : Integer.highestOneBit(length - 1) << 1;
    }

    private @Nullable Home take(int size) {
        synchronized (turn) {
            Deque<Home> homes = free.computeIfAbsent(size, s -> new ArrayDeque<>());
            if (homes.isEmpty()) {
                cut(size, homes);
            }
            return homes.poll();
        }
    }

    private void cut(int size, Deque<Home> homes) {
        PageSource.Region region = pages.map(Math.max(PAGE, size));
        if (region == null || !region.locked()) {
            trouble = pages.words();
        }
        if (region == null) {
            return;
        }
        mapped = true;
        locked |= region.locked();
        for (int at = 0; at + size <= region.memory().capacity(); at += size) {
            homes.add(new Home(region.memory().slice(at, size), region.locked()));
        }
    }

    private void giveBack(Home home) {
        synchronized (turn) {
            free.computeIfAbsent(home.memory().capacity(), s -> new ArrayDeque<>())
                    .add(home);
        }
    }

    MemoryProtection protection() {
        if (!mapped) {
            // Looks whether there would be pages.
            allocate(SMALLEST).run();
        }
        long outside = unlocked.get();
        // That pages were locked since is no reason to say that all is well.
        String words = locked && outside > 0
                ? outside + " bytes of secrets lie outside of locked pages: " + trouble
                : pages.words();
        return new MemoryProtection(locked, mapped && pages.excludesFromDumps(), outside, words);
    }
}
