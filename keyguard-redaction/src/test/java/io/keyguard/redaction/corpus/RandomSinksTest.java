/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Any key of any venue's shape, cut, encoded and placed at random, on any road: nothing that is worth 72 bits arrives. The same lines each time; {@link RandomSinksLongTest} makes new ones. */
class RandomSinksTest {
    private static final int KEYS = 150;
    private static final long KEYS_OF = 20_261_130;

    private static RandomSinks sinks;

    @BeforeContainer
    static void open() throws IOException {
        long seed = Long.getLong("keyguard.random.seed", KEYS_OF);
        sinks = new RandomSinks(Files.createTempDirectory("wires"), seed);
    }

    @AfterContainer
    static void close() {
        sinks.close();
        // A scanner that sees nothing would find nothing.
        assertThat(sinks.shareSeen()).isGreaterThan(0.9);
    }

    @Property(tries = 2_500, seed = "20261130")
    void anyRoad_anyLine_letsNoRunOfTheSecretThrough(@ForAll("lines") RandomLine line) throws IOException {
        Assume.that(sinks.isPromised(line));
        sinks.judge(line);
    }

    @Provide
    Arbitrary<RandomLine> lines() {
        return RandomSinks.lines(KEYS);
    }
}
