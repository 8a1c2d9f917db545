/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

/**
 * A venue's answer.
 *
 * @param status the HTTP status
 * @param body the body as text
 */
public record HttpReply(int status, String body) {
    /** Prints the status alone: a venue may echo what it was sent. */
    @Override
    public String toString() {
        return "HttpReply[" + status + "]";
    }
}
