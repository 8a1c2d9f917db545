/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Vectors of BIP 39, from github.com/trezor/python-mnemonic, vectors.json; none of them has ever held anything. */
class MnemonicsTest {
    private final Redactor redactor = Redactor.of(new LiveSecrets(ForkJoinPool.commonPool()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
                "legal winner thank year wave sausage worth useful legal winner thank yellow",
                "letter advice cage absurd amount doctor acoustic avoid letter advice cage above",
                "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
                "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                        + " abandon abandon abandon abandon agent",
                "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal will",
                "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon"
                        + " abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon art",
                "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo vote"
            })
    void aPhrase_isMasked(String phrase) {
        assertThat(redactor.redact("seed: " + phrase)).isEqualTo("seed: [redacted:wallet]");
        assertThat(redactor.redact(phrase)).isEqualTo("[redacted:wallet]");
        assertThat(redactor.redact("I wrote it down, " + phrase + "; keep it"))
                .isEqualTo("I wrote it down, [redacted:wallet]; keep it");
        assertThat(redactor.redact("[\"" + phrase.replace(" ", "\",\"") + "\"]"))
                .isEqualTo("[\"[redacted:wallet]\"]");
        assertThat(redactor.redact(phrase.replace(" ", "\n"))).isEqualTo("[redacted:wallet]");
    }

    @Test
    void wordsOfTheList_whoseChecksumIsWrong_stay() {
        String line = "legal winner thank year wave sausage worth useful legal winner thank zoo";
        assertThat(redactor.redact(line)).isSameAs(line);
    }

    @Test
    void ordinaryText_stays() {
        for (String line : List.of(
                "the order was filled at the price that the book had when it came in and nothing else is known of it",
                "about above absent absorb abstract absurd abuse access accident account accuse",
                "tail ".repeat(100),
                "abandonment abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon aboutt")) {
            assertThat(redactor.redact(line)).isSameAs(line);
        }
    }

    /** Of any entropy, anywhere in a line. */
    @Test
    void phrasesMadeAtRandom_areMasked() throws Exception {
        var random = new Random(39);
        List<String> words = words();
        for (int n = 0; n < 500; n++) {
            byte[] entropy = new byte[16 + 4 * random.nextInt(5)];
            random.nextBytes(entropy);
            String phrase = phrase(words, entropy);
            String before = "x".repeat(random.nextInt(60)) + ": ";
            assertThat(redactor.redact(before + phrase + ".")).isEqualTo(before + "[redacted:wallet].");
        }
    }

    private static List<String> words() throws Exception {
        try (var file = Mnemonics.class.getResourceAsStream("bip39-english.txt")) {
            return new String(file.readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static String phrase(List<String> words, byte[] entropy) throws Exception {
        var bits = new StringBuilder();
        for (byte b : entropy) {
            bits.append(Integer.toBinaryString((b & 0xff) | 0x100).substring(1));
        }
        byte[] sum = java.security.MessageDigest.getInstance("SHA-256").digest(entropy);
        bits.append(Integer.toBinaryString((sum[0] & 0xff) | 0x100).substring(1), 0, entropy.length / 4);
        var phrase = new ArrayList<String>();
        for (int i = 0; i < bits.length(); i += 11) {
            phrase.add(words.get(Integer.parseInt(bits.substring(i, i + 11), 2)));
        }
        return String.join(" ", phrase);
    }

    @Test
    void hostileText_isMaskedInsteadOfBeingCheckedForever() {
        String line = "zoo wrong ".repeat(10_000);
        assertThat(redactor.redact(line)).contains("[redacted:wallet]").hasSizeLessThan(line.length());
    }
}
