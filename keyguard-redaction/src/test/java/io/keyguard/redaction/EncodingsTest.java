/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.leak.LeakScanner;
import java.math.BigInteger;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every encoding, every two of them on top of each other, and fragments. */
class EncodingsTest {
    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);

    static final Map<String, String> SHAPES = Map.of(
            "alphanumeric", "SYNTHETIC7hKq2ZpLr5VtW8xNbMcQdFgJsYuTiEoRaPw0zXvCkHn3B6yLm1GfDs4",
            "base64", "SYNTHETIC/hKq2+pLr5VtW8xNb/cQdFgJsYuTiEoRaPw0zXvCkHn3B6yLm1GfDs4hKq2ZpLr5VtW8xNb+cQdFg==",
            "hex", "5e1ec7ed0badc0de9f3b7a6142d8c0f15e1ec7ed0badc0ff9f3b7a6142d8c0f2",
            "UUID", "5e1ec7ed-0bad-c0de-9f3b-7a6142d8c0f1",
            "passphrase", "Synthetic päss\\ \"phrase\" & 100 % $ok");

    static Map<String, UnaryOperator<String>> encodings() {
        var all = new LinkedHashMap<String, UnaryOperator<String>>(nested());
        all.put(
                "base64 URL, unpadded",
                s -> Base64.getUrlEncoder().withoutPadding().encodeToString(utf8(s)));
        all.put("base64 at offset 1", s -> base64("x" + s + "yz"));
        all.put("base64 at offset 2", s -> base64("xy" + s));
        all.put("base64 MIME", s -> Base64.getMimeEncoder(20, utf8("\r\n")).encodeToString(utf8(s)));
        all.put("HEX", s -> hex(s).toUpperCase(Locale.ROOT));
        all.put("hex with colons", s -> HexFormat.ofDelimiter(":").formatHex(utf8(s)));
        all.put("hex with spaces", s -> HexFormat.ofDelimiter(" ").formatHex(utf8(s)));
        all.put("hex \\x", s -> bytes(s, "\\x%02x", ""));
        all.put("hex list", s -> bytes(s, "0x%02x", ", "));
        all.put("hex, cast", s -> bytes(s, "(byte)0x%02x", ", "));
        all.put("hex, cast with a space", s -> bytes(s, "(byte) 0x%02X", ","));
        all.put("hex with dots", s -> bytes(s, "%02x", "."));
        all.put("hex with underscores", s -> bytes(s, "%02x", "_"));
        all.put("hex with number signs", s -> bytes(s, "#%02x", " "));
        all.put("hex of assemblers", s -> bytes(s, "%02xh", ", "));
        all.put(
                "\\u{}",
                s -> s.codePoints().mapToObj(c -> String.format("\\u{%x}", c)).collect(Collectors.joining()));
        all.put("%u", s -> s.chars().mapToObj(c -> String.format("%%u%04X", c)).collect(Collectors.joining()));
        all.put("wire log", s -> bytes(s, "[0x%02x]", ""));
        all.put("percent, every byte", s -> bytes(s, "%%%02x", ""));
        all.put(
                "XML, every character",
                s -> s.chars()
                        .mapToObj(c -> "&#x" + Integer.toHexString(c) + ";")
                        .collect(Collectors.joining()));
        all.put("\\u", s -> s.chars().mapToObj(c -> String.format("\\u%04x", c)).collect(Collectors.joining()));
        all.put("octal", s -> bytes(s, "\\%03o", ""));
        all.put("properties", s -> json(s).replace("=", "\\=").replace(":", "\\:"));
        all.put("bytes", s -> Arrays.toString(utf8(s)));
        all.put("unsigned bytes", s -> bytes(s, "%d", ","));
        all.put("characters", s -> Arrays.toString(s.toCharArray()));
        all.put(
                "quoted characters",
                s -> s.chars().mapToObj(c -> "'" + (char) c + "'").collect(Collectors.joining(", ")));
        all.put(
                "reversed",
                s -> new String(reversed(utf8(s)), ISO_8859_1).equals(s)
                        ? s
                        : new StringBuilder(s).reverse().toString());
        all.put("colours", s -> s.substring(0, 9) + "\u001b[31;1m" + s.substring(9));
        all.put("zero width", s -> s.chars().mapToObj(c -> (char) c + "\u200b").collect(Collectors.joining()));
        UNSEEN.forEach(unseen -> {
            String name = HexFormat.of().formatHex(utf8(unseen));
            all.put(
                    "every four broken by " + name,
                    s -> s.replaceAll("(.{4})", "$1" + Matcher.quoteReplacement(unseen)));
            all.put("broken once by " + name, s -> s.substring(0, 7) + unseen + s.substring(7));
        });
        all.put("soft hyphen", s -> s.substring(0, 7) + "\u00ad" + s.substring(7));
        all.put("wrapped", s -> s.substring(0, 9) + "\n    " + s.substring(9, 18) + "\r\n\t" + s.substring(18));
        all.put("filled lines", s -> s.substring(0, 9) + "   \n" + s.substring(9, 18) + "\t \r\n  " + s.substring(18));
        return all;
    }

    /** What terminals do not show, and characters of no width. */
    private static final List<String> UNSEEN = List.of(
            "\u001b(B\u001b[m",
            "\u001b]8;;https://synthetic.example\u0007",
            "\u001b]0;t\u001b\\",
            "\u001bP1$r0m\u001b\\",
            "\u001b7",
            "\u001bc",
            "\u009b31m",
            "\u009d0;t\u009c",
            "\u034f",
            "\u0301",
            "\u061c",
            "\u1160",
            "\u17b4",
            "\u180b",
            "\u180e",
            "\u2066",
            "\u3164",
            "\ufe0f",
            "\uffa0",
            "\ufff9",
            "\udb40\udc20",
            "\udb40\udd00");

    private static Map<String, UnaryOperator<String>> nested() {
        var all = new LinkedHashMap<String, UnaryOperator<String>>();
        all.put("base64", EncodingsTest::base64);
        all.put("hex", EncodingsTest::hex);
        all.put("percent", s -> URLEncoder.encode(s, UTF_8));
        all.put("JSON", EncodingsTest::json);
        all.put("XML", s -> s.replace("&", "&amp;").replace("\"", "&quot;").replace("/", "&#x2F;"));
        return all;
    }

    private static byte[] utf8(String s) {
        return s.getBytes(UTF_8);
    }

    private static String base64(String s) {
        return Base64.getEncoder().encodeToString(utf8(s));
    }

    private static String hex(String s) {
        return HexFormat.of().formatHex(utf8(s));
    }

    private static String json(String s) {
        return s.replace("\\", "\\\\").replace("\"", "\\\"").replace("/", "\\/").replace("=", "\\u003d");
    }

    private static String bytes(String s, String format, String separator) {
        var all = new ArrayList<String>();
        for (byte b : utf8(s)) {
            all.add(String.format(format, b & 0xff));
        }
        return String.join(separator, all);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    @TestFactory
    Stream<DynamicTest> redact_everyShapeInEveryEncoding_leavesNothing() {
        return SHAPES.entrySet().stream()
                .flatMap(shape -> encodings().entrySet().stream()
                        .filter(way -> !(way.getKey().equals("reversed")
                                && shape.getKey().equals("passphrase")))
                        .map(way -> DynamicTest.dynamicTest(
                                shape.getKey() + " in " + way.getKey(),
                                () -> assertGone(
                                        shape.getValue(), way.getValue().apply(shape.getValue())))));
    }

    @TestFactory
    Stream<DynamicTest> redact_everyTwoEncodings_leaveNothing() {
        return SHAPES.entrySet().stream()
                .flatMap(shape -> nested().entrySet().stream()
                        .flatMap(outer -> nested().entrySet().stream()
                                .map(inner -> DynamicTest.dynamicTest(
                                        shape.getKey() + " in " + inner.getKey() + " in " + outer.getKey(),
                                        () -> assertGone(
                                                shape.getValue(),
                                                outer.getValue()
                                                        .apply("{\"k\":\""
                                                                + inner.getValue()
                                                                        .apply(shape.getValue()) + "\"}"))))));
    }

    /** What the scanner reads at all, so that it says something when it finds nothing. */
    @TestFactory
    Stream<DynamicTest> scan_whatWasNotMasked_findsIt() {
        return nested().entrySet().stream()
                .flatMap(outer -> nested().entrySet().stream()
                        .filter(inner -> !(outer.getKey() + inner.getKey()).contains("XML"))
                        .map(inner -> DynamicTest.dynamicTest(inner.getKey() + " in " + outer.getKey(), () -> {
                            String secret = SHAPES.get("base64");
                            String leaked = outer.getValue()
                                    .apply("k=" + inner.getValue().apply(secret));
                            assertThat(LeakScanner.forSecrets(Map.of("secret", secret))
                                            .scan(leaked))
                                    .isNotEmpty();
                        })));
    }

    private void assertGone(String secret, String encoded) {
        secrets.learn(Canary.key("k", Canary.API_KEY, secret, null));
        String redacted = redactor.redact("before " + encoded + " behind");

        assertThat(redacted).contains("[redacted:k]").startsWith("before ").endsWith(" behind");
        assertThat(LeakScanner.forSecrets(Map.of("secret", secret)).scan(redacted))
                .isEmpty();
        // No more than the fragments beside escapes is left of it.
        assertThat(redacted.replace("[redacted:k]", "").length()).isLessThan("before  behind".length() + 40);
        assertThat(redactor.redact(redacted)).isEqualTo(redacted);
    }

    @Property(tries = 1000, seed = "20261130")
    void redact_anyFragmentThatCounts_leavesLessThanThat(@ForAll long seed) {
        var random = new Random(seed);
        String secret = SHAPES.get("alphanumeric");
        secrets.learn(Canary.key("k", Canary.API_KEY, secret, null));
        int length = 13 + random.nextInt(30);
        int from = random.nextInt(secret.length() - length);
        String fragment = secret.substring(from, from + length);
        String surroundings = ".".repeat(random.nextInt(20));
        List<String> ways = List.of(
                fragment,
                hex(fragment),
                base64("x".repeat(random.nextInt(3)) + fragment + "x".repeat(random.nextInt(3))));

        for (String way : ways) {
            String redacted = redactor.redact(surroundings + way + "... (truncated)");
            assertThat(redacted).as(way).contains("[redacted:k]").doesNotContain(way);
        }
    }

    /** Who writes each half of a character by itself: as part of a secret, and as what breaks one. */
    @TestFactory
    Stream<DynamicTest> redact_charactersInHalves_leavesNothing() {
        String hex = "5e0123456789abcdef01a5e7";
        String phrase = "it is \ud83d\udd11 so";
        secrets.learn(Canary.key("k", Canary.API_KEY, hex, phrase));
        return Stream.of("&#%d;", "&#x%x;", "\\u{%x}", "\\u%04x", "%%u%04X")
                .flatMap(format -> Stream.of(phrase, hex.substring(0, 12) + "\udb40\udc20" + hex.substring(12))
                        .map(text -> text.chars()
                                .mapToObj(c -> String.format(Locale.ROOT, format, c))
                                .collect(Collectors.joining()))
                        .map(text -> DynamicTest.dynamicTest(
                                text,
                                () -> assertThat(redactor.redact("sent " + text + " thus"))
                                        .isEqualTo("sent [redacted:k] thus"))));
    }

    @Test
    void redact_aNumericKeyInDecimal_leavesNothing() {
        String secret = SHAPES.get("hex");
        assertGone(secret, new BigInteger(secret, 16).toString());
        assertGone("0x" + secret, new BigInteger(secret, 16).toString());
    }

    @Test
    void redact_oneMegabyteOfAnything_endsWithinItsBudget() {
        secrets.learn(Canary.key());
        var random = new Random(1);
        byte[] noise = new byte[1 << 20];
        random.nextBytes(noise);
        long before = redactor.withheld();
        for (String hostile : List.of(
                "=",
                "A",
                "%41",
                "%25",
                "\\\\",
                "\\u0041",
                "&amp;",
                "[0x41]",
                "\u001b]",
                "\u001b(",
                "\u009d",
                "\u0301",
                "1, ",
                "a,",
                "\n",
                "SYNTHETIC",
                "%5c%26[&\\")) {
            String text = hostile.repeat((1 << 20) / hostile.length());
            assertThat(redactor.redact(text + Canary.SECRET)).doesNotContain(Canary.SECRET);
        }
        redactor.redact(noise);

        assertThat(redactor.withheld() - before).isLessThanOrEqualTo(2);
    }

    @Test
    void redact_listsInAForm_whoseSpacesArePlus_areMasked() {
        secrets.learn(Canary.key());
        String key = Canary.API_KEY;

        assertThat(List.of(Arrays.toString(utf8(key)), Arrays.toString(key.toCharArray()), bytes(key, "0x%02x", ", ")))
                .allSatisfy(list -> assertThat(redactor.redact("k=" + URLEncoder.encode(list, UTF_8)))
                        .contains(Canary.MASK)
                        .hasSizeLessThan(40));
    }

    @Test
    void redact_hexPairsBehindAnotherDigit_areMaskedWhole() {
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, "11 ch-rs .;"));

        String pairs = HexFormat.ofDelimiter(":").formatHex(utf8("11 ch-rs .;"));

        assertThat(redactor.redact("+a" + pairs + " done")).isEqualTo("+a[redacted:k] done");
    }

    @Test
    void redact_charactersOfSeveralBytesReversed_areMasked() {
        String phrase = "gr\u00fc\u00dfe-\u20acuro-\u0436-\u00e4\u00f6x1";
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, phrase));

        assertThat(redactor.redact("x " + new StringBuilder(phrase).reverse() + " y"))
                .isEqualTo("x [redacted:k] y");
    }

    /** What a terminal reads as a string until its end may be anything where there is none. */
    @Test
    void redact_behindAStringOfATerminalWithoutEnd_isMasked() {
        secrets.learn(Canary.key());
        String half = Canary.SECRET.substring(0, 9) + "\u200b" + Canary.SECRET.substring(9);

        assertThat(List.of("\u001b]0;" + half, "\u001b]0;" + half + "\u0007", "\u001bP\u001b]" + half, "\u009d" + half))
                .allSatisfy(text -> assertThat(redactor.redact(text))
                        .contains(Canary.MASK)
                        .doesNotContain(Canary.SECRET.substring(0, 9)));
    }

    @Test
    void redact_combiningMarksAndOtherScripts_areLeftAsTheyAre() {
        secrets.learn(Canary.key());
        String text =
                "n\u0303 \u0645\u0631\u062d\u0628\u0627 \u3053\u3093\u306b\u3061\u306f \u1e9e \ufe0f \u001b(B\u001b[m \u001b]0;title\u0007 end";

        assertThat(redactor.redact(text)).isSameAs(text);
    }

    @Test
    void redact_bytesOfTwoDigitsWithNothingBetween_areMasked() {
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, "VMPUZE69"));

        assertThat(redactor.redact("{\"data\":[" + bytes("VMPUZE69", "%d", ",") + "]}"))
                .isEqualTo("{\"data\":[[redacted:k]]}");
    }

    @Test
    void redact_aListInsideAList_leavesNothing() {
        secrets.learn(Canary.key());
        String bytes = Arrays.toString(utf8(Canary.API_KEY));
        String characters = Arrays.toString(Canary.API_KEY.toCharArray());

        assertThat(List.of(
                        Arrays.toString(bytes.toCharArray()),
                        Arrays.toString(characters.toCharArray()),
                        Arrays.toString(utf8(bytes)),
                        Arrays.toString(utf8(characters))))
                .allSatisfy(list -> assertThat(redactor.redact("x " + list + " y"))
                        .contains(Canary.MASK)
                        .hasSizeLessThan(45));
        assertThat(redactor.redact(List.of(1, bytes, characters, "x").toString()))
                .isEqualTo("[1, [" + Canary.MASK + "], [" + Canary.MASK + "], x]");
    }

    /** One notation escapes the signs of the others no more than any letter. */
    @Test
    void redact_aPhraseWithSignsOfEscapesUnderTwoEncodings_leavesNothing() {
        String phrase = "Syn%41thetic\\path&amp;[0x41]ok";
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, phrase));
        List<UnaryOperator<String>> escapes =
                List.of(s -> s.replace("%", "%25"), s -> s.replace("\\", "\\\\"), s -> s.replace("&", "&amp;"));

        for (UnaryOperator<String> escape : escapes) {
            String twice = base64(hex("a\\/b%2Fc&lt;d" + escape.apply(phrase)));
            assertThat(redactor.redact("x " + twice + " y"))
                    .as(twice)
                    .contains("[redacted:k]")
                    .hasSizeLessThan(110);
        }
    }

    /** There are many readings of such a line, and it is short: it may cost what they do. */
    @Test
    void redact_twoEncodingsBesideAPhraseWithSignsOfEscapes_areMaskedAndNotWithheld() {
        String phrase = "Syn%41thetic\\path&amp;[0x41]ok";
        secrets.learn(Canary.key("k", Canary.API_KEY, Canary.SECRET, phrase));
        String list = Arrays.toString(utf8(Canary.API_KEY));

        assertThat(List.of(base64(list), Arrays.toString(utf8(list))))
                .allSatisfy(twice -> assertThat(
                                redactor.redact("x " + twice + " " + phrase + " [1, 2, 3] a,b %41 \\n &amp; [0x41] y"))
                        .contains("[redacted:k]")
                        .startsWith("x ")
                        .endsWith(" [redacted:k] [1, 2, 3] a,b %41 \\n &amp; [0x41] y")
                        .hasSizeLessThan(90));
    }

    /** Raw bytes that agree but for one in the middle: what is before it counts as well as what is behind it. */
    @Test
    void redact_rawBytesWithOneChanged_masksBothSides() {
        byte[] raw = new byte[64];
        new Random(5).nextBytes(raw);
        for (int i = 0; i < raw.length; i++) {
            boolean text = i >= 40 && i < 56;
            raw[i] = (byte) (text ? 'a' + i % 20 : raw[i] | 0x80);
        }
        secrets.learn(Canary.key("k", Canary.API_KEY, Base64.getEncoder().encodeToString(raw), null));
        byte[] changed = raw.clone();
        changed[30] ^= 0x55;

        byte[] redacted = redactor.redact(changed);

        assertThat(redacted).hasSize(2 * "[redacted:k]".length() + 1);
    }

    /** What was found in one table hides nothing that another holds. */
    @Test
    void redact_partsOfTwoSecretsAtTheSamePlaces_masksBoth() {
        var lasting = new LiveSecrets(Runnable::run, new Tables((rest, merge) -> {}, Needles::new));
        String one = "SYNTHETICa1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1v2w3x4y5z6A7B";
        String other = "SYNTHETICQ1W2E3R4T5Y6U7I8O9P0A1S2D3F4G5H6J7K8L9Z0X1C2V3B4N5M6Q7W";
        lasting.learn(Canary.key("one", one, "SYNTHETIConeSECRETone1", null));
        int fillers = 0;
        while (lasting.searched().tables() < 2) {
            lasting.learn(
                    Canary.key("f" + fillers, "SYNTHETICfiller" + fillers * 7919, "SYNTHETICfull" + fillers, null));
            fillers++;
        }
        var fresh = new LiveSecrets(Runnable::run, new Tables((rest, merge) -> {}, Needles::new));
        fresh.learn(Canary.key("one", one, "SYNTHETIConeSECRETone1", null));
        for (int i = 0; i < fillers - 1; i++) {
            fresh.learn(Canary.key("f" + i, "SYNTHETICfiller" + i * 7919, "SYNTHETICfull" + i, null));
        }
        fresh.learn(Canary.key("two", other, "SYNTHETICtwoSECRETtwo2", null));
        assertThat(fresh.searched().tables()).isEqualTo(2);

        // Both parts are as far from the beginning of the text as from that of their secret.
        String redacted = Redactor.of(fresh).registeredOnly().redact(other.substring(0, 29) + " " + one.substring(30));

        assertThat(redacted).isEqualTo("[redacted:two] [redacted:one]");
    }
}
