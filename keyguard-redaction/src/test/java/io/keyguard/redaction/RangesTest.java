/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class RangesTest {
    private static final String TEXT = "0123456789";

    private final Ranges ranges = new Ranges();

    private void assertMasked(String masked) {
        assertThat(ranges.applyTo(TEXT)).isEqualTo(masked);
        assertThat(new String(ranges.applyTo(TEXT.getBytes(US_ASCII)), US_ASCII))
                .isEqualTo(masked);
    }

    @Test
    void add_ofNothing_isIgnored() {
        ranges.add(3, 3, "[a]");
        ranges.addShape(3, 3, "[b]");

        assertThat(ranges.isEmpty()).isTrue();
        assertMasked(TEXT);
    }

    @Test
    void applyTo_rangesThatTouch_keepsBothMasks() {
        ranges.add(4, 6, "[b]");
        ranges.add(2, 4, "[a]");

        assertMasked("01[a][b]6789");
        assertThat(ranges.counts()).isEqualTo(Map.of("[a]", 1, "[b]", 1));
    }

    @Test
    void applyTo_rangesThatOverlap_masksAllOfBothUnderTheFirst() {
        ranges.add(3, 6, "[b]");
        ranges.add(2, 4, "[a]");

        assertMasked("01[a]6789");
    }

    @Test
    void applyTo_rangesThatBeginTogether_takesTheLonger() {
        ranges.add(2, 4, "[a]");
        ranges.add(2, 6, "[b]");

        assertMasked("01[b]6789");
    }

    @Test
    void applyTo_aShapeAroundWhatIsRegistered_namesWhatIsRegistered() {
        ranges.addShape(1, 8, "[shape]");
        ranges.add(3, 5, "[key]");

        assertMasked("0[key]89");
    }

    @Test
    void applyTo_aShapeInsideWhatIsRegistered_namesWhatIsRegistered() {
        ranges.add(1, 8, "[key]");
        ranges.addShape(3, 9, "[shape]");

        assertMasked("0[key]9");
    }

    @Test
    void applyTo_aSecondKeyBehindTheFirst_namesTheFirst() {
        ranges.addShape(1, 8, "[shape]");
        ranges.add(2, 5, "[first]");
        ranges.add(4, 6, "[second]");

        assertMasked("0[first]89");
    }

    @Test
    void applyTo_aShapeBetweenTwoKeys_namesTheFirstOfThem() {
        ranges.add(1, 5, "[first]");
        ranges.addShape(2, 7, "[shape]");
        ranges.add(6, 9, "[second]");

        assertMasked("0[first]9");
    }
}
