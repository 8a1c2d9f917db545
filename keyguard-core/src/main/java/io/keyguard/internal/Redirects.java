/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.net.http.HttpClient;

/** A client that follows redirects would send the key to wherever an answer points. */
public final class Redirects {
    private Redirects() {}

    /**
     * Requires that {@code http} follows none.
     *
     * @throws IllegalArgumentException if it does
     */
    public static void requireNone(HttpClient http) {
        if (http.followRedirects() != HttpClient.Redirect.NEVER) {
            throw new IllegalArgumentException(
                    "this HTTP client follows redirects and would send the key on; build it with Redirect.NEVER, the default");
        }
    }
}
