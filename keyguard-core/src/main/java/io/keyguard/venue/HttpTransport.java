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
     * @throws AskedToWaitException if the host has asked to wait and it is not yet over; nothing was sent
     * @throws IOException if there is no answer in time, or it is too large
     */
    HttpReply send(SignedRequest request) throws IOException;

    /**
     * Returns this transport for what stops trading, such as cancelling every order: it sends also while a host has asked to wait. Where nothing is held back, that is this transport itself.
     */
    default HttpTransport urgent() {
        return this;
    }

    /**
     * Returns a transport over the JDK's HTTP client.
     *
     * <ul>
     *   <li>{@code timeout} for each exchange, from connecting to the last byte of the answer, and answers of at most 1 MiB.
     *   <li>TLS alone, with the JDK's trust and host names checked; in the clear to this machine only. No redirect is followed: it is an answer like any other.
     *   <li>After an answer of 429, 418 or 503 with {@code Retry-After}, in seconds or as a date, requests to that host are refused until it has passed, for an hour at most.
     *   <li>Failures are told without anything that was sent or received.
     *   <li>Nothing is sent again. The JDK's client by itself repeats a {@code GET}, and nothing else, when a connection is closed before the first byte of the answer; the system
     *       property {@code jdk.httpclient.redirects.retrylimit=1} ends that too, for every client of the JVM.
     * </ul>
     */
    static HttpTransport jdk(Duration timeout) {
        return new JdkHttpTransport(timeout);
    }
}
