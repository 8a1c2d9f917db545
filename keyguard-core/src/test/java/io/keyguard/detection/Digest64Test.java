/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A text has the same number always, under one salt: also if it is remembered from the time before, or others came since. */
class Digest64Test {
    @Test
    void of_sameText_isTheSame_underTheSameSalt_andAnotherUnderAnother() {
        var one = new Digest64(new byte[] {1});
        var same = new Digest64(new byte[] {1});
        var other = new Digest64(new byte[] {2});

        for (String text :
                IntStream.range(0, 1_000).mapToObj(n -> "order-" + n % 300).toList()) {
            assertThat(one.of(text)).isEqualTo(same.of(text)).isNotEqualTo(other.of(text));
        }
    }

    @Test
    void of_text_staysWhatIsSaved() {
        assertThat(new Digest64(new byte[] {1}).of("order-1")).isEqualTo(4349253726406819840L);
    }
}
