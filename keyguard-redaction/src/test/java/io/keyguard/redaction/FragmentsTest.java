/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.testkit.leak.LeakScanner;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The least that counts of a secret, in every encoding and in every two of the usual ones, alone and between other text: as short as a run may be that has to be looked at. */
class FragmentsTest {
    /** Neither base64, nor hexadecimal, nor anything else that stands for other bytes. */
    private static final String SECRET = "SYNTHETICq7w8e9r0t1y2u3i4o5p6a7s8d9f0g1h2j3k4l5z6x7c8v9b0n1m2Q3W4";

    private static final int LEAST = 13;
    private static final int STEP = 13;
    private static final List<String> AROUND = List.of("%s", "before %s behind", "{\"k\":\"%s\"}", "k=%s&z=1\n");
    private static final LeakScanner SCANNER = LeakScanner.forSecrets(Map.of("secret", SECRET));

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets).registeredOnly();

    static Map<String, UnaryOperator<String>> usual() {
        var usual = new LinkedHashMap<>(EncodingsTest.encodings());
        usual.keySet()
                .retainAll(List.of("base64", "hex", "percent, every byte", "\\u", "XML, every character", "bytes"));
        return usual;
    }

    static List<String> once() {
        return EncodingsTest.encodings().keySet().stream()
                // Which cut what is longer.
                .filter(way -> !way.equals("wrapped") && !way.equals("filled lines"))
                .toList();
    }

    static List<List<String>> twice() {
        return usual().keySet().stream()
                .flatMap(inner -> usual().keySet().stream().map(outer -> List.of(inner, outer)))
                .toList();
    }

    private void assertNothingLeft(UnaryOperator<String> way) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        for (int from = 0; from + LEAST <= SECRET.length(); from += STEP) {
            String encoded = way.apply(SECRET.substring(from, from + LEAST));
            for (String around : AROUND) {
                String redacted = redactor.redact(around.replace("%s", encoded));
                assertThat(redacted).contains("[redacted:k]");
                assertThat(SCANNER.scan(redacted)).as(redacted).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("once")
    void redact_theLeastThatCountsInAnyEncoding_leavesNothing(String way) {
        assertNothingLeft(EncodingsTest.encodings().get(way));
    }

    @ParameterizedTest
    @MethodSource("twice")
    void redact_theLeastThatCountsInAnyTwoEncodings_leavesNothing(List<String> ways) {
        UnaryOperator<String> inner = usual().get(ways.get(0));
        UnaryOperator<String> outer = usual().get(ways.get(1));

        assertNothingLeft(text -> outer.apply(inner.apply(text)));
    }

    private static final int LEAST_BYTES = 9;

    private static String each(byte[] bytes, String format, String separator) {
        return IntStream.range(0, bytes.length)
                .mapToObj(i -> String.format(format, bytes[i] & 0xff))
                .collect(Collectors.joining(separator));
    }

    private static String base64(byte[] bytes, int before, int behind) {
        byte[] all = new byte[before + bytes.length + behind];
        System.arraycopy(bytes, 0, all, before, bytes.length);
        return Base64.getEncoder().encodeToString(all);
    }

    static Map<String, Function<byte[], String>> ofBytes() {
        var ways = new LinkedHashMap<String, Function<byte[], String>>();
        ways.put("hex", bytes -> HexFormat.of().formatHex(bytes));
        ways.put("HEX", bytes -> HexFormat.of().withUpperCase().formatHex(bytes));
        ways.put("hex behind a digit", bytes -> "7" + HexFormat.of().formatHex(bytes));
        ways.put("hex with colons", bytes -> each(bytes, "%02x", ":"));
        ways.put("hex list", bytes -> each(bytes, "0x%02x", ", "));
        ways.put("\\x", bytes -> each(bytes, "\\x%02x", ""));
        ways.put("octal", bytes -> each(bytes, "\\%03o", ""));
        ways.put("percent", bytes -> each(bytes, "%%%02X", ""));
        ways.put("wire log", bytes -> each(bytes, "[0x%02x]", ""));
        ways.put("list", Arrays::toString);
        ways.put("unsigned list", bytes -> each(bytes, "%d", ","));
        for (int before = 0; before < 3; before++) {
            for (int behind = 0; behind < 3; behind++) {
                int first = before;
                int last = behind;
                ways.put("base64, " + first + " before, " + last + " behind", bytes -> base64(bytes, first, last));
            }
        }
        return ways;
    }

    static List<String> waysOfBytes() {
        return List.copyOf(ofBytes().keySet());
    }

    @ParameterizedTest
    @MethodSource("waysOfBytes")
    void redact_nineBytesThatASecretStandsFor_leavesNoMoreThanWhatStandsAtTheirEnds(String way) {
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (0x83 + 73 * i));
        secrets.learn(
                Canary.key("k", "SYNTHETIC&of:another*kind", Base64.getEncoder().encodeToString(raw), null));
        for (int from = 0; from + LEAST_BYTES <= raw.length; from += 3) {
            String encoded = ofBytes().get(way).apply(Arrays.copyOfRange(raw, from, from + LEAST_BYTES));
            for (String around : AROUND) {
                String redacted = redactor.redact(around.replace("%s", encoded));
                assertThat(redacted).as(around.replace("%s", encoded)).contains("[redacted:k]");
                // A bracket or a digit on either side, or what base64 writes of other bytes.
                assertThat(redacted.replace("[redacted:k]", "").length())
                        .as(redacted)
                        .isLessThanOrEqualTo(around.replace("%s", "").length() + 7);
            }
        }
    }

    /** A digit that touches the first pair, or the last, makes another pair of it. */
    @ParameterizedTest
    @ValueSource(strings = {":", " ", "-", ", "})
    void redact_theLeastThatCountsInPairsThatOtherDigitsTouch_leavesNothing(String between) {
        for (String around : List.of("a%sc", "%sc", "a%s", "key=5%s7;", "a%scab ", "42 a%s", "42 a%sc")) {
            assertNothingLeft(
                    text -> around.formatted(HexFormat.ofDelimiter(between).formatHex(text.getBytes(US_ASCII))));
        }
    }

    /** What is no text is read no further, but looked at. */
    @Test
    void redact_theLeastThatCountsAmongBytesInBase64_leavesNothing() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        byte[] bytes = new byte[100];
        IntStream.range(0, bytes.length).forEach(i -> bytes[i] = (byte) (0x83 + 73 * i));
        for (int at = 40; at < 43; at++) {
            byte[] all = bytes.clone();
            System.arraycopy(SECRET.getBytes(US_ASCII), 7, all, at, LEAST);
            String redacted = redactor.redact("x " + base64(all, 0, 0) + " y");
            assertThat(redacted).contains("[redacted:k]");
            assertThat(SCANNER.scan(redacted)).as(redacted).isEmpty();
        }
    }

    /** As short as a list of as many can be. */
    @Test
    void redact_nineBytesOfOneDigitEachInAList_masksThem() {
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (i < 24 ? 0x83 + 73 * i : i * i * i % 10));
        secrets.learn(
                Canary.key("k", "SYNTHETIC&of:another*kind", Base64.getEncoder().encodeToString(raw), null));
        String list = each(Arrays.copyOfRange(raw, 24, 24 + LEAST_BYTES), "%d", ",");

        assertThat(list).hasSize(2 * LEAST_BYTES - 1);
        assertThat(redactor.redact(list)).isEqualTo("[redacted:k]");
        assertThat(redactor.redact("x " + list + " y")).isEqualTo("x [redacted:k] y");
    }

    /** Two notations stand in the phrase as they are, and a third one is read. */
    @Test
    void redact_aPhraseWithSignsOfTwoNotationsInAThird_masksAllOfIt() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", "Syn%41th\\u0042 <x> end", null));

        assertThat(redactor.redact("p=Syn%41th\\u0042 &lt;x&gt; end;")).isEqualTo("p=[redacted:k];");
    }

    /** As Python and Java's debuggers show bytes: what is text stays, whatever it may be taken for. */
    @Test
    void redact_bytesWithSignsOfEscapesAmongThem_masksAllOfThem() {
        byte[] raw = new byte[48];
        IntStream.range(0, raw.length).forEach(i -> raw[i] = (byte) (0x81 + 2 * i % 0x7f));
        System.arraycopy("%41".getBytes(US_ASCII), 0, raw, 10, 3);
        secrets.learn(
                Canary.key("k", "SYNTHETIC&of:another*kind", Base64.getEncoder().encodeToString(raw), null));
        String text = each(Arrays.copyOfRange(raw, 5, 10), "\\x%02x", "") + "%41"
                + each(Arrays.copyOfRange(raw, 13, 18), "\\x%02x", "");

        assertThat(redactor.redact("b'" + text + "'")).isEqualTo("b'[redacted:k]'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[31;1m",
                "\u001b[0m",
                "\u001b[@",
                "\n",
                "\r\n",
                "\n \t",
                "\r",
                "\u0001",
                "\u007f",
                "\u0080",
                "\u009f",
                "\u00ad",
                "\u200b",
                "\u200f",
                "\u2028",
                "\u202e",
                "\u2060",
                "\u206f",
                "\ufeff"
            })
    void redact_theLeastThatCountsBrokenInTheMiddle_masksBothParts(String broken) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        String one = SECRET.substring(11, 17);
        String other = SECRET.substring(17, 11 + LEAST);

        for (String around : List.of("%s", "before %s behind", "é %s")) {
            assertThat(redactor.redact(around.replace("%s", one + broken + other)))
                    .contains("[redacted:k]")
                    .doesNotContain(one, other);
        }
    }

    /** Words are wrapped at their spaces: the end of a line stands for one, or before it. */
    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\n ", "\n    ", "\r\n\t", "\n\n  ", " \n", "\u200b\n"})
    void redact_phraseBrokenAtItsSpace_masksBothParts(String broken) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, "Synthetic;X!o 6h^?* of a phrase"));

        for (String around : List.of("%s", "before %s behind", "é %s", "{\"phrase\":\"%s\"}")) {
            for (String text :
                    List.of("tic;X!o" + broken + "6h^?*", "tic;X!o" + broken.replace("\n", "\\n") + "6h^?*")) {
                assertThat(redactor.redact(around.replace("%s", text)))
                        .contains("[redacted:k]")
                        .doesNotContain("tic;X!o", "6h^?*");
            }
        }
    }

    @Test
    void redact_linesFilledWithSpacesInTextOfAnotherScript_areJoined() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        String lines = SECRET.replaceAll(".{6}", "$0   \n");
        String before = "\u4ea4\u6613\u673a\u5668\u4eba ".repeat(30) + "\n";

        assertThat(redactor.redact(before + lines))
                .startsWith(before + "[redacted:k]   \n")
                .doesNotContain(SECRET.substring(6, 12));
    }

    /** Which may be the space of a form, too. */
    @Test
    void redact_listOfCharactersWhoseLineBeginsWithAPlus_masksIt() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, "q7Zk3+P0vT+uW"));

        for (String end : List.of("\n", " \n", "   \n")) {
            String list = "[q, 7, Z, k, 3," + end + "+, P, 0, v, T," + end + "+, u, W]";
            assertThat(redactor.redact(list))
                    .isEqualTo("[[redacted:k]," + end + "[redacted:k]," + end + "[redacted:k]]");
        }
    }

    /** Colours, titles, pages and bars of progress are no bytes by chance. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[34mINFO \u001b[0;39m \u001b[36mbot.Grid\u001b[0;39m - the key is\n%s",
                "\u001b[34m\u4fe1\u606f \u001b[0;39m \u001b[36mbot\u001b[0;39m \u4ea4\u6613\u673a\u5668\u4eba\u4ea4\u6613\u673a\u5668\u4eba\n%s",
                "\u001b[1m\u001b[0m%s",
                "\f\f\f%s",
                "12%%\b\b\b13%%\b\b\b14%%\n%s",
                "\0\0\0\0\0\0\0\0\n%s"
            })
    void redact_linesFilledWithSpacesBesideControls_areJoined(String around) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        String text = around.formatted(SECRET.replaceAll(".{1,6}", "$0   \n"));

        assertThat(redactor.redact(text)).endsWith("[redacted:k]   \n").doesNotContain(SECRET.substring(6, 12));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[32m$0\u001b[0m  \n",
                "\u001b[36m$0   \u001b[0m\n",
                "\u001b[36m$0   \u001b[0m \u001b[K\r\n",
                "\u001b]0;key\u0007$0  \n",
                "\r\u001b[2K$0  \r\n"
            })
    void redact_eachFilledLineWithSequences_areJoined(String line) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));

        String redacted = redactor.redact("x\n" + SECRET.replaceAll(".{1,6}", line));
        for (String piece : SECRET.split("(?<=\\G.{6})")) {
            assertThat(redacted).doesNotContain(piece);
        }
    }

    /** The last byte of base64 that is cut off may agree with the first character of the next line. */
    @Test
    void redact_base64ThatIsCutOffAtALineEnd_leavesTheNextLineAsItIs() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        String base64 = Base64.getEncoder().encodeToString(SECRET.getBytes(UTF_8));

        for (int length = 20; length < 24; length++) {
            for (String next :
                    List.of("INFO", "Next", "OK", "Bye", "MARKET", "BTC", "Fye", "wait", "done", "42", "/", "+")) {
                assertThat(redactor.redact("x " + base64.substring(0, length) + "\n" + next + " y"))
                        .matches("x \\[redacted:k].?\n" + Pattern.quote(next) + " y");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 6, 8})
    void redact_severalEncodingsOverLines_leavesEachLineEnd(int each) {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, null));
        for (List<String> ways : twice()) {
            String text =
                    usual().get(ways.get(1)).apply(usual().get(ways.get(0)).apply(SECRET));
            String lines = text.replaceAll("(?s).{1," + each + "}", "$0\n");
            String redacted = redactor.redact("x\n" + lines + "y");
            assertThat(redacted.chars().filter(c -> c == '\n').count())
                    .as("%s", ways)
                    .isEqualTo(lines.chars().filter(c -> c == '\n').count() + 1);
        }
    }

    /** They may be the secret's, or fill the line. */
    @Test
    void redact_spacesBeforeALineEnd_countAndDoNotCount() {
        String secret = "Syn;X!o  6h^?*  of a7";
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, secret));

        for (String text :
                List.of("Syn;X!o  \n6h^?*  of a7", "Syn;X!\no  6h^?*  \n  of a7", "Syn;X!   \no  6h^?*  of a7")) {
            assertThat(redactor.redact("x " + text + " y"))
                    .contains("[redacted:k]")
                    .doesNotContain("6h", "Syn", "of a7");
            String base64 = Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
            assertThat(redactor.redact("x " + base64 + " y")).isEqualTo("x [redacted:k] y");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"  \n", "      \r\n  ", " \u001b[0m \n", "\t\n", "  \n  \n"})
    void redact_phraseWhoseWordsStandInFilledLines_masksThem(String end) {
        String phrase = "correct horse battery staple lamp";
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, phrase));

        String redacted = redactor.redact("words:   \n" + phrase.replace(" ", end) + end + "and more\n");
        assertThat(redacted).contains("[redacted:k]").endsWith(end + "and more\n");
        assertThat(redacted).doesNotContain(phrase.split(" "));
        int stay = end.contains(" ") ? 6 : 2;
        assertThat(redacted.chars().filter(c -> c == '\n').count()
                        / end.chars().filter(c -> c == '\n').count())
                .isGreaterThanOrEqualTo(stay);
    }

    /** A space of it may stand at the beginning of a line, where others are indented. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void redact_phraseOfWhichAFewCharactersStandInEachLine_masksThem(int each) {
        String phrase = "correct horse battery staple lamp";
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, phrase));
        for (String end : List.of("\n", "\r\n")) {
            String lines = phrase.replaceAll(".{1," + each + "}", "$0" + end);
            assertThat(redactor.redact("x" + end + lines + "y").replace("[redacted:k]", ""))
                    .isEqualTo("x" + end + lines.replaceAll(".{1," + each + "}", "") + "y");
        }
    }

    @Test
    void redact_linesOfWords_areLeftAsTheyAre() {
        secrets.learn(Canary.key("k", "SYNTHETIC&of:another*kind", SECRET, "Synthetic;X!o 6h^?* of a phrase"));
        String text =
                "java.lang.IllegalStateException: of a\n\tat io.bot.Grid.of(Grid.java:17)\n  phrase\r\n\r\nand more";

        assertThat(redactor.redact(text)).isEqualTo(text);
    }
}
