/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import java.util.regex.Pattern;

/**
 * The name of a key: chosen by its owner, never derived from the key, and free to appear in logs.
 *
 * @param value 1 to 63 of {@code a-z 0-9 . _ -}, starting with a letter or a digit
 */
public record KeyId(String value) implements Comparable<KeyId> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

    /**
     * Checks the form.
     *
     * @throws IllegalArgumentException if {@code value} is not of that form; what was given is not repeated, since keys get pasted into the wrong field
     */
    public KeyId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a key id has 1 to 63 of a-z, 0-9, '.', '_' and '-', and starts with a letter or a digit");
        }
    }

    /** Returns the key id {@code value}. */
    public static KeyId of(String value) {
        return new KeyId(value);
    }

    @Override
    public int compareTo(KeyId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
