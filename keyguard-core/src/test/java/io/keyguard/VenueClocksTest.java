/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.READ_ACCOUNT;
import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.venue.ClockHealth;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Observed;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueClock;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** This machine's clock against a venue's: what is measured, believed, applied and told. */
class VenueClocksTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final KeyScope READ = KeyScope.of("fake", "main", READ_ACCOUNT);

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private final List<KeyEvent.ClockChanged> events = new CopyOnWriteArrayList<>();
    private final AtomicReference<Instant> wall = new AtomicReference<>(NOW);
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> trouble = new AtomicReference<>("");
    private final AtomicReference<Duration> travel = new AtomicReference<>(Duration.ZERO);
    private final AtomicReference<Instant> signedAt = new AtomicReference<>(NOW);
    private final List<Keyguard> opened = new CopyOnWriteArrayList<>();

    @BeforeEach
    void aVenueThatTellsItsTime() {
        venue.knows("canary-key-1", "read", "trade");
        source.put("grid-fake", "canary-key-1", "canary-secret-1", b -> b.createdAt(NOW));
        venue.clock = new Millis();
    }

    @AfterEach
    void close() {
        opened.forEach(Keyguard::close);
    }

    private static class Millis implements VenueClock {
        @Override
        public String path() {
            return "/time?unit=ms";
        }

        @Override
        public Instant read(HttpReply reply) {
            if (!reply.body().matches("\\d+")) {
                throw KeyguardExceptions.malformedReply("fake", "GET /time", reply.status());
            }
            return Instant.ofEpochMilli(Long.parseLong(reply.body()));
        }
    }

    private static final class Seconds extends Millis {
        @Override
        public Instant read(HttpReply reply) {
            return Instant.ofEpochSecond(super.read(reply).getEpochSecond());
        }

        @Override
        public Duration resolution() {
            return Duration.ofSeconds(1);
        }
    }

    private Keyguard start() {
        Keyguard keyguard = Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main").allow(READ_ACCOUNT, TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .listener(event -> {
                    if (event instanceof KeyEvent.ClockChanged changed) {
                        events.add(changed);
                    }
                })
                .clock((InstantSource) wall::get)
                .ticker(nanos::get)
                .transport(this::answer)
                .start();
        opened.add(keyguard);
        return keyguard;
    }

    private HttpReply answer(SignedRequest request) throws IOException {
        sent.add(request.uri() + " " + request.headers().keySet());
        if (!request.uri().getPath().equals("/time")) {
            signedAt.set(Instant.parse(request.headers().get("X-TIME")));
            return new HttpReply(200, request.headers().get("X-KEY"));
        }
        questions.incrementAndGet();
        switch (trouble.get()) {
            case "no answer" -> throw new IOException("no route");
            case "broken" -> throw new IllegalStateException("a transport that is broken");
            case "malformed" -> {
                return new HttpReply(200, "half past nine");
            }
            default -> {
                pass(travel.get());
                return new HttpReply(
                        200, Long.toString(wall.get().plus(ahead.get()).toEpochMilli()));
            }
        }
    }

    /** Both the ticker and the wall clock go on. */
    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        jump(time);
    }

    /** The wall clock alone. */
    private void jump(Duration time) {
        wall.updateAndGet(now -> now.plus(time));
    }

    private Duration signsAhead(Keyguard keyguard) {
        SignedRequest signed = keyguard.forStrategy("grid").get(READ).sign(VenueRequest.get("/account"));
        return Duration.between(wall.get(), Instant.parse(signed.headers().get("X-TIME")));
    }

    private static ClockHealth health(Keyguard keyguard) {
        assertThat(keyguard.health().clocks()).hasSize(1);
        return keyguard.health().clocks().get(0);
    }

    @Test
    void start_asksForTheTimeFirst_withoutAKey() {
        start();

        assertThat(sent).hasSize(2);
        assertThat(sent.get(0)).isEqualTo("https://api.fake.example/time?unit=ms []");
        assertThat(sent.get(1)).startsWith("https://api.fake.example/account");
    }

    @Test
    void clockThatAgrees_isLeftAloneAndNotTold() {
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isZero();
        assertThat(health(keyguard)).isEqualTo(new ClockHealth("fake", Duration.ZERO, ""));
        assertThat(keyguard.health().ok()).isTrue();
        assertThat(events).isEmpty();
    }

    @Test
    void clockThatIsOff_isCorrectedBeforeTheRightsAreAsked_andTold() {
        ahead.set(Duration.ofSeconds(40));
        Keyguard keyguard = start();

        assertThat(Duration.between(NOW, signedAt.get())).isEqualTo(Duration.ofSeconds(40));
        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(40));
        assertThat(health(keyguard).ok()).isFalse();
        assertThat(health(keyguard).offset()).isEqualTo(Duration.ofSeconds(40));
        assertThat(keyguard.health().ok()).isFalse();
        assertThat(events).extracting(KeyEvent.ClockChanged::venue).containsExactly("fake");

        pass(Duration.ofMinutes(2));
        keyguard.report();
        assertThat(events).as("told once").hasSize(1);
    }

    @Test
    void clockThatIsLittleOff_isCorrectedWithoutAWord() {
        ahead.set(Duration.ofMillis(-700));
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofMillis(-700));
        assertThat(health(keyguard).ok()).isTrue();
        assertThat(events).isEmpty();
    }

    /** The answer took three seconds, so the venue's time may be anything between. */
    @Test
    void slowAnswer_thatAllowsForNoDifference_changesNothing() {
        travel.set(Duration.ofSeconds(3));
        ahead.set(Duration.ofMillis(-1_400));
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isZero();
        assertThat(health(keyguard).ok()).isTrue();
    }

    /** As far as anybody knows the venue read its clock last thing: what is signed must not come from the future. */
    @Test
    void slowAnswer_thatCannotAllowForIt_givesTheEarliestThatIsPossible() {
        travel.set(Duration.ofSeconds(3));
        ahead.set(Duration.ofSeconds(60));
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void timeInWholeSeconds_isNoDifferenceWithinASecond() {
        venue.clock = new Seconds();
        jump(Duration.ofMillis(900));
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isZero();
        assertThat(health(keyguard).ok()).isTrue();
    }

    @Test
    void timeThatIsHoursAway_isNotBelieved() {
        ahead.set(Duration.ofHours(-2));
        Keyguard keyguard = start();

        assertThat(signsAhead(keyguard)).isZero();
        assertThat(health(keyguard).words()).contains("not believed");
        assertThat(health(keyguard).offset()).isEqualTo(Duration.ofHours(-2));
        assertThat(events).hasSize(1);
    }

    @Test
    void venueThatCannotBeAsked_changesNothing() {
        for (String how : List.of("no answer", "broken", "malformed")) {
            trouble.set(how);
            Keyguard keyguard = start();

            assertThat(keyguard.health().clocks()).isEmpty();
            assertThat(signsAhead(keyguard)).isZero();
            keyguard.close();
        }
        trouble.set("");
        ahead.set(Duration.ofSeconds(40));
        Keyguard keyguard = start();
        trouble.set("no answer");
        ahead.set(Duration.ZERO);
        pass(Duration.ofMinutes(2));

        assertThat(keyguard.report().passes()).isTrue();
        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(40));
        assertThat(health(keyguard).ok()).isFalse();
    }

    @Test
    void venueWithoutAClock_isNotAsked() {
        venue.clock = null;
        Keyguard keyguard = start();

        assertThat(questions).hasValue(0);
        assertThat(keyguard.health().clocks()).isEmpty();
    }

    @Test
    void report_asksAgain_butNotWithinAMinute() {
        Keyguard keyguard = start();
        keyguard.report();
        assertThat(questions).hasValue(1);
        pass(Duration.ofSeconds(61));
        ahead.set(Duration.ofSeconds(-40));
        keyguard.report();

        assertThat(questions).hasValue(2);
        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(-40));
    }

    @Test
    void clockThatJumps_isMeasuredAgain_untilTheVenueAnswers() {
        ahead.set(Duration.ofSeconds(40));
        Keyguard keyguard = start();
        // Somebody sets the clock right.
        jump(Duration.ofSeconds(40));
        ahead.set(Duration.ZERO);
        trouble.set("no answer");
        keyguard.retryUnverified();
        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(40));

        trouble.set("");
        pass(Duration.ofSeconds(30));
        keyguard.retryUnverified();

        assertThat(signsAhead(keyguard)).isZero();
        assertThat(health(keyguard).ok()).isTrue();
        assertThat(events)
                .extracting(KeyEvent.ClockChanged::words)
                .hasSize(2)
                .last()
                .isEqualTo("");
        pass(Duration.ofSeconds(30));
        keyguard.retryUnverified();
        assertThat(questions).as("no jump, no question").hasValue(3);
    }

    @Test
    void clockThatJumpsDuringTheQuestion_isNotMeasured() {
        var once = new AtomicBoolean(true);
        venue.clock = new Millis() {
            @Override
            public Instant read(HttpReply reply) {
                if (once.getAndSet(false)) {
                    jump(Duration.ofSeconds(-40));
                }
                return super.read(reply);
            }
        };
        Keyguard keyguard = start();

        assertThat(keyguard.health().clocks()).isEmpty();
        assertThat(signsAhead(keyguard)).isZero();
    }

    /** The venue's clock is set while a key is asked for that is new. */
    @Test
    void refusalForTheSakeOfTime_leadsToAQuestionAndAnotherTry() {
        Keyguard keyguard = start();
        venue.says("canary-key-2", () -> {
            Duration off = Duration.between(signedAt.get(), wall.get().plus(ahead.get()));
            if (off.abs().compareTo(Duration.ofSeconds(5)) > 0) {
                throw KeyguardExceptions.refused("fake", "1021", Set.of(Kind.CLOCK));
            }
            return FakeVenue.facts(Observed.of(Set.of("203.0.113.7")), Observed.of("42"), "read", "trade");
        });
        pass(Duration.ofSeconds(10));
        ahead.set(Duration.ofSeconds(40));
        source.put(
                "grid-fake",
                "canary-key-2",
                "canary-secret-2",
                b -> b.createdAt(NOW).generation(2));
        source.tellWatchers();

        assertThat(keyguard.key(KeyId.of("grid-fake")).generation()).isEqualTo(2);
        assertThat(questions).hasValue(2);
        assertThat(signsAhead(keyguard)).isEqualTo(Duration.ofSeconds(40));
    }

    /** What a bot's machine lives through: its clock is set, the venue's distance is measured anew, the process starts again. */
    private record Step(String what, long millis) {}

    @Provide
    Arbitrary<List<Step>> lives() {
        Arbitrary<String> what = Arbitraries.of("clock", "offset", "restart", "nothing");
        Arbitrary<Long> millis = Arbitraries.longs().between(-3_600_000, 3_600_000);
        return Combinators.combine(what, millis).as(Step::new).list().ofMaxSize(60);
    }

    @Property
    void nonces_growWhateverTheOffsetDoes(@ForAll("lives") List<Step> life) {
        var now = new AtomicReference<>(NOW);
        var offset = new AtomicLong();
        Instant used = Instant.EPOCH;
        var time = new SigningTime(now::get, used, offset::get);
        long last = Long.MIN_VALUE;
        for (Step step : life) {
            switch (step.what()) {
                case "clock" -> now.updateAndGet(at -> at.plusMillis(step.millis()));
                case "offset" -> offset.set(step.millis());
                case "restart" -> time = new SigningTime(now::get, used, offset::get);
                default -> now.updateAndGet(at -> at.plusMillis(1));
            }
            long nonce = time.nextNonce();
            assertThat(nonce).isGreaterThan(last);
            assertThat(time.now()).isEqualTo(now.get().plusMillis(offset.get()));
            last = nonce;
            used = Instant.EPOCH.plus(nonce, ChronoUnit.MICROS);
        }
    }
}
