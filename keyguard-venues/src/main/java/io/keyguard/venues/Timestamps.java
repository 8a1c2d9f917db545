/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;

/** Instants as venues write them. */
final class Timestamps {
    private static final long DAY = 86_400_000;

    private Timestamps() {}

    /** ISO 8601 in UTC with milliseconds, as in {@code 2020-12-08T09:08:57.715Z}; years 0 to 9999. A formatter would cost as much as the signature. */
    static String isoMillis(Instant instant) {
        long millis = instant.toEpochMilli();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY));
        int ofDay = (int) Math.floorMod(millis, DAY);
        byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.ISO_8859_1);
        write(text, 3, date.getYear());
        write(text, 6, date.getMonthValue());
        write(text, 9, date.getDayOfMonth());
        write(text, 12, ofDay / 3_600_000);
        write(text, 15, ofDay / 60_000 % 60);
        write(text, 18, ofDay / 1_000 % 60);
        write(text, 22, ofDay % 1_000);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /** Writes {@code number} so that its last digit stands at {@code last}. */
    private static void write(byte[] text, int last, int number) {
        for (int at = last, rest = number; rest > 0; at--, rest /= 10) {
            text[at] = (byte) ('0' + rest % 10);
        }
    }
}
