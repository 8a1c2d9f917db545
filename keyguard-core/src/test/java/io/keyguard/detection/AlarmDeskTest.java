/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Nobody who listens can keep the others from hearing of an alarm. */
class AlarmDeskTest {
    private final List<String> told = new ArrayList<>();
    private final Consumer<Alarm> broken = alarm -> {
        throw new LinkageError("a listener that was built against something else");
    };

    private static Alarm alarm(String subject) {
        return new Alarm(
                BEGAN,
                BEGAN,
                "binance",
                "main",
                Signal.FOREIGN_ORDER,
                Optional.empty(),
                subject,
                "evidence",
                Confidence.CERTAIN,
                Advice.RESPOND,
                Reaction.TELL,
                1);
    }

    private static void runAll(Deque<Runnable> tasks) {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private Audience audience(Consumer<Alarm> notices, Executor executor) {
        return new Audience(notices, List.of(broken, alarm -> told.add(alarm.subject())), List.of(), executor);
    }

    @Test
    void listenerThatFailsWithAnError_keepsNobodyFromHearing_ofThisNorOfTheNext() {
        Deque<Runnable> threads = new ArrayDeque<>();
        Audience audience = audience(broken, threads::add);
        audience.tell(alarm("first"));
        runAll(threads);
        audience.tell(alarm("second"));
        runAll(threads);

        assertThat(told).containsExactly("first", "second");
        assertThat(audience.open()).isEmpty();
    }

    /** The threads of the desks are run in turn; the one of the first listener never is, as if it hung. */
    @Test
    void listenerThatHangs_keepsNeitherTheLogNorNoticesNorTheOtherListeners_fromHearing() {
        Deque<Runnable> threads = new ArrayDeque<>();
        var notices = new ArrayList<String>();
        Audience audience = audience(alarm -> notices.add(alarm.subject()), threads::add);
        audience.tell(alarm("first"));
        assertThat(notices).containsExactly("first");
        Runnable log = threads.remove();
        Runnable hangs = threads.remove();
        log.run();
        runAll(threads);

        audience.tell(alarm("second"));
        assertThat(threads).as("of the log, and of the listener that works").hasSize(2);
        runAll(threads);

        assertThat(notices).containsExactly("first", "second");
        assertThat(told).containsExactly("first", "second");
        assertThat(audience.open()).extracting(Alarm::subject).containsExactly("first", "second");
        hangs.run();
        assertThat(audience.open()).isEmpty();
    }

    @Test
    void recordOfEveryAlarm_thatHangs_fillsNoMemory_andHearsTheOthersInOrder() {
        Deque<Runnable> threads = new ArrayDeque<>();
        var desk = AlarmDesk.ofEach(alarm -> told.add(alarm.subject()), threads::add);
        for (int n = 0; n < AlarmDesk.MOST_EACH + 10; n++) {
            desk.put(alarm("a" + n));
        }
        runAll(threads);
        desk.put(alarm("last"));
        runAll(threads);

        assertThat(told).hasSize(AlarmDesk.MOST_EACH + 1).startsWith("a0", "a1").endsWith("last");
    }

    @Test
    void threadThatCannotBeHad_losesNoAlarm() {
        var desk = AlarmDesk.of(alarm -> told.add(alarm.subject()), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        desk.put(alarm("first"));
        desk.put(alarm("second"));

        assertThat(told).containsExactly("first", "second");
    }
}
