/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpansTest {
    @Test
    void firstIn_aWalk_findsWhatReachesIn() {
        var spans = new Spans(4);
        spans.add(3, 6);
        spans.add(6, 8);
        spans.add(4, 5);
        spans.add(20, 30);

        assertThat(spans.firstIn(0, 3)).isEqualTo(3);
        assertThat(spans.firstIn(0, 4)).isEqualTo(3);
        assertThat(spans.end()).isEqualTo(8);
        assertThat(spans.firstIn(7, 12)).isEqualTo(7);
        assertThat(spans.end()).isEqualTo(8);
        assertThat(spans.firstIn(8, 12)).isEqualTo(12);
        assertThat(spans.firstIn(8, 21)).isEqualTo(20);
        assertThat(spans.end()).isEqualTo(30);
        assertThat(spans.firstIn(30, 99)).isEqualTo(99);
    }

    @Test
    void firstIn_nothing_isTheEnd() {
        assertThat(Spans.NONE.firstIn(0, 9)).isEqualTo(9);
    }
}
