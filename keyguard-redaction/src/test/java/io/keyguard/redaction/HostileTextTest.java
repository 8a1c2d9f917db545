/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Long texts that are made to be expensive: each costs so much for a character, or is withheld. */
class HostileTextTest {
    private static final int LONG = 1 << 20;

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    private static String repeated(String text) {
        return text.repeat(LONG / text.length());
    }

    /** What stands behind each of these is looked for as far as a secret may reach, or as far as there are such characters. */
    @TestFactory
    Stream<DynamicTest> redact_aMegabyteOfBeginnings_isWithheld() {
        return Stream.of("://a@", "eyJ-")
                .map(beginning -> DynamicTest.dynamicTest(
                        beginning,
                        () -> assertThat(redactor.redact(repeated(beginning))).isEqualTo(Redactor.WITHHELD)));
    }

    /** Where one begins inside of another, the look goes on where that of the first ended. */
    @TestFactory
    Stream<DynamicTest> redact_aMegabyteOfNames_isMasked() {
        return Stream.of("password=", "secret...", "password=eyJ", "apiKey=\\")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    assertThat(redactor.redact(repeated(name))).contains("[redacted:field]");
                    assertThat(redactor.withheld()).isZero();
                }));
    }

    @TestFactory
    Stream<DynamicTest> redact_aMegabyteOfWhatIsNothing_isLeftAsItIs() {
        return Stream.of("-...", "--token ", "://", "8=FIX|", "basic ", "[redacted:field] ", "secret is ")
                .map(word -> DynamicTest.dynamicTest(word, () -> {
                    String text = repeated(word);
                    assertThat(redactor.redact(text)).isSameAs(text);
                }));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(3).nextBytes(bytes);
        return bytes;
    }

    /** A picture, an archive, a dump: large lines that are ordinary. */
    @Test
    void redact_aMegabyteOfBytesInAnyOfTheUsualForms_isLeftAsItIs() {
        secrets.learn(Canary.key());
        String twice = base64(base64(random(LONG / 2)).getBytes(US_ASCII));

        assertThat(List.of(
                        base64(random(LONG / 4 * 3)),
                        twice,
                        HexFormat.of().formatHex(random(LONG / 2)),
                        Arrays.toString(random(LONG / 5)),
                        repeated("a, "),
                        repeated(","),
                        repeated("1700000000123,BTCUSDT,,,,,,83.5,,,,,,,,\n")))
                .allSatisfy(text -> assertThat(redactor.redact(text)).isSameAs(text));
        assertThat(redactor.withheld()).isZero();
    }

    /** Each encoding is read at four offsets, one inside the other: the costliest that is known. */
    @Test
    void redact_aMegabyteOfFourEncodings_isWithheld() {
        secrets.learn(Canary.key());
        String text = base64(random(LONG / 3));
        for (int i = 0; i < 3; i++) {
            text = base64(text.getBytes(US_ASCII));
        }

        assertThat(redactor.redact(text)).isEqualTo(Redactor.WITHHELD);
    }

    /** What was found once costs nothing for all that is found behind it. */
    @Test
    void redact_aMegabyteOfSecrets_masksEach() {
        secrets.learn(Canary.key());
        String encoded =
                Base64.getEncoder().encodeToString(Canary.API_KEY.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        int times = LONG / 100;

        assertThat(redactor.registeredOnly().redact((Canary.API_KEY + " ").repeat(times)))
                .isEqualTo((Canary.MASK + " ").repeat(times));
        assertThat(redactor.registeredOnly().redact(Canary.API_KEY.repeat(times)))
                .isEqualTo(Canary.MASK.repeat(times));
        assertThat(redactor.registeredOnly().redact((encoded + " ").repeat(times)))
                .isEqualTo((Canary.MASK + " ").repeat(times));
        assertThat(redactor.withheld()).isZero();
    }
}
