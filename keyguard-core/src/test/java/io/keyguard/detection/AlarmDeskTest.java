/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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

    @Test
    void listenerThatFailsWithAnError_keepsNobodyFromHearing_ofThisNorOfTheNext() {
        Deque<Runnable> thread = new ArrayDeque<>();
        var desk = new AlarmDesk(List.of(broken, alarm -> told.add(alarm.subject())), thread::add);
        desk.put(alarm("first"));
        thread.remove().run();
        desk.put(alarm("second"));
        thread.remove().run();

        assertThat(told).containsExactly("first", "second");
    }

    @Test
    void threadThatCannotBeHad_losesNoAlarm() {
        var desk = new AlarmDesk(List.of(alarm -> told.add(alarm.subject())), task -> {
            throw new OutOfMemoryError("unable to create native thread");
        });
        desk.put(alarm("first"));
        desk.put(alarm("second"));

        assertThat(told).containsExactly("first", "second");
    }
}
