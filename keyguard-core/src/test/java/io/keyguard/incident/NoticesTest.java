/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.HttpTransport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People are told, by a real HTTP server, and where they are not, that is told. */
class NoticesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T03:00:00Z");
    private static final Notice NOTICE = new Notice(
            NOW, Notice.Kind.ALARM, "binance", "grid", "a foreign order\n<!channel> @everyone", List.of("look"));

    @TempDir
    private Path folder;

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<Undelivered> undelivered = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final List<Duration> pauses = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            bodies.add(exchange.getRequestURI().getPath() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    private String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/canary-token";
    }

    private static SecretBytes bytes(String text) {
        return SecretBytes.copyOf(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private Notifier webhook() {
        return Notifier.webhook("pager", bytes(address()), HttpTransport.jdk(Duration.ofSeconds(20)));
    }

    private Notices notices(Notifier... notifiers) {
        Notices notices = Notices.to(notifiers)
                .executor(Runnable::run)
                .pause(pauses::add)
                .clock(() -> NOW)
                .build();
        notices.onUndelivered(undelivered::add);
        return notices;
    }

    private static Notifier notifier(String name, Delivery delivery) {
        return new Notifier() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void deliver(Notice notice) throws IOException {
                delivery.run(notice);
            }
        };
    }

    private interface Delivery {
        void run(Notice notice) throws IOException;
    }

    @Test
    void notice_isPostedAsJson_thatChatsShow_andCallsNobody() {
        Notices notices = notices(webhook());
        notices.send(NOTICE);
        assertThat(bodies)
                .singleElement()
                .asString()
                .startsWith("/services/canary-token {\"text\":\"keyguard ALARM: a foreign order");
        assertThat(bodies.get(0))
                .contains(
                        "\"content\":",
                        "\"kind\":\"ALARM\"",
                        "\"key\":\"grid\"",
                        "\"lines\":[\"look\"]",
                        "‹!channel› ＠everyone");
        assertThat(notices.health()).singleElement().satisfies(health -> {
            assertThat(health.ok()).isTrue();
            assertThat(health.delivered()).isOne();
            assertThat(health.waiting()).isZero();
        });
        assertThat(undelivered).isEmpty();
    }

    @Test
    void webhookThatRefuses_isTriedAgain_thenTold_andShowsNothingOfItsAddress() {
        status.set(500);
        Notifier webhook = webhook();
        Notices notices = notices(webhook);
        notices.send(NOTICE);
        assertThat(bodies).hasSize(5);
        assertThat(pauses)
                .containsExactly(
                        Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(undelivered).singleElement().satisfies(one -> {
            assertThat(one.why()).isEqualTo("it answered with HTTP status 500");
            assertThat(one.details()).containsEntry("notifier", "pager");
        });
        assertThat(notices.health().get(0).ok()).isFalse();
        notices.send(NOTICE);
        assertThat(bodies).as("one attempt while it does not work").hasSize(6);
        status.set(204);
        notices.send(NOTICE);
        assertThat(notices.health().get(0)).satisfies(health -> {
            assertThat(health.ok()).isTrue();
            assertThat(health.undelivered()).isEqualTo(2);
            assertThat(health.since()).isEmpty();
        });
        server.stop(0);
        notices.send(NOTICE);
        assertThat(undelivered.get(2).why()).startsWith("no answer (");
        assertThat(List.of(webhook, notices, undelivered, NOTICE).toString()).doesNotContain("canary", "127.0.0.1");
    }

    @Test
    void webhookAddress_thatIsNotSafe_isRefused_withoutAWordOfIt() {
        for (String address : List.of("http://canary.example/x", "canary address", "ftp://127.0.0.1/canary", "")) {
            assertThatThrownBy(() -> Notifier.webhook("pager", bytes(address), request -> {
                        throw new IOException();
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("pager")
                    .hasMessageNotContaining("canary")
                    .hasNoCause();
        }
    }

    @Test
    void webhookFile_isReadOnce_andOnlyWhereNobodyElseCan() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Path file = Files.writeString(folder.resolve("hook"), address() + "\nmore\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Notifier webhook = Notifier.webhook("pager", file, HttpTransport.jdk(Duration.ofSeconds(20)));
        Files.writeString(file, "https://thief.example/");
        notices(webhook).send(NOTICE);
        assertThat(bodies).hasSize(1);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Notifier.webhook("pager", file, HttpTransport.jdk(Duration.ofSeconds(20))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        Notifier.webhook("pager", folder.resolve("no"), HttpTransport.jdk(Duration.ofSeconds(20))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void notifierThatHangs_holdsUpNoOther_andWhatDoesNotFitIsTold() throws InterruptedException {
        var hang = new CountDownLatch(1);
        var hanging = new CountDownLatch(1);
        var arrived = new CountDownLatch(1);
        Notices notices = Notices.to(
                        notifier("hangs", notice -> {
                            hanging.countDown();
                            await(hang);
                        }),
                        notifier("works", notice -> arrived.countDown()))
                .clock(() -> NOW)
                .build();
        notices.onUndelivered(undelivered::add);
        notices.send(NOTICE);
        hanging.await();
        arrived.await();
        for (int i = 0; i < 257; i++) {
            notices.send(NOTICE);
        }
        // The one under way is among those that wait.
        assertThat(undelivered)
                .filteredOn(one -> one.notifier().equals("hangs"))
                .hasSize(2);
        assertThat(notices.health().get(0).waiting()).isEqualTo(256);
        assertThat(notices.health().get(0).ok()).isFalse();
        assertThat(notices.await(Duration.ZERO)).isFalse();
        hang.countDown();
        assertThat(notices.await(Duration.ofMinutes(5))).isTrue();
        assertThat(notices.health().get(0).delivered()).isEqualTo(256);
        notices.close();
        notices.send(NOTICE);
        assertThat(undelivered).last().satisfies(one -> assertThat(one.why()).contains("closed"));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void errorsOfNotifiersListenersAndExecutors_keepNobodyFromTheNext() {
        var times = new AtomicInteger();
        Notices notices = notices(notifier("broken", notice -> {
            throw new LinkageError("canary " + times.incrementAndGet());
        }));
        notices.onUndelivered(one -> {
            throw new IllegalStateException("canary");
        });
        notices.onUndelivered(undelivered::add).close();
        notices.send(NOTICE);
        notices.send(NOTICE);
        assertThat(times).hasValue(6);
        assertThat(undelivered).extracting(Undelivered::why).containsExactly("LinkageError", "LinkageError");
        Notices without = Notices.to(notifier("none", notice -> {}))
                .executor(task -> {
                    throw new RejectedExecutionException();
                })
                .build();
        without.onUndelivered(undelivered::add);
        without.send(NOTICE);
        without.send(NOTICE);
        assertThat(undelivered).hasSize(4);
        assertThatThrownBy(() -> Notices.to().attempts(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void incident_tellsPeople_andInItsReportWhomItCouldNot() {
        var venue = new IncidentVenue("one");
        venue.byHand = true;
        try (var key = venue.key("grid");
                MaterialCalls calls = MaterialCalls.of(key, venue, venue, () -> NOW)) {
            var texts = new ArrayList<String>();
            Notices notices = notices(
                    notifier("chat", notice -> texts.add(notice.text() + notice.lines())), notifier("pager", notice -> {
                        throw new IOException("canary");
                    }));
            IncidentReport report = Responder.builder(folder.resolve("state"))
                    .key(ExposedKey.builder(key, venue, calls).build())
                    .limits(ResponseLimits.usual().byHand(Duration.ZERO))
                    .time(() -> 0, time -> {})
                    .executor(Runnable::run)
                    .notices(notices)
                    .build()
                    .start("stolen");
            assertThat(texts.get(0)).contains(report.id(), "stolen", "grid one");
            assertThat(texts).anyMatch(text -> text.contains("Delete the key grid."));
            assertThat(texts.get(texts.size() - 1)).contains("0 of 1 keys dead");
            assertThat(report.next()).anyMatch(step -> step.contains("Tell people yourself: pager"));
            assertThat(report.isClean()).isFalse();
            assertThat(report.found(IncidentStep.TELL))
                    .extracting(IncidentEvent::outcome)
                    .containsExactly(IncidentEvent.Outcome.DONE, IncidentEvent.Outcome.FAILED);
            assertThat(report.toJson() + report.toHtml() + report.toMarkdown()).doesNotContain("canary");
        }
    }

    @Test
    void hundredKeysOfAVenue_areAFewNotices_andTheLastTellsWhatIsLeft() {
        var venue = new IncidentVenue("one");
        venue.byHand = true;
        var texts = new ArrayList<String>();
        Responder.Builder responder = Responder.builder(folder.resolve("state"))
                .limits(ResponseLimits.usual().byHand(Duration.ZERO))
                .time(() -> 0, time -> {})
                .executor(Runnable::run)
                .notices(notices(notifier("chat", notice -> texts.add(notice.text() + notice.lines()))));
        var opened = new ArrayList<AutoCloseable>();
        for (int i = 0; i < 100; i++) {
            var key = venue.key("k" + i);
            MaterialCalls calls = MaterialCalls.of(key, venue, venue, () -> NOW);
            opened.add(calls);
            opened.add(key);
            responder.key(ExposedKey.builder(key, venue, calls).build());
        }
        responder.build().start("stolen");
        assertThat(texts).hasSizeBetween(10, 40).first().asString().contains("stolen");
        for (int i = 0; i < 100; i++) {
            String name = "k" + i;
            assertThat(texts.stream().skip(1).limit(texts.size() - 2L))
                    .as(name)
                    .anyMatch(text -> text.matches("(?s).*\\b" + name + "\\b.*"));
        }
        assertThat(texts.get(texts.size() - 1)).contains("0 of 100 keys dead", "not proven dead: k0, k1, k2");
        assertThat(opened).hasSize(200).allSatisfy(AutoCloseable::close);
    }

    @Test
    void namesThatWereHeldBack_followWhenTheFloodMayBeOver_andAKeyThatLivesIsToldAtOnce() {
        var texts = new ArrayList<String>();
        var later = new ArrayList<Runnable>();
        Notices notices = notices(notifier("chat", notice -> texts.add(notice.text() + notice.lines())));
        try (var telling = new Telling("night", notices, Duration.ofSeconds(1), later::add)) {
            Consumer<IncidentEvent> to = telling.and(event -> {});
            for (int i = 0; i < 5; i++) {
                to.accept(new IncidentEvent(
                        NOW, IncidentStep.REVOKE, IncidentEvent.Outcome.BY_HAND, "one", "k" + i, "", List.of()));
                String why = i < 4 ? "it may be refused for its address" : "the venue STILL ACCEPTS the key";
                to.accept(new IncidentEvent(
                        NOW, IncidentStep.PROBE, IncidentEvent.Outcome.FAILED, "one", "k" + i, why, List.of()));
            }
            assertThat(texts).hasSize(3 + 4).noneMatch(text -> text.contains("k3"));
            assertThat(texts).last().asString().contains("k4", "STILL ACCEPTS");
            assertThat(later).singleElement().satisfies(Runnable::run);
            assertThat(texts.subList(7, 9))
                    .anyMatch(text -> text.contains("2 keys more") && text.contains("k3, k4"))
                    .anyMatch(text -> text.contains("prove it at one: FAILED, of 1 keys more[k3]"));
        }
    }
}
