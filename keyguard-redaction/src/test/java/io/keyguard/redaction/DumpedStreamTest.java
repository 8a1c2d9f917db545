/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets that are written in an encoding, a few of its signs to a line, each passed on before the next. */
class DumpedStreamTest {
    private static final String SECRET = Canary.API_KEY;
    /** Characters of a fragment that counts. */
    private static final int LEAST = 13;

    private static final String BEHIND = "this is said next, and nothing of it is held back for long: the end\n";

    private final LiveSecrets secrets = new LiveSecrets(Runnable::run);
    private final Redactor redactor = Redactor.of(secrets);
    private final ByteArrayOutputStream sink = new ByteArrayOutputStream();
    private final OutputStream out = redactor.stream(sink);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "plain, base64",
                "plain, base64, base64",
                "plain, base64, base64, base64",
                "digits",
                "digits, base64",
                "hex",
                "hex, base64",
                "hex, base64, base64",
                "hex, hex, base64",
                "hex, unicode",
                "hex, percent",
                "hex, entity",
                "hex, list",
                "spaced, base64",
                "spaced, unicode",
                "decimal",
                "decimal, base64",
                "decimal, hex",
                "list",
                "list, base64",
                "backslash",
                "unicode",
                "unicode, base64",
                "unicode, unicode",
                "unicode, hex",
                "percent",
                "percent, base64",
                "entity",
                "plain, decimal",
                "cast",
                "cast, percent",
                "quoted list, unicode",
                "plain, hex",
                "plain, percent",
                "plain, unicode",
                "plain, unicode, base64"
            })
    void flush_ofFewSignsToALine_letsNoMoreThanItsBeginningThrough(String way) throws IOException {
        secrets.learn(Canary.key());
        List<String> signs = signs(way, SECRET);
        int head = String.join("", signs(way, SECRET.substring(0, LEAST + 1))).length();
        for (int each : new int[] {1, 2, 3, 7, 16}) {
            isMasked(way, signs, head, each, "\n", false);
        }
        isMasked(way, signs, head, 2, " \r\n  ", false);
    }

    /** Of what stands between signs, base64 makes signs of its own; with those of two characters and indentation, a fragment hardly fits into what is looked at again. */
    @ParameterizedTest
    @ValueSource(strings = {"base64, spaced", "base64, decimal", "base64, list", "base64, unicode", "base64, entity"})
    void flush_ofFewCharactersOfBase64OfSeparatedSigns_masksWhatFollowsItsBeginning(String way) throws IOException {
        secrets.learn(Canary.key("canary", "SYNTHETICapiKEY", "SYNTHETICk9Xw2Lp7Qz4Rv8Tn", null));
        String text = "k9Xw2Lp7Qz4Rv8Tn";
        int head = base64("§" + String.join("", signs(way.substring("base64, ".length()), text.substring(0, LEAST))))
                .length();
        for (String end : List.of("\n", "\n  ")) {
            for (int each : new int[] {2, 3, 5}) {
                String all = base64("§" + String.join("", signs(way.substring("base64, ".length()), text)));
                List<String> lines = List.of(all.split("(?<=\\G.{" + each + "})"));
                String shown = shown(lines, 1, end, false);
                String beginning = String.join(end, lines.subList(0, head / each + 2));
                String what = "%s, %d to a line: %s".formatted(way, each, shown);
                assertThat(shown).as(what).doesNotContain(beginning).endsWith(BEHIND);
                assertThat(shown.split(Pattern.quote(Canary.MASK), -1))
                        .as(what)
                        .hasSizeGreaterThan((lines.size() - head / each) / 3);
            }
        }
    }

    /** White space that indents and fills lines takes the room of signs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "base64, array",
                "base64, cast",
                "base64, unicode",
                "base64, entity",
                "base64, backslash",
                "plain, entity",
                "plain, unicode",
                "plain, cast",
                "list, unicode",
                "array, entity",
                "array, unicode",
                "cast, unicode",
                "hex, cast"
            })
    void flush_ofFewSignsBetweenMuchWhiteSpace_masksWhatFollowsItsBeginning(String way) throws IOException {
        String text = "a%41&b;c\\d[e]f\"g'h+i/j=k<l>m";
        secrets.learn(Canary.key("canary", "SYNTHETICapiKEY", text, null));
        List<String> signs = signs(way.startsWith("base64") ? "plain, " + way : way, text);
        String all = withoutBlanks(String.join("", signs));
        int run = withoutBlanks(String.join("", signs(way, text.substring(0, LEAST + 2))))
                .length();
        for (int indent : new int[] {0, 8, 14}) {
            for (int fill : new int[] {0, 6}) {
                for (int each : new int[] {1, 3, 12}) {
                    String shown = shown(lines(signs, each, " ".repeat(indent), " ".repeat(fill) + "\n"), 1, "", false);
                    String what = "%s, %d to a line: %s".formatted(way, each, shown);
                    assertThat(shown).as(what).endsWith(BEHIND).contains(Canary.MASK);
                    String visible = withoutBlanks(shown);
                    for (int at = 0; at + run <= all.length(); at++) {
                        assertThat(visible).as(what).doesNotContain(all.substring(at, at + run));
                    }
                }
            }
        }
    }

    @Test
    void flush_ofASignOnEachLineWithMuchWhiteSpace_masksWhatFollowsItsBeginning() throws IOException {
        secrets.learn(Canary.key());
        for (String way : List.of("plain", "plain, base64", "plain, hex")) {
            int head =
                    String.join("", signs(way, SECRET.substring(0, LEAST + 1))).length();
            List<String> signs = signs(way, SECRET);
            String shown = shown(lines(signs, 1, " ".repeat(40), "\n"), 1, "", false);
            assertThat(withoutMasks(shown).length()).as(way).isLessThanOrEqualTo(head);
        }
    }

    private static List<String> lines(List<String> signs, int each, String indent, String end) {
        return IntStream.iterate(0, at -> at < signs.size(), at -> at + each)
                .mapToObj(at -> String.join("", signs.subList(at, Math.min(signs.size(), at + each))))
                .map(line -> indent + line + end)
                .toList();
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("\\s", "");
    }

    /** As {@code xxd -i} prints them. */
    @ParameterizedTest
    @ValueSource(strings = {"0x%02x, ", "%02x:", "%02x ", "%d, "})
    void flush_ofRowsOfTwoEncodings_masksWhatFollowsTheirBeginning(String format) throws IOException {
        secrets.learn(Canary.key());
        for (String way : List.of("unicode", "entity")) {
            List<String> signs = each(String.join("", signs(way, SECRET)), format);
            int head = signs.size() * (LEAST + 1) / SECRET.length();
            for (int each : new int[] {4, 12, 20}) {
                for (String end : List.of("\n", "\n  ")) {
                    String shown = shown(signs, each, end, false);
                    String beginning = String.join("", signs.subList(each, head / each * each + each));
                    String what = "%s, %d to a line: %s".formatted(way, each, shown);
                    assertThat(shown).as(what).contains(Canary.MASK).endsWith(BEHIND);
                    assertThat(shown.replaceAll("\n *", "")).as(what).doesNotContain(beginning);
                }
            }
        }
    }

    /** A digit a line, indented as Java is. */
    @Test
    void flush_ofACastOnEachLine_masksThem() throws IOException {
        String hex = "5ec3e7a9014bd28f6c10b7e2d94a35f8";
        secrets.learn(Canary.key("k", Canary.API_KEY, hex, null));
        for (char digit : hex.toCharArray()) {
            write("    (byte) 0x%02x,\n".formatted((int) digit));
        }
        assertThat(sink.toString(UTF_8).split("\\[redacted:k\\]", -1)).hasSizeGreaterThan(hex.length() - 19);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain, base64", "hex, base64", "digits", "unicode", "list", "decimal"})
    void flush_ofEachSignAndEachLineEnd_letsNoMoreThanItsBeginningThrough(String way) throws IOException {
        secrets.learn(Canary.key());
        for (String text : List.of(SECRET, new StringBuilder(SECRET).reverse().toString())) {
            List<String> signs = signs(way, text);
            int head = String.join("", signs(way, text.substring(0, LEAST + 1))).length();
            isMasked(way, signs, head, 1, "\n", true);
            isMasked(way, signs, head, 3, " \r\n  ", true);
        }
    }

    private void isMasked(String way, List<String> signs, int head, int each, String end, boolean flushed)
            throws IOException {
        String shown = shown(signs, each, end, flushed);

        String what = "%s, %d to a line".formatted(way, each);
        assertThat(shown).as(what).startsWith("first\n").contains(Canary.MASK).endsWith(BEHIND);
        assertThat(withoutMasks(shown).length()).as(what).isLessThan(head + (each + 1) * longest(signs));
    }

    private String shown(List<String> signs, int each, String end, boolean flushed) throws IOException {
        sink.reset();
        write("first\n");
        for (int at = 0; at < signs.size(); at += each) {
            String line = String.join("", signs.subList(at, Math.min(signs.size(), at + each))) + end;
            for (String piece : flushed ? line.split("") : new String[] {line}) {
                write(piece);
            }
        }
        write(BEHIND);
        return sink.toString(UTF_8);
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(UTF_8));
        out.flush();
    }

    /** What the list's commas, and what fills lines, are written with tells nothing. */
    private static String withoutMasks(String shown) {
        return shown.substring("first\n".length(), shown.length() - BEHIND.length())
                .replace(Canary.MASK, "")
                .replaceAll("(?i)2c|\\(byte\\)0x|[ ,\"\\\\\r\n]", "");
    }

    private static int longest(List<String> signs) {
        return signs.stream().mapToInt(String::length).max().orElseThrow();
    }

    @Test
    void flush_ofAWholeSecretOnALine_passesItsEndOn() throws IOException {
        secrets.learn(Canary.key());
        for (String text : List.of(SECRET, Canary.PASSPHRASE, base64(SECRET), base64(Canary.PASSPHRASE))) {
            sink.reset();
            write(text + "\n");
            assertThat(sink.toString(UTF_8)).isEqualTo(Canary.MASK + "\n");
        }
    }

    @Test
    void flush_ofTheBeginningOfASecretOnALine_passesItsEndOn() throws IOException {
        secrets.learn(Canary.key());
        String cut = SECRET.substring(0, 21);
        for (String text : List.of(cut, base64(cut), hex(cut), cut + "...", cut + " of " + SECRET.length())) {
            sink.reset();
            write(text + "\n");
            write("# ");
            assertThat(sink.toString(UTF_8)).as(text).startsWith(Canary.MASK).endsWith("\n# ");
        }
    }

    @Test
    void flush_ofTheBeginningOfASecretOverLines_holdsWhatMayBeTheRestUntilSomethingElseFollows() throws IOException {
        secrets.learn(Canary.key());
        String begun = cutAfterTwentyOne();
        assertThat(sink.toString(UTF_8)).isEqualTo(begun);
        write("go on? ");
        assertThat(sink.toString(UTF_8)).isEqualTo(begun + "\ngo on? ");
    }

    @Test
    void flush_ofLinesThatAreEmptyBehindTheBeginningOfASecret_passesThemOnInTime() throws IOException {
        secrets.learn(Canary.key());
        String begun = cutAfterTwentyOne();
        for (int line = 0; line < 127; line++) {
            write("\n");
        }
        assertThat(sink.toString(UTF_8)).isEqualTo(begun);
        write("\n");
        assertThat(sink.toString(UTF_8)).isEqualTo(begun + "\n".repeat(129));
    }

    /** What shows, without the end of the last line. */
    private String cutAfterTwentyOne() throws IOException {
        for (String three : SECRET.substring(0, 21).split("(?<=\\G.{3})")) {
            write(three + "\n");
        }
        String head = SECRET.substring(0, 9).replaceAll("...", "$0\n");
        return head + (Canary.MASK + "\n").repeat(4).stripTrailing();
    }

    @Test
    void close_behindTheBeginningOfASecret_passesOnWhatFollows() throws IOException {
        secrets.learn(Canary.key());
        String begun = cutAfterTwentyOne();
        out.close();
        assertThat(sink.toString(UTF_8)).isEqualTo(begun + "\n");
    }

    @Test
    void flush_behindADumpOfTheBeginningOfASecret_holdsNoOtherLine() throws IOException {
        secrets.learn(Canary.key());
        for (int at = 0; at < 32; at += 16) {
            String row = SECRET.substring(at, at + 16);
            write("%08x: %s %s\n".formatted(at, String.join("", each(row, "%02x ")), row));
        }
        write("go on? ");
        assertThat(sink.toString(UTF_8)).endsWith("\ngo on? ");
    }

    @Test
    void flush_ofWhatMayBeHexadecimalBehindTheBeginningOfASecret_passesItOnInTime() throws IOException {
        secrets.learn(Canary.key());
        write(hex(SECRET.substring(0, 21)) + "\n");
        for (int line = 0; line < 60; line++) {
            write("00 00\n");
        }
        assertThat(sink.toString(UTF_8)).startsWith(Canary.MASK + "\n00 00\n").endsWith("00 00\n");
    }

    /** Lines of several signs for 128 bytes, and of one for 512. */
    @ParameterizedTest
    @CsvSource({"'        12', 8, 132", "'                    5', 400, 512", "12, 1, 128", "'    12, 34', 8, 128"})
    void flush_ofNumbersBehindTheBeginningOfASecret_passesThemOnInTime(String number, int least, int most)
            throws IOException {
        String hex = "5ec3e7a9014bd28f6c10b7e2d94a35f8c0917ad2be4463f150e8a7cc3921bd06";
        secrets.learn(Canary.key("k", Canary.API_KEY, hex, null));
        for (String row : hex(hex.substring(0, 40)).split("(?<=\\G.{8})")) {
            write(row + "\n");
        }
        int before = sink.size();
        int held = 0;
        while (sink.size() == before && held < 4_096) {
            write(number + "\n");
            held += number.length() + 1;
        }
        assertThat(held).isBetween(least, most + number.length() + 1);
    }

    /** The forms of {@code way}, the outermost first; what is written a sign at a time is that of the outermost. */
    private static List<String> signs(String way, String text) {
        List<String> forms = List.of(way.split(", "));
        String inner = text;
        for (int form = forms.size() - 1; form > 0; form--) {
            inner = String.join("", signs(forms.get(form), inner));
        }
        String all = inner;
        return switch (forms.get(0)) {
            case "plain" -> List.of(all.split(""));
            case "base64" -> List.of(base64(all));
            case "digits" -> List.of(hex(all).split(""));
            case "hex" -> each(all, "%02x");
            case "spaced" -> each(all, "%02x ");
            case "decimal" -> each(all, "%d, ");
            case "cast" -> each(all, "(byte)0x%02x, ");
            case "array" -> each(all, "0x%02x, ");
            case "quoted list" -> each(all, "\"%c\",");
            case "list" -> each(all, "%c,");
            case "backslash" -> each(all, "\\x%02x");
            case "unicode" -> each(all, "\\u%04x");
            case "percent" -> each(all, "%%%02x");
            case "entity" -> each(all, "&#%d;");
            default -> throw new IllegalArgumentException(way);
        };
    }

    private static List<String> each(String text, String format) {
        return text.chars()
                .mapToObj(c -> String.format(format, format.contains("%c") ? (Object) (char) c : (Object) c))
                .collect(Collectors.toList());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    private static String hex(String text) {
        return String.join("", each(text, "%02x"));
    }
}
