/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

/** Which two spellings of a character count as the same. */
enum Fold {
    /** None but itself. */
    EXACT("", ""),
    /** Hexadecimal digits of either case. */
    HEX("abcdef", "ABCDEF"),
    /** The two alphabets of base64, RFC 4648 §4 and §5. */
    BASE64("+/", "-_");

    private final String first;
    private final String second;

    Fold(String first, String second) {
        this.first = first;
        this.second = second;
    }

    /** The spelling that stands for both. */
    int of(int c) {
        int i = second.indexOf(c);
        return i < 0 ? c : first.charAt(i);
    }
}
