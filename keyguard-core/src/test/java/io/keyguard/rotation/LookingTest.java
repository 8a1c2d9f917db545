/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookingTest {
    private static void fail(boolean error) {
        if (error) {
            throw new NoClassDefFoundError("canary");
        }
        throw new IllegalStateException("canary");
    }

    /** On an executor, which never again does what threw once. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void look_inWhichEverythingFails_isFollowedByAnother(boolean error) throws Exception {
        var looks = new CountDownLatch(3);
        var firsts = new AtomicInteger();
        var looking = new Looking(
                "tokens",
                () -> {
                    firsts.incrementAndGet();
                    fail(error);
                },
                () -> true,
                () -> {
                    looks.countDown();
                    fail(error);
                });
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            var unused = executor.scheduleWithFixedDelay(looking, 1, 1, TimeUnit.MILLISECONDS);
            assertThat(looks.await(2, TimeUnit.MINUTES)).isTrue();
        } finally {
            executor.shutdownNow();
        }
        assertThat(firsts.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void look_whenNothingIsDue_orItHasEnded_changesNothing() {
        List<String> done = new ArrayList<>();
        var due = new AtomicInteger();
        var looking = new Looking("tokens", () -> done.add("first"), () -> due.get() > 0, () -> done.add("changed"));
        looking.run();
        due.set(1);
        looking.run();
        looking.end();
        looking.run();
        assertThat(done).containsExactly("first", "first", "changed", "first");
        assertThat(looking).hasToString("Looking[tokens]");
    }
}
