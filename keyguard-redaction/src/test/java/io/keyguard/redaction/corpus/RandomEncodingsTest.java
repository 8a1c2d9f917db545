/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** As {@link RandomSinksTest}, with nothing but the engine, and no passphrase: most keys hold no sign of an escape, and texts are read in fewer ways for them. */
class RandomEncodingsTest {
    private static final int KEYS = 50;
    private static final long KEYS_OF = 20_261_130;

    private final RandomKeys keys = new RandomKeys(Long.getLong("keyguard.random.seed", KEYS_OF));

    @Property(tries = 2_000, seed = "20261130")
    void anyEncodings_ofOneKey_letNoRunOfTheSecretThrough(@ForAll("lines") RandomLine line) {
        RandomKeys.RandomKey key = keys.get(line.key());
        int part = line.part() % 2;
        Assume.that(line.breaks() <= 1 && !line.isBrokenDump() && line.depth() <= 4);
        String text = line.text(key.parts().get(part));
        Assume.that(!key.oracles().get(part).scan(text).isEmpty());
        var secrets = new LiveSecrets(Runnable::run);
        secrets.learn(Canary.key("k", key.parts().get(0), key.parts().get(1), null));

        String redacted = Redactor.of(secrets).registeredOnly().redact(text);

        assertThat(key.oracles().get(part).scan(redacted)).as(text).isEmpty();
        assertThat(redacted)
                .as(text)
                .contains("[redacted:k]")
                .startsWith("sent")
                .endsWith("thus");
    }

    @Provide
    Arbitrary<RandomLine> lines() {
        return RandomSinks.lines(KEYS);
    }
}
