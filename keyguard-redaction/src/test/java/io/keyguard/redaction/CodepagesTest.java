/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets with characters outside ASCII in text that is not UTF-8. */
class CodepagesTest {
    private static final String MASK = "[redacted:bot]";

    private static Redactor redactor(String passphrase) {
        var secrets = new LiveSecrets(Runnable::run);
        secrets.learn(Canary.key("bot", Canary.API_KEY, "SYNTHETICsecret0123456789abcdefNOTREAL", passphrase));
        return Redactor.of(secrets);
    }

    @ParameterizedTest
    @CsvSource({
        "Gëheim-Pässwört-Zürich-ñandú, ISO-8859-1",
        "Gëheim-Pässwört-Zürich-ñandú, windows-1252",
        "Gëheim-Pässwört-Zürich-ñandú, UTF-8",
        "öäüÖÄÜßé, ISO-8859-1",
        "zwölf € für „Synthetic“, windows-1252",
        "zwölf € für Synthetic, ISO-8859-15",
        // What Latin-1 does not have is written as a question mark.
        "zwölf € für Synthetic, ISO-8859-1",
    })
    void redact_bytesInAnotherEncoding_masksIt(String secret, Charset charset) {
        byte[] line = ("x " + secret + " y").getBytes(charset);

        assertThat(new String(redactor(secret).redact(line), charset)).isEqualTo("x " + MASK + " y");
    }

    @Test
    void redact_whatIsMadeOfItsBytes_masksIt() {
        String secret = "Gëheim-Pässwört-Zürich-ñandú";
        byte[] latin = secret.getBytes(ISO_8859_1);
        Redactor redactor = redactor(secret);

        assertThat(redactor.redact("x=" + URLEncoder.encode(secret, ISO_8859_1) + "&y=1"))
                .isEqualTo("x=" + MASK + "&y=1");
        assertThat(redactor.redact("x " + Base64.getEncoder().encodeToString(latin) + " y"))
                .isEqualTo("x " + MASK + " y");
        assertThat(redactor.redact("x " + HexFormat.of().formatHex(latin) + " y"))
                .isEqualTo("x " + MASK + " y");
        assertThat(new String(
                        redactor.redact(
                                new StringBuilder(secret).reverse().toString().getBytes(ISO_8859_1)),
                        US_ASCII))
                .isEqualTo(MASK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Zürich-Exchange-2024-ä", "für-die-Produktion-Bot-7"})
    void redact_aWordOfIt_staysAsItIs(String secret) {
        Redactor redactor = redactor(secret);

        for (String line : new String[] {"-Exchange- rate", "Produktion", "??????????????? ???", "Zürich"}) {
            assertThat(redactor.redact(line.getBytes(ISO_8859_1))).isEqualTo(line.getBytes(ISO_8859_1));
            assertThat(redactor.redact(line)).isSameAs(line);
        }
    }

    @Test
    void of_ascii_andWhatIsNoText_andWhatIsMostlyLost_isNothing() {
        assertThat(Codepages.of("SYNTHETIC".getBytes(UTF_8))).isEmpty();
        assertThat(Codepages.of(new byte[] {(byte) 0xff, (byte) 0xfe, 'a'})).isEmpty();
        assertThat(Codepages.of("пароль-секрет".getBytes(UTF_8)))
                .noneMatch(form -> new String(form, US_ASCII).contains("????"));
        assertThat(Codepages.of("Zürich".getBytes(UTF_8)))
                .as("once, as Latin-1 and its successors agree")
                .contains("Zürich".getBytes(ISO_8859_1))
                .doesNotHaveDuplicates();
    }
}
