/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DumpedTest {
    private static final int LENGTH = 256;

    private static boolean isDumped(String lines) {
        byte[] text = lines.repeat(LENGTH).substring(0, LENGTH).getBytes(US_ASCII);
        return Dumped.is(text, 0, LENGTH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-30 12:00:00.123 INFO  [main] bot.Grid - order placed {\"a\":1}\n",
                "0123456789abcdef\n",
                "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3\n",
                "9b8d5c1e-3f7a-4e21-b0c6-7d2f91a8e543\n",
                "12:00:01,123\n",
                "123456.78901\n",
                "12345678.9012345678\n",
                "101.25,3.5,7,12\n",
                "[1, 2, 3, 4, 5]\n",
                "00000010: 0001 0203 0405 0607 0809 0a0b 0c0d 0e0f\n"
            })
    void is_ofLogsNumbersAndHashes_isFalse(String lines) {
        assertThat(isDumped(lines)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a\n",
                "35\n  ",
                "            5\n",
                "          0x35,\n",
                "(byte) 0x35,\n                  ",
                "\\u0041\n         ",
                "0x5c, 0x75, 0x30, 0x30, 0x34, 0x31, 0x5c, 0x75, 0x30, 0x30, 0x34, 0x32,\n",
                "5c:75:30:30:34:31\n",
                "5c 75 30 30 34 31 5c 75 30 30\n",
                "5c7530303431\n",
                "92, 117, 48, 48, 52, 49\n"
            })
    void is_ofFewSignsToALineAndOfEncodedEscapes_isTrue(String lines) {
        assertThat(isDumped(lines)).isTrue();
    }
}
