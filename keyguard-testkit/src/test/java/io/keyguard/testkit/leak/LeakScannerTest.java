/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LeakScannerTest {
    /** The letters and signs that encodings treat differently, visibly no key. */
    private static final String SECRET = "Synthetic/secret+for=tests\"only\\é==";

    private final LeakScanner scanner = LeakScanner.forSecrets(Map.of("canary", SECRET));

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String bytes(String format) {
        var text = new StringBuilder();
        for (byte b : SECRET.getBytes(StandardCharsets.UTF_8)) {
            text.append(String.format(format, b & 0xff));
        }
        return text.toString();
    }

    private static String percent(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("/", "\\/")
                .replace("=", "\\u003d");
    }

    private static String unicode(String text) {
        var escaped = new StringBuilder();
        text.chars().forEach(c -> escaped.append(String.format("\\u%04x", c)));
        return escaped.toString();
    }

    @TestFactory
    Stream<DynamicTest> scan_everyForm_isFoundOnItsLine() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("plain", SECRET);
        for (String before : List.of("", "a", "ab", "abc")) {
            for (String after : List.of("", ":x", ":xy")) {
                forms.put("base64 " + before + "…" + after, base64(before + SECRET + after));
            }
        }
        forms.put(
                "base64 url",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString((":" + SECRET).getBytes(StandardCharsets.UTF_8)));
        forms.put("hex", hex(SECRET));
        forms.put("hex upper", "F" + hex(SECRET).toUpperCase(java.util.Locale.ROOT));
        forms.put("hex colons", HexFormat.ofDelimiter(":").formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
        forms.put(
                "hex list",
                HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(SECRET.getBytes(StandardCharsets.UTF_8)));
        List.of("(byte)0x%02x, ", "(byte) 0x%02X,", "%02x.", "%02x_", "#%02x ", "%02xh, ")
                .forEach(format -> forms.put("hex as " + format, bytes(format)));
        forms.put(
                "braces",
                SECRET.codePoints().mapToObj(c -> String.format("\\u{%x}", c)).collect(Collectors.joining()));
        forms.put(
                "percent u",
                SECRET.chars().mapToObj(c -> String.format("%%u%04X", c)).collect(Collectors.joining()));
        forms.put("percent", percent(SECRET));
        forms.put("percent twice", percent(percent(SECRET)));
        forms.put("json", json(SECRET));
        forms.put("json in json", json(json(SECRET)));
        forms.put("unicode", unicode(SECRET));
        forms.put("reversed", new StringBuilder(SECRET).reverse().toString());
        forms.put(
                "xml",
                SECRET.replace("&", "&amp;")
                        .replace("/", "&#x2F;")
                        .replace("\"", "&quot;")
                        .replace("=", "&#61;"));
        forms.put("array of bytes", Arrays.toString(SECRET.getBytes(StandardCharsets.UTF_8)));
        forms.put("array of characters", Arrays.toString(SECRET.toCharArray()));
        forms.put(
                "quoted characters",
                SECRET.chars().mapToObj(c -> "'" + (char) c + "'").collect(Collectors.joining(", ")));
        forms.put("coloured", SECRET.substring(0, 9) + "\u001b[31m" + SECRET.substring(9));
        forms.put("zero width", String.join("\u200b", SECRET.split("")));
        List.of(
                        "\u001b(B\u001b[m",
                        "\u001b]8;;https://synthetic.example\u0007",
                        "\u001b]0;t\u001b\\",
                        "\u001b7",
                        "\u009b31m",
                        "\u009d0;t\u009c",
                        "\u034f",
                        "\u0301",
                        "\u061c",
                        "\u180e",
                        "\u3164",
                        "\ufe0f",
                        "\ufff9",
                        "\udb40\udc20")
                .forEach(unseen -> {
                    String broken = SECRET.replaceAll("(.{4})", "$1" + Matcher.quoteReplacement(unseen));
                    forms.put("broken by " + HexFormat.of().formatHex(unseen.getBytes(StandardCharsets.UTF_8)), broken);
                    forms.put(
                            "the same in base64 " + unseen.codePointAt(0) + unseen.length(),
                            Base64.getEncoder().encodeToString(broken.getBytes(StandardCharsets.UTF_8)));
                });
        forms.put(
                "bytes of Apache",
                SECRET.chars().mapToObj(c -> String.format("[0x%02x]", c)).collect(Collectors.joining()));
        forms.put("base64 of percent", base64("x" + percent(SECRET)));
        forms.put("hex of base64", hex(base64(SECRET)));
        return forms.entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(
                        form.getKey(),
                        () -> assertThat(scanner.scan("first line\nkey=" + form.getValue() + ";\nlast line"))
                                .anyMatch(leak ->
                                        leak.line() == 2 && leak.secret().equals("canary"))));
    }

    /** PKCS#8 of an Ed25519 key whose seed is 32 times the same byte, visibly no key. */
    private static final byte[] SEED = HexFormat.of().parseHex("5e".repeat(31) + "d3");

    private static final String PEM = "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getEncoder()
                    .encodeToString(HexFormat.of()
                            .parseHex("302e020100300506032b657004220420"
                                    + HexFormat.of().formatHex(SEED)))
            + "\n-----END PRIVATE KEY-----\n";

    /** As Kraken gives secrets: 64 bytes in base64, with every letter that the alphabets differ in. */
    private static final String KRAKEN =
            Base64.getEncoder().encodeToString(HexFormat.of().parseHex("fbefbeffff5e".repeat(10) + "fbffd310"));

    private static final byte[] KRAKEN_BYTES = Base64.getDecoder().decode(KRAKEN);

    private static Stream<DynamicTest> found(LeakScanner scanner, Map<String, String> forms) {
        return forms.entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(
                        form.getKey(),
                        () -> assertThat(scanner.scan("first line\nkey=" + form.getValue() + ";\nlast line"))
                                .as(form.getValue())
                                .isNotEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> scan_pemInEveryForm_isFound() {
        String lines = String.join("\n", PEM.lines().toList());
        String body = PEM.lines().toList().get(1);
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as it is", PEM);
        forms.put("without its last line break", lines);
        forms.put("with the line breaks of Windows", PEM.replace("\n", "\r\n"));
        forms.put("indented", lines.replace("\n", "\n    "));
        forms.put("with something before each line", lines.replace("\n", "\n12:00 bot | "));
        forms.put("escaped on one line", PEM.replace("\n", "\\n"));
        forms.put("escaped twice", PEM.replace("\n", "\\\\n"));
        forms.put("on one line with spaces", PEM.replace('\n', ' '));
        forms.put("base64", base64(PEM));
        forms.put(
                "base64 folded",
                Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(PEM.getBytes(StandardCharsets.UTF_8)));
        forms.put("hex", hex(PEM));
        forms.put("url", percent(PEM));
        forms.put("its body", body);
        forms.put("its body folded", body.substring(0, 30) + "\n  " + body.substring(30));
        forms.put(
                "its body without padding in the other alphabet",
                body.replace('+', '-').replace('/', '_'));
        forms.put(
                "hex of its bytes", HexFormat.of().formatHex(Base64.getDecoder().decode(body)));
        forms.put("base64 of its seed", Base64.getEncoder().encodeToString(SEED));
        forms.put("hex of its seed", HexFormat.of().formatHex(SEED));
        return found(LeakScanner.forSecrets(Map.of("canary", PEM)), forms);
    }

    @TestFactory
    Stream<DynamicTest> scan_base64SecretInEveryForm_isFound() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("as it is", KRAKEN);
        forms.put("the other alphabet", Base64.getUrlEncoder().encodeToString(KRAKEN_BYTES));
        forms.put(
                "the other alphabet without padding",
                Base64.getUrlEncoder().withoutPadding().encodeToString(KRAKEN_BYTES));
        forms.put("without padding", KRAKEN.replace("=", ""));
        forms.put("url", percent(KRAKEN));
        forms.put("hex", HexFormat.of().formatHex(KRAKEN_BYTES));
        forms.put("hex upper", HexFormat.ofDelimiter(":").withUpperCase().formatHex(KRAKEN_BYTES));
        forms.put("hex folded", HexFormat.of().formatHex(KRAKEN_BYTES).replaceAll("(.{32})", "$1\n"));
        forms.put("base64 of base64", base64(KRAKEN));
        return found(LeakScanner.forSecrets(Map.of("canary", KRAKEN)), forms);
    }

    @Test
    void scan_otherSpellingOfAHexadecimalSecret_isFound() {
        String secret = "22582BD0CFF14C41EDBF1AB98506286D";

        assertThat(LeakScanner.forSecrets(Map.of("canary", secret))
                        .scan("key=" + secret.toLowerCase(java.util.Locale.ROOT)))
                .extracting(Leak::form)
                .contains("hex, decoded bytes");
    }

    @Test
    void scan_secretWithSpaceAndPlusInAForm_isFound() {
        assertThat(LeakScanner.forSecrets(Map.of("canary", "synthetic a+b c")).scan("p=synthetic+a%2Bb+c"))
                .extracting(Leak::form)
                .contains("percent");
    }

    @Test
    void scan_partsThatAreNotSecret_findsNothing() {
        var both = LeakScanner.forSecrets(Map.of("pem", PEM, "base64", KRAKEN));

        assertThat(both.scan("-----BEGIN PRIVATE KEY-----\n[redacted]\n-----END PRIVATE KEY-----\n"
                        + base64("MC4CAQAwBQYDK2VwBCIEI and nothing else")))
                .isEmpty();
    }

    @Test
    void scan_foldedBase64_isFound() {
        String folded = Base64.getMimeEncoder(20, new byte[] {'\n'})
                .encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));

        assertThat(scanner.scan(folded)).extracting(Leak::line).containsOnly(0);
    }

    @ParameterizedTest
    @CsvSource({
        "0123456789abcdef0123456789abcdef0f0e0d0c, 18",
        "SyntheticKey00112233445566778899AABBccdd, 13",
        "Synthetic/key+00112233445566778899==, 12",
    })
    void thorough_runOfSeventyTwoBits_isFoundAndNoShorterOne(String secret, int length) {
        var scanner = LeakScanner.forSecrets(Map.of("canary", secret)).thorough();
        String run = secret.substring(7, 7 + length);

        assertThat(scanner.scan("secret=" + run + "...")).extracting(Leak::form).contains("plain, a fragment");
        assertThat(scanner.scan("hex " + hex("x" + run))).isNotEmpty();
        assertThat(scanner.scan("secret=" + run.substring(1) + "...")).isEmpty();
    }

    @Test
    void thorough_threeEncodingsAndHexDump_areFound() {
        var thorough = scanner.thorough();
        String dump = hexDump("X-MBX-APIKEY: " + SECRET.replace("\u00e9", "e"));

        assertThat(thorough.scan(base64(percent(json(SECRET))))).isNotEmpty();
        assertThat(scanner.scan(base64(percent(json(SECRET))))).isEmpty();
        assertThat(thorough.scan(dump)).isNotEmpty();
    }

    private static String hexDump(String text) {
        var dump = new StringBuilder();
        for (int i = 0; i < text.length(); i += 16) {
            String row = text.substring(i, Math.min(text.length(), i + 16));
            dump.append(String.format(
                    "|%08x| %-48s|%-16s|%n",
                    i, HexFormat.ofDelimiter(" ").formatHex(row.getBytes(StandardCharsets.UTF_8)), row));
        }
        return dump.toString();
    }

    @Test
    void scan_decimalFormOfAHexadecimalSecret_isFound() {
        String secret = "22582bd0cff14c41edbf1ab98506286d";
        String decimal = new java.math.BigInteger(secret, 16).toString();

        assertThat(LeakScanner.forSecrets(Map.of("canary", secret)).scan("key=" + decimal))
                .extracting(Leak::form)
                .contains("plain, decimal");
    }

    @Test
    void scan_upperCaseUuid_isFound() {
        String secret = "5f3e4d2c-0000-4000-8000-00005e5e5e5e";

        assertThat(LeakScanner.forSecrets(Map.of("canary", secret))
                        .scan("id " + secret.toUpperCase(java.util.Locale.ROOT)))
                .isNotEmpty();
    }

    @Test
    void scan_cleanOrOtherText_findsNothing(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("bot.log");
        Files.writeString(
                log, "order 42 at 100%, \\path, " + base64("Another/secret+for=tests") + " [redacted:canary]\n");

        assertThat(scanner.scan(log)).isEmpty();
        assertThat(LeakScanner.describe(scanner.scan(log))).isEqualTo("no secret found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u",
                "\\u12",
                "\\x",
                "%",
                "%4",
                "&#;",
                "&#x;",
                "&#99999999999;",
                "&#1114112;",
                "&#xffffff;",
                "0x",
                "[1, 2, 999]",
                "\\",
                "==",
                "\ud800"
            })
    void scan_brokenEscape_isTextLikeAnyOther(String broken) {
        assertThat(scanner.scan(broken)).isEmpty();
        assertThat(scanner.scan(broken + SECRET + broken)).isNotEmpty();
        assertThat(scanner.scan("x " + base64(broken + broken + broken) + hex(broken)))
                .isEmpty();
    }

    @Test
    void scan_brokenEscape_isTextLikeAnyOther() {
        assertThat(scanner.scan("\\u \\u12 " + base64("\\u\\u\\u"))).isEmpty();
        assertThat(scanner.scan("\\u" + SECRET)).isNotEmpty();
    }

    @Test
    void scan_armourOfAPem_isNoSecretAndItsBodyIs() {
        String body = "MC4CAQAwBQYDK2VwBCIEIF5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl5eXl7T";
        LeakScanner thorough = LeakScanner.forSecrets(
                        Map.of("canary", "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n"))
                .thorough();

        assertThat(thorough.scan("-----BEGIN PRIVATE KEY-----\n[redacted]\n-----END PRIVATE KEY-----"))
                .isEmpty();
        assertThat(thorough.scan("a log line with " + body.substring(30, 43))).isNotEmpty();
    }

    @Test
    void leak_andScanner_neverRepeatTheSecret() {
        List<Leak> leaks = scanner.scan("x " + SECRET + " " + hex(SECRET));

        assertThat(leaks).extracting(Leak::form).contains("plain", "hex");
        assertThat(LeakScanner.describe(leaks) + leaks + scanner + Needle.of(SECRET))
                .doesNotContain(SECRET, "Synthetic");
        assertThatThrownBy(() -> LeakScanner.forSecrets(Map.of("pin", "123")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("123");
    }

    /** Regular expressions for whole lists would need a frame of the stack for each item. */
    @Test
    void scan_longLists_areReadToTheirEnd() {
        String text = "x".repeat(50_000) + SECRET;

        assertThat(scanner.scan(Arrays.toString(text.toCharArray()))).isNotEmpty();
        assertThat(scanner.scan(Arrays.toString(text.getBytes(StandardCharsets.UTF_8))))
                .isNotEmpty();
    }
}
