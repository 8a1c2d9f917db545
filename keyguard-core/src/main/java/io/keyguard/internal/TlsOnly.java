/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.net.URI;
import java.util.Locale;
import java.util.Set;

/** What a key may travel over: TLS, and in the clear only where nothing leaves the machine. */
public final class TlsOnly {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
    private static final Set<String> TLS = Set.of("https", "wss");
    private static final Set<String> PLAIN = Set.of("http", "ws");

    private TlsOnly() {}

    /** Whether {@code address} is reached over TLS, or lies on this machine. */
    public static boolean isSafe(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return address.getHost() != null
                && (TLS.contains(scheme)
                        || (PLAIN.contains(scheme)
                                && LOOPBACK.contains(address.getHost().toLowerCase(Locale.ROOT))));
    }
}
