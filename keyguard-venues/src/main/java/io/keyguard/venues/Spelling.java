/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.KeyguardExceptions;

/**
 * Names that some readers take for one another: those that differ in case alone, and one with brackets behind it beside the same without. How a venue reads is not known, so where the meaning of a request hangs on a name,
 * nothing like it may stand there.
 */
final class Spelling {
    private Spelling() {}

    static boolean alike(String one, String other) {
        int more = one.length() - other.length();
        if (more == 0) {
            return one.equalsIgnoreCase(other);
        }
        return more > 0 ? hasBrackets(one, other) : hasBrackets(other, one);
    }

    private static boolean hasBrackets(String longer, String shorter) {
        int length = shorter.length();
        return longer.charAt(length) == '['
                && shorter.indexOf('[') < 0
                && longer.regionMatches(true, 0, shorter, 0, length);
    }

    /**
     * Whether {@code found} is the name that the meaning of a request hangs on.
     *
     * @throws io.keyguard.KeyScopeException if it is only like it
     */
    static boolean is(String found, String wanted) {
        if (found.equals(wanted)) {
            return true;
        }
        if (alike(found, wanted)) {
            throw KeyguardExceptions.misspelt(wanted);
        }
        return false;
    }
}
