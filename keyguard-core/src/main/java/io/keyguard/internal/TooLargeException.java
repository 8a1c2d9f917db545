/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;

/** An answer that is larger than anybody should have to read. */
public final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(int most) {
        super("the answer is larger than " + most + " bytes");
    }
}
