/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Eight characters at a time are looked through as one at a time would be. */
class SignsTest {
    @Provide
    static Arbitrary<String> texts() {
        Arbitrary<String> piece = Arbitraries.oneOf(
                Arbitraries.of("%", "\\", "&", "[", "$", "]", "'", "Z", "\u00a5", "\u20ac", "%%", "\\["),
                Arbitraries.strings().withChars("abcXYZ 0189").ofMaxLength(20));
        return piece.list().ofMaxSize(8).map(pieces -> String.join("", pieces));
    }

    @Property(tries = 2_000, seed = "20261130")
    void next_isTheFirstSignOfTheKinds(@ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 15) int kinds) {
        byte[] utf8 = text.getBytes(UTF_8);
        var view = new View();
        view.wrap(utf8, utf8.length);

        for (int from = 0; from <= utf8.length; from++) {
            int expected = from;
            while (expected < utf8.length && (Signs.escape(utf8[expected] & 0xff) & kinds) == 0) {
                expected++;
            }
            assertThat(Signs.next(view, from, kinds)).isEqualTo(expected);
        }
    }
}
