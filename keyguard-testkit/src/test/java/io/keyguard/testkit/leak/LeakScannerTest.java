/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

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
        forms.put("percent", percent(SECRET));
        forms.put("percent twice", percent(percent(SECRET)));
        forms.put("json", json(SECRET));
        forms.put("json in json", json(json(SECRET)));
        forms.put("unicode", unicode(SECRET));
        forms.put("reversed", new StringBuilder(SECRET).reverse().toString());
        forms.put("base64 of percent", base64("x" + percent(SECRET)));
        forms.put("hex of base64", hex(base64(SECRET)));
        return forms.entrySet().stream()
                .map(form -> DynamicTest.dynamicTest(
                        form.getKey(),
                        () -> assertThat(scanner.scan("first line\nkey=" + form.getValue() + ";\nlast line"))
                                .anyMatch(leak ->
                                        leak.line() == 2 && leak.secret().equals("canary"))));
    }

    @Test
    void scan_foldedBase64_isFound() {
        String folded = Base64.getMimeEncoder(20, new byte[] {'\n'})
                .encodeToString(("user:" + SECRET).getBytes(StandardCharsets.UTF_8));

        assertThat(scanner.scan(folded)).extracting(Leak::line).containsOnly(0);
    }

    @Test
    void scan_cleanOrOtherText_findsNothing(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("bot.log");
        Files.writeString(
                log, "order 42 at 100%, \\path, " + base64("Another/secret+for=tests") + " [redacted:canary]\n");

        assertThat(scanner.scan(log)).isEmpty();
        assertThat(LeakScanner.describe(scanner.scan(log))).isEqualTo("no secret found");
    }

    @Test
    void leak_andScanner_neverRepeatTheSecret() {
        List<Leak> leaks = scanner.scan("x " + SECRET + " " + hex(SECRET));

        assertThat(leaks).extracting(Leak::form).contains("plain", "hex");
        assertThat(LeakScanner.describe(leaks) + leaks + scanner).doesNotContain(SECRET, "Synthetic");
        assertThatThrownBy(() -> LeakScanner.forSecrets(Map.of("pin", "123")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("123");
    }
}
