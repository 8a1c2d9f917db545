/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Several numbers at once are remembered as if each had come alone, however full it is. */
class RecentEventsTest {
    private static final Duration YOUNG = Duration.ofMinutes(2);

    @Property(tries = 300, seed = "20261130")
    void severalAtOnce_areAsOneByOne(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int different)
            throws IOException {
        var random = new Random(seed);
        List<String> forgottenAtOnce = new ArrayList<>();
        List<String> forgottenOneByOne = new ArrayList<>();
        var atOnce = new RecentEvents(8, 32, YOUNG, (number, at, now) -> forgottenAtOnce.add(number + " " + at));
        var oneByOne = new RecentEvents(8, 32, YOUNG, (number, at, now) -> forgottenOneByOne.add(number + " " + at));
        Instant now = Watched.BEGAN;
        for (int n = 0; n < 60; n++) {
            now = now.plusMillis(random.nextInt(20_000));
            // Another process tells late.
            Instant at = now.minusMillis(random.nextInt(4) == 0 ? random.nextInt(30_000) : 0);
            Instant from = at.minusSeconds(60);
            long[] numbers = random.ints(1 + random.nextInt(12), 0, different)
                    .mapToLong(number -> number + 1L)
                    .toArray();

            atOnce.putUnlessSince(numbers, from, at);
            for (long number : numbers) {
                if (!oneByOne.containsSince(number, -1, from)) {
                    oneByOne.put(number, at);
                }
            }
        }

        assertThat(saved(atOnce)).isEqualTo(saved(oneByOne));
        assertThat(forgottenAtOnce).isEqualTo(forgottenOneByOne);
    }

    private static byte[] saved(RecentEvents events) throws IOException {
        var bytes = new ByteArrayOutputStream();
        events.save(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
