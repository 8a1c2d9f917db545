/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.rotation.RotationSchedule.DueKey;
import io.keyguard.rotation.RotationSchedule.KeyAge;
import io.keyguard.rotation.RotationSchedule.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RotationScheduleTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final KeyId KEY = KeyId.of("grid");

    private static KeyAge aged(KeyId key, long days) {
        return new KeyAge(key, Optional.of(NOW.minus(Duration.ofDays(days))), Optional.empty(), false);
    }

    private static List<DueKey> due(RotationSchedule schedule, KeyAge... keys) {
        return schedule.due(List.of(keys), 0, NOW);
    }

    @Test
    void age_isSpreadOverTheSpan_andTheSameForAKeyAlways() {
        RotationSchedule schedule = RotationSchedule.usual();
        List<Duration> ages = IntStream.range(0, 200)
                .mapToObj(i -> schedule.dueAge(KeyId.of("key-" + i)))
                .toList();
        assertThat(ages).allSatisfy(age -> assertThat(age).isBetween(Duration.ofDays(45), Duration.ofDays(60)));
        assertThat(ages.stream().map(Duration::toDays).distinct()).hasSizeGreaterThan(10);
        assertThat(schedule.dueAge(KEY)).isEqualTo(RotationSchedule.usual().dueAge(KEY));
        assertThat(due(schedule, aged(KEY, 44))).isEmpty();
        assertThat(due(schedule, aged(KEY, 60)))
                .singleElement()
                .satisfies(key -> assertThat(key.reason()).isEqualTo(Reason.AGE));
    }

    @Test
    void reasons_areInTheOrderOfUrgency() {
        var exposed = new KeyAge(KeyId.of("a-seen"), Optional.of(NOW), Optional.empty(), true);
        var ending =
                new KeyAge(KeyId.of("b-ending"), Optional.of(NOW), Optional.of(NOW.plus(Duration.ofDays(6))), false);
        var unknown = new KeyAge(KeyId.of("c-unknown"), Optional.empty(), Optional.empty(), false);
        var fresh = new KeyAge(KeyId.of("d-fresh"), Optional.of(NOW), Optional.of(NOW.plus(Duration.ofDays(8))), false);
        List<DueKey> due = RotationSchedule.usual()
                .mostAtOnce(9)
                .due(List.of(fresh, unknown, aged(KeyId.of("old"), 70), ending, exposed), 0, NOW);
        assertThat(due)
                .extracting(DueKey::reason)
                .containsExactly(Reason.EXPOSED, Reason.EXPIRY, Reason.AGE, Reason.AGE_UNKNOWN);
        assertThat(due).allSatisfy(key -> assertThat(key.heldBack()).isEmpty());
    }

    @Test
    void windows_holdBackWhatIsNotExposed() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        var exposed = new KeyAge(KeyId.of("seen"), Optional.of(NOW), Optional.empty(), true);
        // 12:00 in UTC is 14:00 in Berlin.
        RotationSchedule night =
                RotationSchedule.usual().mostAtOnce(9).between(LocalTime.of(22, 0), LocalTime.of(5, 0), zone);
        assertThat(due(night, aged(KEY, 70), exposed))
                .extracting(DueKey::heldBack)
                .containsExactly("", "outside the times of the day for it");
        assertThat(due(night.between(LocalTime.of(14, 0), LocalTime.of(14, 1), zone), aged(KEY, 70))
                        .get(0)
                        .heldBack())
                .isEmpty();
        Instant midnight = Instant.parse("2026-06-01T23:00:00Z");
        assertThat(night.due(List.of(aged(KEY, 70)), 0, midnight).get(0).heldBack())
                .isEmpty();
    }

    @Test
    void blackout_holdsBack_fromItsBeginUntilBeforeItsEnd() {
        RotationSchedule schedule = RotationSchedule.usual().except(NOW, NOW.plusSeconds(60), "expiry");
        assertThat(due(schedule, aged(KEY, 70)).get(0).heldBack()).contains("expiry");
        assertThat(schedule.due(List.of(aged(KEY, 70)), 0, NOW.plusSeconds(60))
                        .get(0)
                        .heldBack())
                .isEmpty();
    }

    @Test
    void mostAtOnce_holdsBackTheRest() {
        RotationSchedule schedule = RotationSchedule.usual().mostAtOnce(2);
        List<DueKey> due = schedule.due(List.of(aged(KeyId.of("a"), 80), aged(KeyId.of("b"), 90)), 1, NOW);
        assertThat(due).extracting(DueKey::heldBack).containsExactly("", "enough rotations are under way");
    }

    @Test
    void exposedKey_isHeldBackByNoLimit_andTakesItsPlaceFromTheOthers() {
        var seen = new KeyAge(KeyId.of("seen"), Optional.of(NOW), Optional.empty(), true);
        List<DueKey> due = RotationSchedule.usual().mostAtOnce(2).due(List.of(aged(KeyId.of("a"), 80), seen), 1, NOW);
        assertThat(due).extracting(DueKey::key).containsExactly(KeyId.of("seen"), KeyId.of("a"));
        assertThat(due).extracting(DueKey::heldBack).containsExactly("", "enough rotations are under way");
        assertThat(RotationSchedule.usual().due(List.of(seen), 9, NOW))
                .extracting(DueKey::heldBack)
                .containsExactly("");
    }

    @Test
    void next_isTheFirstOfAgeAndEnd_alsoWhenItIsInTheFuture() {
        RotationSchedule schedule = RotationSchedule.usual();
        KeyId a = KeyId.of("a");
        Instant old = NOW.plus(schedule.dueAge(a));
        Instant soon = NOW.plus(Duration.ofDays(20));
        Instant late = NOW.plus(Duration.ofDays(365));
        assertThat(schedule.next(new KeyAge(a, Optional.of(NOW), Optional.empty(), false), NOW))
                .isEqualTo(new DueKey(a, Reason.AGE, old, ""));
        assertThat(schedule.next(new KeyAge(a, Optional.of(NOW), Optional.of(late), false), NOW))
                .isEqualTo(new DueKey(a, Reason.AGE, old, ""));
        assertThat(schedule.next(new KeyAge(a, Optional.of(NOW), Optional.of(soon), false), NOW))
                .isEqualTo(new DueKey(a, Reason.EXPIRY, soon.minus(Duration.ofDays(7)), ""));
        assertThat(schedule.next(new KeyAge(a, Optional.of(NOW), Optional.empty(), true), NOW))
                .isEqualTo(new DueKey(a, Reason.EXPOSED, NOW, ""));
        assertThat(schedule.next(new KeyAge(a, Optional.empty(), Optional.empty(), false), NOW))
                .isEqualTo(new DueKey(a, Reason.AGE_UNKNOWN, NOW, ""));
    }

    @Test
    void nonsense_isRefused() {
        RotationSchedule schedule = RotationSchedule.usual();
        assertThatThrownBy(() -> schedule.mostAtOnce(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schedule.atAge(Duration.ofDays(9), Duration.ofDays(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> schedule.atAge(Duration.ZERO, Duration.ofDays(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(schedule).hasToString("RotationSchedule[45 to 60 days, at most 1 at once]");
        assertThat(schedule.atAge(Duration.ofDays(1), Duration.ofDays(1)).mostAtOnce(1))
                .hasToString("RotationSchedule[1 to 1 days, at most 1 at once]");
        RotationPlan plan = RotationPlan.of(KeyId.of("a"), java.util.Set.of());
        assertThatThrownBy(() -> plan.overlap(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThat(plan.overlap(Duration.ZERO).toString()).contains("a");
    }
}
