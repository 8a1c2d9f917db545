/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.rotation.RotationSchedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** When keys are due, and when they are rotated. */
final class DueOptions {
    private static final Pattern AGES = Pattern.compile("([0-9]{1,4})-([0-9]{1,4})");
    private static final Pattern TIMES = Pattern.compile("([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})");
    private static final Pattern EXCEPT = Pattern.compile("([^/=]+)/([^/=]+)=(.+)");

    @Option(
            names = "--age-days",
            paramLabel = "FROM-TO",
            defaultValue = "45-60",
            description = "with --due: the age at which keys are due, each at one of its own between; 45-60")
    private String ages = "45-60";

    @Option(
            names = "--before-expiry-days",
            paramLabel = "N",
            defaultValue = "7",
            description = "with --due: how long before its venue ends a key it is due; 7")
    private long beforeExpiry = 7;

    @Option(
            names = "--between",
            paramLabel = "HH:MM-HH:MM",
            description =
                    "with --due: rotate at this time of the day alone, which may reach over midnight; may be repeated. A key that somebody has seen is rotated at any time")
    private List<String> between = List.of();

    @Option(
            names = "--zone",
            paramLabel = "ZONE",
            defaultValue = "UTC",
            description = "where it is that time, such as Europe/Berlin; UTC")
    private String zone = "UTC";

    @Option(
            names = "--except",
            paramLabel = "FROM/TO=WHY",
            description =
                    "with --due: rotate nothing between two times such as 2026-06-26T00:00:00Z, but what somebody has seen; may be repeated")
    private List<String> except = List.of();

    @Option(
            names = "--at-most",
            paramLabel = "N",
            defaultValue = "2147483647",
            description = "with --due: how many rotations may be under way, those before this included; any number")
    private int atMost = Integer.MAX_VALUE;

    RotationSchedule schedule() {
        Matcher age = matched(AGES, ages, "--age-days takes two numbers of days, such as 45-60");
        RotationSchedule schedule = RotationSchedule.usual()
                .atAge(Duration.ofDays(Long.parseLong(age.group(1))), Duration.ofDays(Long.parseLong(age.group(2))))
                .beforeExpiry(Duration.ofDays(beforeExpiry))
                .mostAtOnce(atMost);
        try {
            for (String one : between) {
                Matcher times = matched(TIMES, one, "--between takes two times of the day, such as 02:00-05:00");
                schedule = schedule.between(
                        LocalTime.parse(times.group(1)), LocalTime.parse(times.group(2)), ZoneId.of(zone));
            }
            for (String one : except) {
                Matcher times = matched(EXCEPT, one, "--except takes two times and why: FROM/TO=WHY");
                schedule =
                        schedule.except(Instant.parse(times.group(1)), Instant.parse(times.group(2)), times.group(3));
            }
            return schedule;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("--between, --zone and --except take times and zones as --help shows");
        }
    }

    private static Matcher matched(Pattern form, String text, String rule) {
        Matcher matcher = form.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(rule);
        }
        return matcher;
    }
}
