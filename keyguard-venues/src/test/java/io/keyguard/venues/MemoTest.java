/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoTest {
    private final AtomicInteger works = new AtomicInteger();
    private final Memo<Integer> memo = new Memo<>(text -> {
        works.incrementAndGet();
        return text.length();
    });

    @Test
    void sameText_isWorkedOutOnce() {
        assertThat(memo.of("BTC-USDT")).isEqualTo(8);
        assertThat(memo.of("BTC-USDT")).isEqualTo(8);
        assertThat(works).hasValue(1);
    }

    @Test
    void longText_isNotKept() {
        assertThat(memo.of("x".repeat(129))).isEqualTo(129);
        assertThat(memo.of("x".repeat(129))).isEqualTo(129);
        assertThat(works).hasValue(2);
        assertThat(memo.size()).isZero();
    }

    @Test
    void manyTexts_areNotKeptForEver() {
        for (int i = 0; i < 10_000; i++) {
            memo.of("instrument-" + i);
            assertThat(memo.size()).isBetween(1, 1_000);
        }
    }
}
