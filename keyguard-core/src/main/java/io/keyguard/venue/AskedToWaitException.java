/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/** A request that was not sent, because its host has asked to be left alone for a while. Nothing has happened at the venue. */
public final class AskedToWaitException extends IOException {
    private static final long serialVersionUID = 1L;

    private final Duration remaining;

    /** For keyguard's own use: {@code host} is scheme, host and port. */
    AskedToWaitException(URI host, Duration remaining) {
        super(host + " has asked to wait, for another "
                + Math.max(1, remaining.plusMillis(999).toSeconds())
                + " s (Retry-After); nothing was sent; what must not wait goes through HttpTransport.urgent()");
        this.remaining = remaining;
    }

    /** Returns for how long requests to this host are still refused. */
    public Duration remaining() {
        return remaining;
    }
}
