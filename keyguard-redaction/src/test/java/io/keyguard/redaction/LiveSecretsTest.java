/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.source.ApiKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Keys learnt and forgotten in any order, with tails that end and tables that are put together in between: what lives is masked, what is gone is not. */
class LiveSecretsTest {
    private static final int KEYS = 12;

    /** What happens: a key is learnt or forgotten, a tail ends, tables are put together. */
    enum What {
        LEARN,
        FORGET,
        END_A_TAIL,
        MERGE
    }

    record Step(What what, int key) {}

    @Provide
    static Arbitrary<List<Step>> steps() {
        Arbitrary<Step> step = Combinators.combine(
                        Arbitraries.of(What.values()), Arbitraries.integers().between(0, KEYS - 1))
                .as(Step::new);
        return step.list().ofMinSize(5).ofMaxSize(60);
    }

    private final List<ApiKey> keys = IntStream.range(0, KEYS)
            .mapToObj(i -> Canary.key("k" + i, "SYNTHETICapiKEY0000" + secret(i), secret(i), null))
            .toList();

    /** No two share a fragment that counts. */
    private static String secret(int i) {
        var text = new StringBuilder();
        long state = 77 + i;
        while (text.length() < 40) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
                    .charAt((int) ((state >>> 33) % 62)));
        }
        return text.toString();
    }

    @Property(tries = 300, seed = "20261130")
    void whatLivesIsMasked_whatIsGoneIsNot(@ForAll("steps") List<Step> steps) {
        Queue<Runnable> tails = new ArrayDeque<>();
        Queue<Runnable> rests = new ArrayDeque<>();
        var secrets = new LiveSecrets(tails::add, new Tables((rest, task) -> rests.add(task), Needles::new));
        Redactor redactor = Redactor.of(secrets).registeredOnly();
        var times = new int[KEYS];
        var leaving = new ArrayDeque<Integer>();
        for (Step step : steps) {
            switch (step.what()) {
                case LEARN -> {
                    secrets.learn(keys.get(step.key()));
                    times[step.key()]++;
                }
                case FORGET -> {
                    if (times[step.key()]
                            > leaving.stream().filter(k -> k == step.key()).count()) {
                        secrets.forget(keys.get(step.key()));
                        leaving.add(step.key());
                    }
                }
                case END_A_TAIL -> {
                    if (!tails.isEmpty()) {
                        tails.remove().run();
                        times[leaving.remove()]--;
                    }
                }
                case MERGE -> {
                    if (!rests.isEmpty()) {
                        rests.remove().run();
                    }
                }
                default -> throw new IllegalStateException("nothing else happens");
            }
            check(redactor, secrets, times);
        }
    }

    private void check(Redactor redactor, LiveSecrets secrets, int[] times) {
        var alive = new ArrayList<Integer>();
        Set<Integer> masked = new HashSet<>();
        for (int i = 0; i < KEYS; i++) {
            if (times[i] > 0) {
                alive.add(i);
            }
            if (redactor.redact("key " + secret(i) + " is sent").equals("key [redacted:k" + i + "] is sent")) {
                masked.add(i);
            }
        }
        assertThat(masked).containsExactlyInAnyOrderElementsOf(alive);
        assertThat(secrets.size()).isEqualTo(2 * alive.size());
    }
}
