/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A venue's time as a whole number since 1970.
 *
 * @param resolution what the number counts
 * @param number where it stands in the answer, as a number or as text
 */
record ServerTime(String venue, String path, Duration resolution, Function<JsonNode, JsonNode> number)
        implements VenueClock {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,14}");

    @Override
    public Instant read(HttpReply reply) {
        String text = number.apply(Answers.json(reply)).asText("");
        if (reply.status() != 200 || !NUMBER.matcher(text).matches()) {
            throw KeyguardExceptions.malformedReply(venue, "GET " + path, reply.status());
        }
        return Instant.EPOCH.plus(resolution.multipliedBy(Long.parseLong(text)));
    }
}
