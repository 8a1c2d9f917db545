/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.io.IOException;

/** A record that no file takes, however often it is tried. */
public final class RecordTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    RecordTooLargeException(int bytes, int most) {
        super("a record of " + bytes + " bytes is larger than " + most);
    }
}
