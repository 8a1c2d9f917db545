/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** How long an answer asks to wait, by RFC 9110, section 10.2.3: seconds, or a date. */
final class RetryAfter {
    /**
     * The most that is waited. A venue that bans for longer is asked once an hour, which says how long it still is; a mistake or a lie in a header does not
     * stop a bot for longer.
     */
    static final Duration MOST = Duration.ofHours(1);

    /** Too many requests; the same in Binance's words, for those who did not stop; overload and maintenance. */
    private static final Set<Integer> BUSY = Set.of(429, 418, 503);

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern MANY_SECONDS = Pattern.compile("[0-9]{10,}");

    private RetryAfter() {}

    /** Returns how long to wait; zero where nothing is asked, or nothing that can be understood. */
    static Duration in(int status, HttpHeaders headers, InstantSource clock) {
        Optional<String> asked = headers.firstValue("Retry-After").map(String::strip);
        if (!BUSY.contains(status) || asked.isEmpty()) {
            return Duration.ZERO;
        }
        Duration wait = read(asked.get(), headers, clock);
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(MOST) > 0 ? MOST : wait;
    }

    private static Duration read(String asked, HttpHeaders headers, InstantSource clock) {
        if (SECONDS.matcher(asked).matches()) {
            return Duration.ofSeconds(Long.parseLong(asked));
        }
        if (MANY_SECONDS.matcher(asked).matches()) {
            return MOST;
        }
        // By the clock of whoever wrote the date, if it is told: ours may be wrong.
        Instant now = headers.firstValue("Date").flatMap(RetryAfter::date).orElseGet(clock::instant);
        return date(asked).map(until -> Duration.between(now, until)).orElse(Duration.ZERO);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
