/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import java.net.ProtocolException;
import org.jspecify.annotations.Nullable;

/**
 * A request that was not signed, or not sent again. It is an {@code IOException} because OkHttp passes on nothing else to callbacks, and one after which OkHttp does not try again.
 *
 * <p>The cause, where there is one, is the {@link io.keyguard.KeyguardException} that says why.
 */
public final class RequestRefusedException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    RequestRefusedException(String message) {
        this(message, null);
    }

    RequestRefusedException(String message, @Nullable Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
