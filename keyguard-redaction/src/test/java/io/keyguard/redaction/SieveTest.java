/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What is not worth a closer look holds nothing: a scan finds the same with the sieve and without. */
class SieveTest {
    private static final String[] WORDS = {
        "order",
        "PARTIALLY_FILLED",
        "0.00100000",
        "{\"e\":\"executionReport\",\"E\":1499405658658}",
        "io.keyguard.Bot.run(Bot.java:42)",
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "a%20b",
        "[main]",
        "C:\\logs\\bot",
        "&amp;",
        "\u001b[31mred\u001b[0m",
        "Straße, größer",
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
        "x-7f3a9c",
        "00000010: 4142 4344",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"
    };

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final SecretScan scan = SecretScan.with(Redactor.of(secrets).registeredOnly());

    private static String filler(Random random, int length) {
        var text = new StringBuilder();
        boolean plain = random.nextBoolean();
        while (text.length() < length) {
            text.append("2026-06-01T03:00:00.123Z INFO");
            for (int i = random.nextInt(14); i >= 0; i--) {
                text.append(' ').append(WORDS[random.nextInt(plain ? 5 : WORDS.length)]);
            }
            text.append(random.nextInt(20) == 0 ? "\r\n    " : "\n");
        }
        return text.toString();
    }

    private List<String> found(SecretScan scan, String text) {
        var found = new ArrayList<String>();
        try {
            scan.scan("text", new ByteArrayInputStream(text.getBytes(UTF_8)), one -> found.add(one + " " + one.id()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    private static String dump(String secret) {
        var lines = new StringBuilder();
        for (int at = 0; at < secret.length(); at += 16) {
            String row = secret.substring(at, Math.min(secret.length(), at + 16));
            lines.append(String.format("%08x: ", at));
            row.chars().forEach(c -> lines.append(String.format("%02x ", c)));
            lines.append("  ").append(row).append('\n');
        }
        return "\n" + lines;
    }

    /** One number on each line, and digits with a digit before each row. */
    private static String numbers(String secret) {
        var lines = new StringBuilder("\n");
        secret.chars().forEach(c -> lines.append(c).append('\n'));
        return lines.toString();
    }

    @Property(tries = 8, seed = "20261130")
    void scan_findsTheSame_withTheSieveAndWithout(@ForAll long seed) {
        var random = new Random(seed);
        List<String> shapes = List.copyOf(EncodingsTest.SHAPES.values());
        String secret = shapes.get(random.nextInt(shapes.size()));
        secrets.learn(Canary.key("k" + seed, Canary.API_KEY, secret, null));
        var ways =
                new ArrayList<UnaryOperator<String>>(EncodingsTest.encodings().values());
        ways.add(SieveTest::dump);
        ways.add(SieveTest::numbers);
        String leak = random.nextInt(3) == 0 ? secret.substring(random.nextInt(12)) : secret;
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            leak = ways.get(random.nextInt(ways.size())).apply(leak);
        }
        String text = filler(random, random.nextInt(5_000))
                + (random.nextBoolean() ? " " : "")
                + leak
                + filler(random, random.nextInt(5_000));
        List<String> all = found(scan.unsieved(), text);
        assertThat(found(scan, text)).isEqualTo(all);
        assertThat(found(scan.unsieved(), filler(random, 5_000))).isEmpty();
    }

    @Test
    void everyEncoding_wherePiecesAreCut_isFoundAsWithoutTheSieve() {
        secrets.learn(Canary.key());
        for (UnaryOperator<String> way : EncodingsTest.encodings().values()) {
            for (int before : List.of(4_080, 4_600)) {
                String text = "order filled in 17 ms; ".repeat(300).substring(0, before) + "\nkey="
                        + way.apply(Canary.API_KEY) + "\n" + "order filled in 17 ms;\n".repeat(400);
                assertThat(found(scan, text))
                        .isEqualTo(found(scan.unsieved(), text))
                        .isNotEmpty();
            }
        }
    }

    @Test
    void logOfWordsAndTokens_isNotWorthACloserLook_andOneWithASecretIs() {
        secrets.learn(Canary.key());
        var sieve = new Sieve(secrets);
        var worth = new Ranges();
        byte[] log = "2026-06-01T03:00:00.123Z INFO order PARTIALLY_FILLED clientOrderId=x-7f3a9c\n"
                .repeat(2_000)
                .getBytes(UTF_8);
        sieve.look(log, log.length, worth);
        assertThat(worth.isEmpty()).isTrue();
        byte[] key = Canary.API_KEY.getBytes(UTF_8);
        System.arraycopy(key, 0, log, 100_000, key.length);
        sieve.look(log, log.length, worth);
        assertThat(worth.merged()).singleElement().satisfies(one -> {
            assertThat(one.from()).isLessThan(100_000);
            assertThat(one.to()).isGreaterThan(100_000 + key.length).isLessThan(log.length);
        });
        sieve.wipe();
    }

    /** A needle that has line breaks in it is known by what stands around them. */
    @Test
    void secretOfSeveralLines_isFoundByAFragmentAroundABreak() {
        String pem = "SYNTHETICabcdefghijklmnop\nqrstuvwxyzSYNTHETIC0123\nABCDEFGHJKLMNOPQRSTUVWX";
        secrets.learn(Canary.key("pem", Canary.API_KEY, pem, null));
        String text =
                "order filled in 17 ms;\n".repeat(3_000) + "hijklmnop\nqrstuvwxyz" + "\norder filled".repeat(3_000);
        assertThat(found(scan, text)).isEqualTo(found(scan.unsieved(), text)).isNotEmpty();
    }

    @Test
    void phraseBrokenAtItsSpace_isFoundAsWithoutTheSieve() {
        secrets.learn(Canary.key("phrase", Canary.API_KEY, Canary.SECRET, "Synth;X!o 6h^?* ab cd"));
        for (String broken : List.of("\n", "\r\n", "\r\n  ", "\n\n", "\\n")) {
            String text = "order filled in 17 ms;\n".repeat(600) + "th;X!o" + broken + "6h^?*" + broken + "ab"
                    + "\norder filled".repeat(600);
            assertThat(found(scan, text))
                    .isEqualTo(found(scan.unsieved(), text))
                    .isNotEmpty();
        }
    }
}
