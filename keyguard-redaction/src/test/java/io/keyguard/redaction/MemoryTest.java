/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What registered secrets take off the heap, before and after all tables were put into one. */
class MemoryTest {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 64;
    private static final int KB = 1 << 10;

    private final Queue<Runnable> later = new ArrayDeque<>();
    private final Tables tables = new Tables((rest, task) -> later.add(task), Needles::new);
    private final LiveSecrets secrets = new LiveSecrets(Runnable::run, tables);
    private final Random random = new Random(4);

    private String secret() {
        var secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            secret.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return secret.toString();
    }

    /** The figures of the page, in KB. */
    @ParameterizedTest
    @CsvSource({"2, 900, 900", "100, 1700, 1900", "1000, 8500, 14000", "10000, 67000, 132000"})
    void memory_partsOfSixtyFourCharacters_isWhatThePageSays(int parts, int inOneTable, int before) {
        for (int i = 0; i < parts / 2; i++) {
            secrets.learn(Canary.key("k" + i, secret(), secret(), null));
        }
        assertThat(secrets.size()).isEqualTo(parts);
        assertThat(tables.memory() / KB).isBetween(before / 2L, (long) before);

        while (!later.isEmpty()) {
            later.remove().run();
        }

        assertThat(secrets.size()).isEqualTo(parts);
        assertThat(tables.memory() / KB).isBetween(inOneTable / 2L, (long) inOneTable);
    }
}
