/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;

/** Turns what an operator typed into material, without a string. */
final class Typed {
    private Typed() {}

    /** Wipes {@code typed}. */
    static SecretBytes take(char[] typed) {
        return Utf8.take(typed, InsecureSecretAccess.get());
    }
}
