/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.LongAdder;

/**
 * Masks every part of every key that a {@link LiveSecrets} knows: as it is, in base64 (at any offset, both alphabets), in hexadecimal, and with any
 * of its characters percent-encoded or escaped as in JSON.
 *
 * <p>A mask names the key and nothing else. Fragments and other encodings are not found. Thread-safe.
 */
public final class Redactor {
    private static final Redactor SHARED = new Redactor(LiveSecrets.shared());

    private final LiveSecrets secrets;
    private final LongAdder redacted = new LongAdder();
    private final LongAdder withheld = new LongAdder();

    private Redactor(LiveSecrets secrets) {
        this.secrets = requireNonNull(secrets, "secrets");
    }

    /** Returns the redactor over the secrets of this process. */
    public static Redactor shared() {
        return SHARED;
    }

    /** Returns a redactor over {@code secrets}. */
    public static Redactor of(LiveSecrets secrets) {
        return new Redactor(secrets);
    }

    /** Returns {@code text} with masks, or the same object if there is nothing to mask. */
    public String redact(String text) {
        if (isAscii(text)) {
            return counted(text, secrets.redact(text));
        }
        String bytes = new String(text.getBytes(UTF_8), ISO_8859_1);
        String masked = counted(bytes, secrets.redact(bytes));
        return masked.equals(bytes) ? text : new String(masked.getBytes(ISO_8859_1), UTF_8);
    }

    /** Returns {@code utf8}, text in an encoding that agrees with ASCII, with masks, or the same array if there is nothing to mask. */
    public byte[] redact(byte[] utf8) {
        String bytes = new String(utf8, ISO_8859_1);
        String masked = counted(bytes, secrets.redact(bytes));
        return masked.equals(bytes) ? utf8 : masked.getBytes(ISO_8859_1);
    }

    private String counted(String before, String after) {
        if (!after.equals(before)) {
            redacted.increment();
        }
        return after;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** Counts a line that a binding withheld because it could not be redacted. */
    public void countWithheld() {
        withheld.increment();
    }

    /** Returns how many texts had something to mask. */
    public long redacted() {
        return redacted.sum();
    }

    /** Returns how many lines were withheld because redacting them failed. */
    public long withheld() {
        return withheld.sum();
    }

    @Override
    public String toString() {
        return "Redactor[" + secrets + ", redacted " + redacted() + ", withheld " + withheld() + "]";
    }
}
