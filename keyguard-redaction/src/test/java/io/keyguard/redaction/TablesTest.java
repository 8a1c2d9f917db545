/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.keyguard.source.ApiKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Tables that cannot be put into one: all stays masked, it is tried ever more rarely, and said once. */
class TablesTest {
    private static final int MERGED = Tables.LEAST_ROOM;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<Duration> rests = new ArrayList<>();
    private final List<Needles> made = new ArrayList<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private boolean failing;
    private boolean rejecting;

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run, new Tables(this::later, this::make));
    private final Redactor redactor = Redactor.of(secrets).registeredOnly();
    private final ApiKey one = Canary.key("one", Canary.API_KEY, Canary.SECRET, null);
    private final ApiKey two =
            Canary.key("two", "SYNTHETIC2apikey9876543210ZYXWVUTS", "SYNTHETIC2secretABABCDCDEFEF0101", null);

    private void later(Duration rest, Runnable task) {
        if (rejecting) {
            throw new RejectedExecutionException("no more threads");
        }
        rests.add(rest);
        later.add(task);
    }

    private Needles make(List<Needle> needles, int more) {
        if (failing && more == MERGED && needles.size() > 2) {
            throw new OutOfMemoryError("direct memory");
        }
        var table = new Needles(needles, more);
        made.add(table);
        return table;
    }

    @BeforeEach
    void listen() {
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void listenNoMore() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(Tables.class);
    }

    private void assertMasked(String id, String secret) {
        assertThat(redactor.redact("x " + secret + " y")).isEqualTo("x [redacted:" + id + "] y");
    }

    private void assertBothMasked() {
        assertMasked("one", Canary.API_KEY);
        assertMasked("one", Canary.SECRET);
        assertMasked("two", "SYNTHETIC2apikey9876543210ZYXWVUTS");
        assertMasked("two", "SYNTHETIC2secretABABCDCDEFEF0101");
    }

    /** Forgetting the third leaves traces, for which tables are made anew. */
    private void learnTwoAndForgetOne() {
        secrets.learn(one);
        secrets.learn(two);
        ApiKey third = Canary.key("three", "SYNTHETIC3apikey0246813579", "SYNTHETIC3secretXYXYZ", null);
        secrets.learn(third);
        secrets.forget(third);
    }

    @Test
    void merge_thatFails_isTriedEverMoreRarelyAndReportedOnce() {
        failing = true;
        learnTwoAndForgetOne();

        for (int i = 0; i < 20; i++) {
            later.remove().run();
            assertBothMasked();
        }

        assertThat(rests.subList(0, 5))
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(16));
        assertThat(rests.get(20)).isEqualTo(Duration.ofSeconds(4096));
        assertThat(later).hasSize(1);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage()).contains("OutOfMemoryError");
    }

    @Test
    void merge_thatWorksAgain_leavesOneTableAndNoTraces() {
        failing = true;
        learnTwoAndForgetOne();
        later.remove().run();
        later.remove().run();
        failing = false;

        later.remove().run();

        assertBothMasked();
        assertThat(later).isEmpty();
        assertThat(isZero(made.get(0))).isTrue();
        assertThat(isZero(made.get(made.size() - 1))).isFalse();
        ApiKey more = Canary.key("more", "SYNTHETIC4apikey1122334455", "SYNTHETIC4secretQWQWE", null);
        secrets.learn(more);
        secrets.forget(more);
        assertThat(rests.get(rests.size() - 1)).isEqualTo(Duration.ofSeconds(1));
    }

    private static boolean isZero(Needles table) {
        java.nio.ByteBuffer slots = table.plain().table();
        boolean zero = true;
        while (slots.hasRemaining()) {
            zero &= slots.get() == 0;
        }
        return zero;
    }

    @Test
    void forget_whileAMergeFails_isGone() {
        failing = true;
        learnTwoAndForgetOne();
        later.remove().run();

        secrets.forget(two);
        later.remove().run();

        assertMasked("one", Canary.SECRET);
        String gone = "x SYNTHETIC2secretABABCDCDEFEF0101 y";
        assertThat(redactor.redact(gone)).isSameAs(gone);
        assertThat(secrets.size()).isEqualTo(2);
    }

    @Test
    void merge_thatNobodyRuns_isAskedForAgainByTheNextKey() {
        rejecting = true;
        learnTwoAndForgetOne();
        assertBothMasked();
        assertThat(log.list).hasSize(1);
        rejecting = false;

        ApiKey more = Canary.key("more", "SYNTHETIC4apikey1122334455", "SYNTHETIC4secretQWQWE", null);
        secrets.learn(more);
        later.remove().run();

        assertBothMasked();
        assertThat(later).isEmpty();
    }

    @Test
    void learn_thatFails_isTriedAgainByTheNext() {
        var broken = new AtomicBoolean(true);
        var registry = new LiveSecrets(Runnable::run, new Tables(this::later, (needles, more) -> {
            if (broken.get()) {
                throw new OutOfMemoryError("direct memory");
            }
            return new Needles(needles, more);
        }));
        assertThatThrownBy(() -> registry.learn(one)).isInstanceOf(OutOfMemoryError.class);
        broken.set(false);

        registry.learn(one);

        assertThat(Redactor.of(registry).registeredOnly().redact("x " + Canary.SECRET))
                .isEqualTo("x [redacted:one]");
    }

    /** Two keys have one secret: while one of them comes and goes, a search that began before never misses the other's. */
    @Test
    void redact_whileOneOfTwoKeysWithTheSameSecretGoes_isAlwaysMasked() throws Exception {
        var registry = new LiveSecrets(Runnable::run);
        Redactor masking = Redactor.of(registry).registeredOnly();
        ApiKey first = Canary.key("same", Canary.API_KEY, Canary.SECRET, null);
        ApiKey second = Canary.key("same", Canary.API_KEY, Canary.SECRET, null);
        registry.learn(first);
        var begun = new CountDownLatch(1);
        var over = new AtomicBoolean();
        var leaks = new ArrayList<String>();
        var reader = new Thread(() -> {
            begun.countDown();
            while (!over.get()) {
                String masked = masking.redact("x " + Canary.API_KEY + " y");
                if (!masked.equals("x [redacted:same] y")) {
                    leaks.add(masked);
                }
            }
        });
        reader.start();
        begun.await();
        for (int i = 0; i < 3_000; i++) {
            registry.learn(second);
            registry.forget(first);
            registry.learn(first);
            registry.forget(second);
        }
        over.set(true);
        reader.join();

        assertThat(leaks).isEmpty();
    }
}
