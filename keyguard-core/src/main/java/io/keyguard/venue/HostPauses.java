/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.internal.NetworkFailures;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Which hosts have asked to be left alone, and until when. Measured by a ticker, so that no jump of the clock changes it. Thread-safe. */
final class HostPauses {
    private final Map<URI, Long> ends = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final LongSupplier ticker;

    HostPauses(InstantSource clock, LongSupplier ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /** Notes what {@code answer} from the host of {@code address} asks for; the latest word counts, and one that asks for nothing changes nothing. */
    void note(URI address, HttpResponse<?> answer) {
        Duration wait = RetryAfter.in(answer.statusCode(), answer.headers(), clock);
        if (!wait.isZero()) {
            ends.put(host(address), ticker.getAsLong() + wait.toNanos());
        }
    }

    /** Throws if the host of {@code address} has asked to wait, and it is not yet over. */
    void requireOver(URI address) throws AskedToWaitException {
        URI host = host(address);
        Long end = ends.get(host);
        if (end == null) {
            return;
        }
        long left = end - ticker.getAsLong();
        if (left > 0) {
            throw new AskedToWaitException(host, Duration.ofNanos(left));
        }
        ends.remove(host, end);
    }

    private static URI host(URI address) {
        return URI.create(NetworkFailures.origin(address).toLowerCase(Locale.ROOT));
    }
}
