/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(2);

    @TempDir
    private Path folder;

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();

    /** A heap or direct memory that is full for a moment, a class that is gone: watching goes on. */
    @Test
    void look_thatEndsInAnError_isTakenAgain() throws Exception {
        try (var watch = FolderWatch.start(folder, "test-watch", this::failingTwice, told::incrementAndGet, OFTEN)) {
            assertThat(watch).isNotNull();
            await().dontCatchUncaughtExceptions().until(() -> told.get() == 1);
        }
    }

    private byte[] failingTwice() {
        int look = looks.incrementAndGet();
        if (look == 2) {
            throw new OutOfMemoryError("as of direct memory");
        }
        if (look == 3) {
            throw new IllegalStateException("as of a file system");
        }
        return new byte[] {(byte) (look < 5 ? 1 : 2)};
    }

    @Test
    void news_whoseListenerFails_areToldAgain() throws Exception {
        Runnable failingOnce = () -> {
            if (told.incrementAndGet() == 1) {
                throw new NoClassDefFoundError("the listener fails");
            }
        };
        try (var watch = FolderWatch.start(
                folder,
                "test-watch",
                () -> new byte[] {(byte) Math.min(2, looks.incrementAndGet())},
                failingOnce,
                OFTEN)) {
            assertThat(watch).isNotNull();
            int enough = 20;
            await().dontCatchUncaughtExceptions().until(() -> told.get() >= 2 && looks.get() > enough);
        }
        assertThat(told).as("told anew, and then no more").hasValue(2);
    }

    @Test
    void start_whereTheFirstLookFails_throws() {
        assertThatThrownBy(() -> FolderWatch.start(
                        folder,
                        "test-watch",
                        () -> {
                            throw new OutOfMemoryError("as of direct memory");
                        },
                        told::incrementAndGet,
                        OFTEN))
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("test-watch"));
    }
}
