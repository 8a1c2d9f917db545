/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static io.keyguard.redaction.RedactorTest.everyByte;
import static io.keyguard.redaction.RedactorTest.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.source.ApiKey;
import java.net.URLEncoder;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.constraints.UniqueElements;

/** What holds for any secret in any text. */
class RedactorPropertiesTest {
    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    @Property(tries = 300, seed = "20261130")
    void redact_base64BetweenOtherBytes_leavesNothingOfTheSecret(
            @ForAll byte[] before, @ForAll byte[] behind, @ForAll boolean url) {
        secrets.learn(Canary.key());
        byte[] secret = Canary.API_KEY.getBytes(UTF_8);
        byte[] all = new byte[before.length + secret.length + behind.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(secret, 0, all, before.length, secret.length);
        System.arraycopy(behind, 0, all, before.length + secret.length, behind.length);
        String encoded = (url ? Base64.getUrlEncoder() : Base64.getEncoder()).encodeToString(all);

        String redacted = redactor.redact("Basic " + encoded);

        assertThat(redacted).contains(Canary.MASK);
        // What is left are characters of the surroundings and at most one mixed character at each end.
        assertThat(redacted.replace(Canary.MASK, "").length()).isLessThanOrEqualTo(6 + encoded.length() - 84);
    }

    @Property(tries = 500, seed = "20261130")
    void redact_anySecretWithAnyOfItsCharactersEscaped_masksIt(
            @ForAll @StringLength(min = 8, max = 90) String secret, @ForAll long seed) {
        String text = secret.codePoints()
                .filter(c -> c < 0xd800)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .trim();
        if (text.getBytes(UTF_8).length < 8 || Forms.isCommon(text.getBytes(UTF_8))) {
            text = text + "padding!";
        }
        // Of a secret that goes on like its surroundings nobody can say where it begins.
        Assume.that(!text.startsWith("<") && !text.endsWith(">"));
        ApiKey key = Canary.key("any", Canary.API_KEY, text, null);
        secrets.learn(key);

        String escaped = escapeSome(text, new Random(seed));
        String redacted = redactor.redact("<" + escaped + ">");

        assertThat(redacted).isEqualTo("<[redacted:any]>");
    }

    @Property(tries = 300, seed = "20261130")
    void redact_aTextWithoutSecrets_returnsTheSameObject(@ForAll String text) {
        secrets.learn(Canary.key());

        assertThat(redactor.redact(text)).isSameAs(text);
    }

    @Property(tries = 200, seed = "20261130")
    void redact_theMaskedTextAgain_changesNothing(
            @ForAll String before, @ForAll String behind, @ForAll @IntRange(max = 14) int form) {
        secrets.learn(Canary.key());
        String once = redactor.redact(before + RedactorTest.forms().toList().get(form) + behind);

        assertThat(redactor.redact(once)).isEqualTo(once);
    }

    @Property(tries = 100, seed = "20261130")
    void redact_nestedAndOverlappingSecrets_leavesNoneOfThem(
            @ForAll @UniqueElements List<@IntRange(max = 40) Integer> starts) {
        String whole = "SYNTHETIC-overlap-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLM";
        starts.forEach(start ->
                secrets.learn(Canary.key("k" + start, Canary.API_KEY, whole.substring(start, start + 12), null)));

        String redacted = redactor.redact(whole);

        starts.forEach(start -> assertThat(redacted).doesNotContain(whole.substring(start, start + 12)));
    }

    @Property(tries = 500, seed = "20261130")
    void redact_anyPassphraseOfSpecialCharacters_masksItInJsonAndUrls(
            @ForAll
                    @StringLength(min = 8, max = 24)
                    @Chars({'%', '"', '\\', '/', '+', '2', '5', 'u', '0', 'é', ' ', 'n'})
                    String phrase) {
        Assume.that(phrase.strip().length() >= 8
                && phrase.strip().equals(phrase)
                && !Forms.isCommon(phrase.getBytes(UTF_8)));
        secrets.learn(Canary.key("grid", Canary.API_KEY, Canary.SECRET, phrase));

        assertThat(redactor.redact("p=" + json(phrase))).isEqualTo("p=[redacted:grid]");
        assertThat(redactor.redact("p=" + URLEncoder.encode(phrase, UTF_8))).isEqualTo("p=[redacted:grid]");
        assertThat(redactor.redact("p=" + phrase)).isEqualTo("p=[redacted:grid]");
    }

    private static String escapeSome(String text, Random random) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            int way = random.nextInt(3);
            boolean special = c == '\\' || c == '%' || c == '"';
            if (way == 0 || (special && way == 1)) {
                escaped.append(String.format("\\u%04x", (int) c));
            } else if (way == 2) {
                escaped.append(everyByte(String.valueOf(c).getBytes(UTF_8), "%%%02X"));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
