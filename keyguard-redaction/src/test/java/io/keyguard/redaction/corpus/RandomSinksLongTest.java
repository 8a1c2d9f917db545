/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** {@link RandomSinksTest} for a quarter of an hour, with new keys, whose seed is printed, and new lines each time; in the profile {@code long} only. */
@Tag("long")
class RandomSinksLongTest {
    private static final int KEYS = 1_000;

    private static RandomSinks sinks;

    @BeforeContainer
    static void open() throws IOException {
        long seed = Long.getLong("keyguard.random.seed", new Random().nextLong());
        System.out.println("keys of -Dkeyguard.random.seed=" + seed);
        sinks = new RandomSinks(Files.createTempDirectory("wires"), seed);
    }

    @AfterContainer
    static void close() {
        sinks.close();
        System.out.println("random lines in which the scanner can read a secret: " + sinks.summary());
        assertThat(sinks.shareSeen()).isGreaterThan(0.9);
    }

    @Property(tries = 100_000)
    void anyRoad_anyLine_letsNoRunOfTheSecretThrough(@ForAll("lines") RandomLine line) throws IOException {
        Assume.that(sinks.isPromised(line));
        sinks.judge(line);
    }

    @Provide
    Arbitrary<RandomLine> lines() {
        return RandomSinks.lines(KEYS);
    }
}
