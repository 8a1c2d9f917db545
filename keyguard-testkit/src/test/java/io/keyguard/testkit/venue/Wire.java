/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Requests made by hand, from the venues' documents alone, and sent over real HTTP. */
final class Wire {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private Wire() {}

    record Answer(int status, String body) {
        JsonNode json() {
            try {
                return VenueSimulator.JSON.readTree(body);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + body, e);
            }
        }
    }

    /** A clock that stands still until it is moved. */
    static final class StoppedClock implements InstantSource {
        private volatile Instant now = Instant.parse("2026-11-24T12:00:00.123Z");

        @Override
        public Instant instant() {
            return now;
        }

        StoppedClock at(Instant instant) {
            now = instant;
            return this;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }
    }

    static Answer send(
            VenueSimulator venue, String method, String pathAndQuery, String body, Map<String, String> headers) {
        return send(venue.uri(), method, pathAndQuery, body, headers);
    }

    static Answer send(URI origin, String method, String pathAndQuery, String body, Map<String, String> headers) {
        try {
            var request = HttpRequest.newBuilder(URI.create(origin + pathAndQuery))
                    .timeout(Duration.ofSeconds(20))
                    .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
            headers.forEach(request::header);
            var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            return new Answer(-1, "");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What is no amount to withdraw. */
    static final List<String> BAD_AMOUNTS = List.of("-5", "0", "0.000", "abc", "1e3", "+1", ".5", "NaN", "0x10");

    /** A clock that cannot be read any more once it is broken. */
    static final class BreakingClock implements InstantSource {
        private volatile boolean broken;

        @Override
        public Instant instant() {
            if (broken) {
                throw new IllegalStateException("broken");
            }
            return Instant.parse("2026-11-24T12:00:00.123Z");
        }

        void breakNow() {
            broken = true;
        }
    }

    /** The table {@code errors/VENUE.txt}: code to HTTP status, typed from the venue's document and not from the simulator. */
    static Map<String, Integer> errors(String venue) {
        var table = new LinkedHashMap<String, Integer>();
        try (var in = Wire.class.getResourceAsStream("/errors/" + venue + ".txt")) {
            if (in == null) {
                throw new AssertionError("no table of " + venue);
            }
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" \\| ", 2))
                    .forEach(row -> table.put(row[0], Integer.valueOf(row[1])));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return table;
    }

    static byte[] hmac(String algorithm, byte[] key, String message) {
        return hmac(algorithm, key, message.getBytes(UTF_8));
    }

    static byte[] hmac(String algorithm, byte[] key, byte[] message) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static byte[] sha256(String message) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(message.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
