/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.util.regex.Pattern;

/** Words of others (venues, file names, repositories) for people to read: on one line, and without what moves a cursor, changes colours or turns the direction of what stands beside it. */
public final class PlainText {
    private static final Pattern HIDDEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    private PlainText() {}

    /** Returns {@code words} with a space where anything else than writing stood. */
    public static String of(String words) {
        return HIDDEN.matcher(words).replaceAll(" ");
    }
}
