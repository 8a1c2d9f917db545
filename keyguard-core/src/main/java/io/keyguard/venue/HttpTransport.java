/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.io.IOException;
import java.time.Duration;

/** Sends keyguard's own questions to a venue; a bot may hand in its own. Thread-safe. */
@FunctionalInterface
public interface HttpTransport {
    /**
     * Sends {@code request} once, without following redirects and without retries, and returns the answer.
     *
     * @throws IOException if there is no answer in time, or it is too large
     */
    HttpReply send(SignedRequest request) throws IOException;

    /**
     * Returns a transport over the JDK's HTTP client: {@code timeout} for each exchange, from connecting to the last byte of the answer, and
     * answers of at most 1 MiB. That client by itself repeats a {@code GET}, and nothing else, when a connection it kept turns out to be closed.
     */
    static HttpTransport jdk(Duration timeout) {
        return new JdkHttpTransport(timeout);
    }
}
