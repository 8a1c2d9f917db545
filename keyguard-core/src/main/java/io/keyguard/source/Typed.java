/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Turns what an operator typed into material, without a string. */
final class Typed {
    private Typed() {}

    /** Wipes {@code typed}. */
    static SecretBytes take(char[] typed) {
        ByteBuffer utf8 = ByteBuffer.allocateDirect(3 * typed.length);
        try {
            if (StandardCharsets.UTF_8
                    .newEncoder()
                    .encode(CharBuffer.wrap(typed), utf8, true)
                    .isError()) {
                throw new IllegalArgumentException("what was typed is not text");
            }
            return SecretBytes.copyOf(utf8.flip(), InsecureSecretAccess.get());
        } finally {
            Arrays.fill(typed, '\0');
            utf8.clear();
            while (utf8.hasRemaining()) {
                utf8.put((byte) 0);
            }
        }
    }
}
