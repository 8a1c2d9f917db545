/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Random orders and changes at a venue that shows each state as it comes about: what somebody changes is told, and nothing else. */
class ChangeStoriesTest {
    /** {@code -Dkeyguard.change.stories=20000} plays more of them. */
    private static final int STORIES = Integer.getInteger("keyguard.change.stories", 1_000);

    @Test
    void changeOfSomebodys_isTold_andNoneOfOurs() {
        long stolen = LongStream.range(0, STORIES)
                .filter(seed -> {
                    var story = new ChangeStory(seed);
                    story.tell();
                    assertThat(story.ours()).as("%s", story).isEmpty();
                    assertThat(story.isMissed()).as("%s", story).isFalse();
                    return story.isShown();
                })
                .count();

        assertThat(stolen).isGreaterThan(STORIES / 2);
    }
}
