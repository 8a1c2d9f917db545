/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When it is believed that a venue shows what was said. */
class ShownAsSaidTest {
    private final ShownAsSaid shown = new ShownAsSaid();

    private void learn(int orders) {
        for (int n = 0; n < orders; n++) {
            shown.learn(true);
        }
    }

    @Test
    void venue_isBelieved_afterManyInARow() {
        learn(ShownAsSaid.MANY - 1);
        assertThat(shown.isSure()).isFalse();
        learn(1);

        assertThat(shown.isSure()).isTrue();
    }

    /** One fault is no reason to doubt for ever. */
    @Test
    void venueThatShowedOneOtherwise_isBelievedAgain_afterAThousandMore() {
        learn(100);
        shown.learn(false);
        learn(1_000);
        assertThat(shown.isSure()).isFalse();
        learn(ShownAsSaid.MANY);

        assertThat(shown.isSure()).isTrue();
    }
}
