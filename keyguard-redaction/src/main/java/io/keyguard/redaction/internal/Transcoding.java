/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.redaction.Redactor;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Masks text that was written in another encoding than UTF-8. */
public final class Transcoding {
    private static final String ASCII = "[redacted:a]\n";

    private Transcoding() {}

    /** Returns {@code bytes}, text in {@code charset} that comes from the logger {@code logger}, with masks, or the same array if there is nothing to mask. */
    public static byte[] redact(byte[] bytes, Charset charset, Redactor redactor, String logger) {
        if (charset.equals(UTF_8) || charset.equals(US_ASCII)) {
            return redactor.redact(bytes, logger);
        }
        // What has no place in the encoding was lost in writing: its bytes are known, its characters are not.
        byte[] masked = agreesWithAscii(charset) ? redactor.redact(bytes, logger) : bytes;
        String text = new String(masked, charset);
        String words = redactor.redact(text, logger);
        return words.equals(text) ? masked : words.getBytes(charset);
    }

    private static boolean agreesWithAscii(Charset charset) {
        return Arrays.equals(ASCII.getBytes(charset), ASCII.getBytes(US_ASCII));
    }
}
