/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyMaterialException;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.SensitiveFields;
import java.net.URLEncoder;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactorTest {
    private final Deque<Runnable> tails = new ArrayDeque<>();
    private final LiveSecrets secrets = new LiveSecrets(tails::add);
    private final Redactor redactor = Redactor.of(secrets);

    static Stream<String> forms() {
        String secret = Canary.SECRET;
        byte[] bytes = secret.getBytes(UTF_8);
        String hex = HexFormat.of().formatHex(bytes);
        String percent = URLEncoder.encode(secret, UTF_8);
        return Stream.of(
                secret,
                hex,
                hex.toUpperCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().encodeToString(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                percent,
                percent.toLowerCase(Locale.ROOT).equals(percent) ? percent : lowerEscapes(percent),
                everyByte(bytes, "%%%02X"),
                everyByte(bytes, "%%%02x"),
                json(secret),
                json(secret).replace("/", "\\/"),
                json(secret).replace("=", "\\u003d").replace("+", "\\u002B"),
                everyChar(secret, "\\u%04x"),
                everyChar(secret, "\\u%04X"));
    }

    private static String lowerEscapes(String percent) {
        return java.util.regex.Pattern.compile("%[0-9A-F]{2}")
                .matcher(percent)
                .replaceAll(m -> m.group().toLowerCase(Locale.ROOT));
    }

    static String everyByte(byte[] bytes, String format) {
        var text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format(format, b & 0xff));
        }
        return text.toString();
    }

    private static String everyChar(String text, String format) {
        var escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format(format, c)));
        return escaped.toString();
    }

    static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void redact_everyFormInAnySurroundings_leavesOnlyTheMask(String form) {
        secrets.learn(Canary.key());

        assertThat(redactor.redact("before " + form + " behind")).isEqualTo("before " + Canary.MASK + " behind");
        assertThat(redactor.redact(form)).isEqualTo(Canary.MASK);
        assertThat(redactor.redact("x=ü" + form + "&y=1")).isEqualTo("x=ü" + Canary.MASK + "&y=1");
        // Parts of the canary share characters, so that the two may run into each other.
        assertThat(redactor.redact(form + form).replace(Canary.MASK, "")).isEmpty();
        assertThat(new String(redactor.redact(("é" + form + "\n").getBytes(UTF_8)), UTF_8))
                .isEqualTo("é" + Canary.MASK + "\n");
    }

    @Test
    void redact_aSecretThatIsBase64_isMaskedAsTheBytesItStandsForToo() {
        byte[] bytes = new byte[64];
        new Random(1).nextBytes(bytes);
        String secret = Base64.getEncoder().encodeToString(bytes);
        secrets.learn(Canary.key("k", Canary.API_KEY, secret, null));

        assertThat(redactor.redact(HexFormat.of().formatHex(bytes))).isEqualTo("[redacted:k]");
        assertThat(redactor.redact(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)))
                .isEqualTo("[redacted:k]");
    }

    @Test
    void redact_aPrivateKeyInPem_isMaskedAsBodyAndSeed() {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + "5e".repeat(16) + "a1".repeat(16));
        String body = Base64.getEncoder().encodeToString(pkcs8);
        String pem = "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n";
        secrets.learn(Canary.key("k", Canary.API_KEY, pem, null));

        assertThat(redactor.redact(pem)).doesNotContain(body).contains("[redacted:k]");
        assertThat(redactor.redact(pem.replace("\n", "\\n")))
                .doesNotContain(body)
                .contains("[redacted:k]");
        assertThat(redactor.redact("5e".repeat(16) + "a1".repeat(16))).isEqualTo("[redacted:k]");
        assertThat(redactor.redact(Base64.getEncoder().encodeToString(pem.getBytes(UTF_8))))
                .contains("[redacted:k]");
    }

    @Test
    void redact_aPrivateKeyStoredWithEscapedLineEnds_isMaskedInBothSpellings() {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + "5e".repeat(16) + "a1".repeat(16));
        String body = Base64.getEncoder().encodeToString(pkcs8);
        String pem = "-----BEGIN PRIVATE KEY-----\n" + body.substring(0, 40) + "\n" + body.substring(40)
                + "\n-----END PRIVATE KEY-----\n";
        secrets.learn(Canary.key("k", Canary.API_KEY, pem.replace("\n", "\\n"), null));

        for (String spelling : List.of(pem, pem.replace("\n", "\\n"), pem.replace("\n", "\r\n"))) {
            assertThat(redactor.registeredOnly().redact(spelling))
                    .doesNotContain(body.substring(0, 40), body.substring(40))
                    .contains("[redacted:k]");
        }
        assertThat(redactor.redact("5e".repeat(16) + "a1".repeat(16))).isEqualTo("[redacted:k]");
    }

    @Test
    void redact_aPassphraseEncodedAsAFormIs_readsPlusAsASpace() {
        secrets.learn(Canary.key());

        assertThat(redactor.redact("p=" + URLEncoder.encode(Canary.PASSPHRASE, UTF_8) + "&x"))
                .isEqualTo("p=" + Canary.MASK + "&x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", " \n\n"})
    void redact_aSecretStoredWithTheEndOfItsFile_masksItWithout(String end) {
        String text = "SYNTHETIC0123456789abcdefghijklm";
        String base64 = Base64.getEncoder().encodeToString("SYNTHETIC Kraken secret, no key !!".getBytes(UTF_8));
        secrets.learn(Canary.key("grid", text + end, end + base64 + end, null));

        assertThat(redactor.redact("a " + text + " b " + base64 + " c"))
                .isEqualTo("a [redacted:grid] b [redacted:grid] c");
        assertThat(redactor.redact(HexFormat.of().formatHex(Base64.getDecoder().decode(base64))))
                .isEqualTo("[redacted:grid]");
        assertThat(redactor.redact(base64.replace("=", "").replace('/', '_'))).contains("[redacted:grid]");
    }

    @Test
    void learn_whiteSpaceInPlaceOfASecret_isRefused() {
        var key = Canary.key("grid", Canary.API_KEY, "short         \n", null);

        assertThatThrownBy(() -> secrets.learn(key)).isInstanceOf(KeyMaterialException.class);
        assertThat(secrets.size()).isZero();
    }

    @Test
    void redact_aPemDocumentWithTextAroundIt_masksItsLines() {
        String body = "SYNTHETICbodyOfAKeyThatIsNone+0123456789".repeat(2);
        String pem = "Bag Attributes\n-----BEGIN PRIVATE KEY-----\n" + body.substring(0, 64) + "\n" + body.substring(64)
                + "012345678901234567\n-----END PRIVATE KEY-----\ntrailing words of no meaning\n";
        secrets.learn(Canary.key("grid", Canary.API_KEY, pem, null));

        String redacted = redactor.registeredOnly().redact(pem);

        assertThat(redacted)
                .startsWith("Bag Attributes\n-----BEGIN PRIVATE KEY-----\n[redacted:grid]\n[redacted:grid]")
                .endsWith("trailing words of no meaning\n")
                .doesNotContain("SYNTHETIC");
    }

    @Test
    void redact_aPassphraseOfSignsThatLookLikeEscapes_masksItInEveryNotation() {
        String phrase = "Pa%20\"wo\\u0041rd%\\XYZé😀";
        secrets.learn(Canary.key("grid", Canary.API_KEY, Canary.SECRET, phrase));
        String json = json(phrase);
        String url = URLEncoder.encode(phrase, UTF_8);
        String ascii = json.replace("é", "\\u00e9").replace("😀", "\\ud83d\\ude00");

        for (String form : List.of(phrase, json, ascii, url, url.replace("+", "%20"))) {
            assertThat(redactor.redact("p=" + form + ";")).as(form).isEqualTo("p=[redacted:grid];");
        }
    }

    @Test
    void forget_aKeyThatWasLearntTwice_masksUntilTheSecondTime() {
        ApiKey key = Canary.key();
        secrets.learn(key);
        secrets.learn(key);
        secrets.forget(key);
        tails.forEach(Runnable::run);
        tails.clear();
        assertThat(redactor.redact(Canary.SECRET)).isEqualTo(Canary.MASK);

        secrets.forget(key);
        tails.forEach(Runnable::run);
        assertThat(redactor.redact(Canary.SECRET)).isEqualTo(Canary.SECRET);
    }

    @Test
    void forget_beforeTheTailIsOver_goesOnMasking() {
        ApiKey key = Canary.key();
        secrets.learn(key);
        key.close();
        secrets.forget(key);

        assertThat(redactor.redact(Canary.SECRET)).isEqualTo(Canary.MASK);

        tails.remove().run();

        assertThat(secrets.size()).isZero();
        assertThat(redactor.redact(Canary.SECRET)).isEqualTo(Canary.SECRET);
    }

    @Test
    void forget_theFirstOfTwoWithTheSameMaterial_keepsMaskingTheOther() {
        ApiKey first = Canary.key();
        ApiKey between = Canary.key("canary", Canary.API_KEY, "SYNTHETIC-between-0123456789", null);
        ApiKey again = Canary.key();
        secrets.learn(first);
        secrets.learn(between);
        secrets.learn(again);

        secrets.forget(first);
        secrets.forget(between);
        tails.forEach(Runnable::run);

        assertThat(redactor.redact(Canary.SECRET)).isEqualTo(Canary.MASK);
        assertThat(redactor.redact("SYNTHETIC-between-0123456789")).doesNotContain("redacted");
    }

    @Test
    void learn_aPartThatIsTooShortToMask_isRefusedByNameAlone() {
        ApiKey key = Canary.key("short", Canary.API_KEY, Canary.SECRET, "hunter2");

        assertThatThrownBy(() -> secrets.learn(key))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("passphrase of key 'short'")
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1234567890", "aaaaaaaaaaa", "abababababab", "Password", "REDACTED\n", "withdrawal"})
    void learn_aPartThatStandsInOrdinaryText_isRefusedByNameAlone(String common) {
        ApiKey key = Canary.key("common", Canary.API_KEY, Canary.SECRET, common);

        assertThatThrownBy(() -> secrets.learn(key))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("passphrase of key 'common'")
                .hasMessageContaining("choose a random one")
                .hasMessageNotContaining(common);
        assertThat(secrets.size()).isZero();
    }

    @Test
    void redact_amongManySecrets_findsTheOldestAndTheNewest() {
        for (int i = 0; i < 300; i++) {
            secrets.learn(Canary.key("k" + i, "SYNTHETIC" + i + "x".repeat(9) + i, "y" + i + Canary.SECRET + i, null));
        }

        assertThat(secrets.size()).isEqualTo(600);
        assertThat(redactor.redact("SYNTHETIC299xxxxxxxxx299")).isEqualTo("[redacted:k299]");
        assertThat(redactor.redact("SYNTHETIC0xxxxxxxxx0")).isEqualTo("[redacted:k0]");
    }

    @Test
    void redact_whileSecretsComeAndGo_neverLetsALiveOneThrough() throws InterruptedException {
        secrets.learn(Canary.key());
        var stop = new java.util.concurrent.atomic.AtomicBoolean();
        var leaks = new java.util.concurrent.atomic.AtomicInteger();
        var readers = Stream.generate(() -> new Thread(() -> {
                    while (!stop.get()) {
                        if (!redactor.redact("key " + Canary.SECRET).equals("key " + Canary.MASK)) {
                            leaks.incrementAndGet();
                        }
                    }
                }))
                .limit(3)
                .toList();
        readers.forEach(Thread::start);
        for (int i = 0; i < 300; i++) {
            ApiKey key = Canary.key("k" + i, "SYNTHETIC-api-key-" + i, "SYNTHETIC-secret-" + i, null);
            secrets.learn(key);
            assertThat(redactor.redact("SYNTHETIC-secret-" + i)).startsWith("[redacted:k");
            secrets.forget(key);
            tails.remove().run();
        }
        stop.set(true);
        for (Thread reader : readers) {
            reader.join();
        }

        assertThat(leaks).hasValue(0);
        assertThat(secrets.size()).isEqualTo(3);
    }

    @Test
    void toString_ofEveryType_showsNoSecret() {
        secrets.learn(Canary.key());
        String all = redactor + " " + secrets + " " + Needle.of("[m]", Canary.SECRET.getBytes(UTF_8));

        assertThat(all).doesNotContain("SYNTHETIC").contains("Needle[[m]]");
        assertThat(Stream.of(LiveSecrets.class, Redactor.class, Needle.class))
                .noneMatch(type -> java.io.Serializable.class.isAssignableFrom(type));
    }

    /** Whoever remembers what was clean goes by it. */
    @Test
    void generation_staysWhileNothingElseIsLookedFor_andIsAnotherAfterEachChange() {
        var secrets = new LiveSecrets(Runnable::run);
        Redactor redactor = Redactor.of(secrets);
        long first = redactor.generation();
        redactor.redact("nothing " + Canary.API_KEY);
        assertThat(redactor.generation()).isEqualTo(first);
        var seen = new HashSet<Long>(Set.of(first));
        ApiKey key = Canary.key();
        for (Runnable change : List.<Runnable>of(
                () -> secrets.learn(key),
                () -> redactor.addFields(new SensitiveFields(Set.of("X-House-Cred"), Set.of())),
                () -> redactor.addPattern(SecretPattern.of("house", "HOUSE-", "HOUSE-\\w{12}")))) {
            change.run();
            assertThat(seen.add(redactor.generation())).isTrue();
        }
        assertThat(redactor.hasPatterns()).isTrue();
    }
}
