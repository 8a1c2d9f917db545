/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A venue's answer. Not changed by anybody but {@link #wipe}. */
public final class HttpReply {
    private final int status;
    private final byte[] bytes;

    /**
     * Makes the answer with {@code status}.
     *
     * @param bytes the body in UTF-8, not copied
     */
    public HttpReply(int status, byte[] bytes) {
        this.status = status;
        this.bytes = bytes;
    }

    /** Makes the answer with {@code status} and the text {@code body}. */
    public HttpReply(int status, String body) {
        this(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the body as text, made anew by each call. */
    public String body() {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Returns the body, not a copy: for an answer with a secret in it, of which no text should be made. */
    public byte[] bytes() {
        return bytes;
    }

    /** Overwrites the body. */
    public void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }

    /** Prints the status alone: a venue may echo what it was sent. */
    @Override
    public String toString() {
        return "HttpReply[" + status + "]";
    }
}
