/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A reading knows of each of its bytes where it comes from, however few stretches it keeps. */
class ViewTest {
    private final View text = new View();
    private final View reading = new View();

    private void read(String line) {
        text.wrap(line.getBytes(US_ASCII), line.length());
        reading.clear(text);
    }

    /** What each byte was made of, next to the value of it. */
    private record Made(int value, int first, int last) {}

    @Property(tries = 500, seed = "20261130")
    void placesOfBytes_areThoseTheyWerePutWith(@ForAll Random random) {
        read("abcdefghij".repeat(40));
        List<Made> made = new ArrayList<>();
        int at = 0;
        while (at < 380) {
            int step = 1 + random.nextInt(4);
            int width = random.nextInt(2);
            if (random.nextInt(4) == 0) {
                reading.take(text, at, at + step);
                for (int i = at; i < at + step; i++) {
                    made.add(new Made(text.at(i), i, i));
                }
                at += step;
            } else {
                for (int times = random.nextInt(5); times >= 0; times--) {
                    int first = at;
                    // Some characters stand for several bytes.
                    for (int bytes = random.nextInt(4) / 3; bytes >= 0; bytes--) {
                        reading.put('0' + bytes, first, first + width);
                        made.add(new Made('0' + bytes, first, first + width));
                    }
                    at += step;
                }
            }
            if (random.nextInt(6) == 0) {
                int kept = random.nextInt(made.size() + 1);
                reading.cut(kept);
                made = new ArrayList<>(made.subList(0, kept));
            }
        }
        assertThat(reading.length()).isEqualTo(made.size());
        for (int i : random.ints(200, 0, Math.max(1, made.size())).toArray()) {
            if (i < made.size()) {
                assertThat(reading.at(i)).isEqualTo(made.get(i).value());
                assertThat(reading.from(i)).isEqualTo(made.get(i).first());
                assertThat(reading.to(i)).isEqualTo(made.get(i).last() + 1);
            }
        }
    }

    @Test
    void base64_ofEveryLength_isReadWithItsPlacesAndItsPadding() {
        for (int length = 1; length < 40; length++) {
            byte[] bytes = new byte[length];
            new Random(length).nextBytes(bytes);
            String encoded = Base64.getEncoder().encodeToString(bytes);
            String line = "xy " + encoded + " z";
            read(line);
            int padding = encoded.length() - encoded.replace("=", "").length();

            Codes.base64(text, reading, 3, 3 + encoded.length() - padding);

            assertThat(reading.length()).isEqualTo(length);
            for (int i = 0; i < length; i++) {
                assertThat((byte) reading.at(i)).isEqualTo(bytes[i]);
                assertThat(reading.from(i)).isEqualTo(3 + 8 * i / 6);
                assertThat(reading.to(i)).isEqualTo(i == length - 1 ? 3 + encoded.length() : 3 + (8 * i + 7) / 6 + 1);
            }
        }
    }

    @Test
    void wipe_leavesNothingOfAReading() {
        read("abcdef");
        reading.put('s', 0, 1);
        reading.put('t', 2, 3);
        byte[] own = reading.bytes();

        reading.wipe();

        assertThat(own).containsOnly(0);
        assertThat(reading.length()).isZero();
    }
}
