/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseTest {
    private static final int LENGTH = 256;

    private static boolean mayBeEncoded(String lines) {
        return Sparse.mayBeEncoded(lines.repeat(LENGTH).getBytes(ISO_8859_1), 0, LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30 12:00:00.123 INFO  [main] bot.Grid - order placed {\"a\":1}\n",
                "    - a: 1\n      b: 2\n",
                "                if (x > 0) {\n                    y = x * 3.0;\n                }\n",
                "    12.50\n",
                "    été\n",
                "                    \n",
                "\n"
            })
    void mayBeEncoded_ofLogsCodeAndBlankLines_isFalse(String lines) {
        assertThat(mayBeEncoded(lines)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "        MHg\n",
                "2                          \r\n",
                "    -_8A\n",
                "            &#x6b;\n",
                "   \\u00\n",
                "      (byte) 0x6b,\n"
            })
    void mayBeEncoded_ofBase64AndCodes_isTrue(String lines) {
        assertThat(mayBeEncoded(lines)).isTrue();
    }

    /** Which is looked at more than it needs to be, and not masked. */
    @ParameterizedTest
    @ValueSource(strings = {"              }\n", "              ],\n", "BTC                     12\n", "    12\n"})
    void mayBeEncoded_ofShortWordsNumbersAndClosingBraces_isTrueToo(String lines) {
        assertThat(mayBeEncoded(lines)).isTrue();
    }

    @Test
    void mayBeEncoded_ofAlmostNothing_andOfMoreThanASixteenthOfOtherSigns_isFalse() {
        assertThat(mayBeEncoded("a" + " ".repeat(63))).isTrue();
        assertThat(mayBeEncoded("a" + " ".repeat(64) + " ".repeat(62) + "bc" + " ".repeat(200)))
                .isFalse();
        assertThat(mayBeEncoded("a".repeat(15) + ".")).isTrue();
        assertThat(mayBeEncoded("a".repeat(14) + ".")).isFalse();
    }

    @Test
    void lengthOf_countsNoWhiteSpace() {
        byte[] text = "first\n   ab\n   cd   \n".getBytes(ISO_8859_1);
        assertThat(Sparse.lengthOf(1, text, text.length, 100)).isEqualTo("d   \n".length());
        assertThat(Sparse.lengthOf(4, text, text.length, 100)).isEqualTo("ab\n   cd   \n".length());
        assertThat(Sparse.lengthOf(4, text, text.length, 10)).isEqualTo(10);
        assertThat(Sparse.lengthOf(100, text, text.length, 100)).isEqualTo(text.length);
        assertThat(Sparse.signs(text, 6, text.length)).isEqualTo(4);
    }
}
