/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of the corpus with places for secrets and for what is made of them. */
final class Template {
    private static final HexFormat HEX = HexFormat.of();

    /** Every way to write a text, by its name in the corpus. */
    static final Map<String, UnaryOperator<String>> WRITINGS = Map.ofEntries(
            Map.entry("b64", s -> Base64.getEncoder().encodeToString(s.getBytes(UTF_8))),
            Map.entry("b64url", s -> Base64.getUrlEncoder().withoutPadding().encodeToString(s.getBytes(UTF_8))),
            Map.entry(
                    "mime",
                    s -> Base64.getMimeEncoder(76, new byte[] {'\r', '\n'}).encodeToString(s.getBytes(UTF_8))),
            Map.entry("hex", s -> HEX.formatHex(s.getBytes(UTF_8))),
            Map.entry("HEX", s -> HEX.withUpperCase().formatHex(s.getBytes(UTF_8))),
            Map.entry("hexcolon", s -> HexFormat.ofDelimiter(":").formatHex(s.getBytes(UTF_8))),
            Map.entry(
                    "hexspace", s -> HexFormat.ofDelimiter(" ").withUpperCase().formatHex(s.getBytes(UTF_8))),
            Map.entry("hex0x", s -> HexFormat.ofDelimiter(", ").withPrefix("0x").formatHex(s.getBytes(UTF_8))),
            Map.entry("hexx", s -> HexFormat.of().withPrefix("\\x").formatHex(s.getBytes(UTF_8))),
            Map.entry(
                    "hexcast",
                    s -> HexFormat.ofDelimiter(", ").withPrefix("(byte)0x").formatHex(s.getBytes(UTF_8))),
            Map.entry("hexdot", s -> HexFormat.ofDelimiter(".").formatHex(s.getBytes(UTF_8))),
            Map.entry("hexline", s -> HexFormat.ofDelimiter("_").formatHex(s.getBytes(UTF_8))),
            Map.entry("hexmark", s -> HexFormat.ofDelimiter(" ").withPrefix("#").formatHex(s.getBytes(UTF_8))),
            Map.entry("hexh", s -> HexFormat.ofDelimiter(", ").withSuffix("h").formatHex(s.getBytes(UTF_8))),
            Map.entry("braces", s -> everyCharacter(s, "\\u{%x}")),
            Map.entry("percentu", s -> everyCharacter(s, "%%u%04X")),
            Map.entry("tput", s -> half(s, 0) + "\u001b(B\u001b[m" + half(s, 1)),
            Map.entry("link", s -> half(s, 0) + "\u001b]8;;https://x.example\u0007" + half(s, 1)),
            Map.entry("eightbit", s -> half(s, 0) + "\u009b31m" + half(s, 1)),
            Map.entry("selector", s -> half(s, 0) + "\ufe0f" + half(s, 1)),
            Map.entry("tag", s -> half(s, 0) + "\udb40\udc20" + half(s, 1)),
            Map.entry("bytes", s -> Arrays.toString(s.getBytes(UTF_8))),
            Map.entry("chars", s -> Arrays.toString(s.toCharArray())),
            Map.entry("url", s -> URLEncoder.encode(s, UTF_8)),
            Map.entry("urllower", s -> lowerPercent(URLEncoder.encode(s, UTF_8))),
            Map.entry("urlall", s -> everyByte(s, "%%%02X")),
            Map.entry("json", Template::json),
            Map.entry("slash", s -> json(s).replace("/", "\\/")),
            Map.entry(
                    "gson",
                    s -> json(s).replace("=", "\\u003d").replace("&", "\\u0026").replace("+", "\\u002B")),
            Map.entry("unicode", s -> everyCharacter(s, "\\u%04x")),
            Map.entry(
                    "xml",
                    s -> s.replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;")
                            .replace("\"", "&quot;")
                            .replace("'", "&apos;")
                            .replace("/", "&#x2F;")),
            Map.entry("xmlnum", s -> everyCharacter(s, "&#%d;")),
            Map.entry(
                    "wire",
                    s -> s.codePoints()
                            .mapToObj(Character::toString)
                            .map(c -> c.charAt(0) < 0x80 ? c : everyByte(c, "[0x%02x]"))
                            .collect(Collectors.joining())),
            Map.entry("reverse", s -> new StringBuilder(s).reverse().toString()),
            Map.entry("ansi", s -> half(s, 0) + "\u001b[31m" + half(s, 1)),
            Map.entry("zero", s -> half(s, 0) + "\u200b" + half(s, 1)),
            Map.entry("head", s -> s.substring(0, s.length() * 3 / 5)),
            Map.entry("tail", s -> s.substring(s.length() * 2 / 5)),
            Map.entry("wrap", s -> half(s, 0) + "\n" + half(s, 1)),
            Map.entry("dump", Template::hexDump),
            Map.entry(
                    "shell",
                    s -> s.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("$", "\\$")
                            .replace("`", "\\`")),
            Map.entry(
                    "properties",
                    s -> s.replace("\\", "\\\\")
                            .replace(":", "\\:")
                            .replace("=", "\\=")
                            .replace("#", "\\#")
                            .replace("!", "\\!")),
            Map.entry("java", s -> json(s).replace("'", "\\'")));

    private final String text;

    Template(String text) {
        this.text = text;
    }

    /** The line with {@code values} for its places. */
    String fill(Map<String, String> values) {
        String filled = text;
        while (filled.indexOf('»') >= 0) {
            int end = filled.indexOf('»');
            int start = filled.lastIndexOf('«', end);
            filled = filled.substring(0, start)
                    + written(filled.substring(start + 1, end), values)
                    + filled.substring(end + 1);
        }
        return filled;
    }

    private static String written(String place, Map<String, String> values) {
        int colon = place.indexOf(':');
        UnaryOperator<String> writing = colon < 0 ? null : WRITINGS.get(place.substring(0, colon));
        if (writing != null) {
            return writing.apply(place.substring(colon + 1));
        }
        String value = values.get(place);
        if (value == null) {
            throw new IllegalArgumentException("the corpus asks for '" + place + "', which nobody gives");
        }
        return value;
    }

    /** The words around the places, in their order. */
    List<String> words() {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        int depth = 0;
        for (char c : text.toCharArray()) {
            if (c == '«' && depth++ == 0) {
                words.add(word.toString());
                word.setLength(0);
            } else if (c == '»') {
                depth--;
            } else if (depth == 0) {
                word.append(c);
            }
        }
        words.add(word.toString());
        return words;
    }

    /** The names of all writings in it. */
    List<String> writings() {
        return Pattern.compile("«(\\w+):")
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .toList();
    }

    /** How many writings stand on top of each other where it is deepest. */
    int depth() {
        int deepest = 0;
        int depth = 0;
        for (char c : text.toCharArray()) {
            depth += c == '«' ? 1 : c == '»' ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        // The innermost is the secret's place.
        return deepest - 1;
    }

    private static String half(String text, int part) {
        int middle = text.length() / 2;
        return part == 0 ? text.substring(0, middle) : text.substring(middle);
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }

    private static String everyByte(String text, String format) {
        var written = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            written.append(String.format(Locale.ROOT, format, b & 0xff));
        }
        return written.toString();
    }

    private static String everyCharacter(String text, String format) {
        return text.chars().mapToObj(c -> String.format(Locale.ROOT, format, c)).collect(Collectors.joining());
    }

    private static String lowerPercent(String encoded) {
        var lower = new StringBuilder(encoded);
        for (int i = 0; i < encoded.length(); i++) {
            if (encoded.charAt(i) == '%') {
                lower.replace(i, i + 3, encoded.substring(i, i + 3).toLowerCase(Locale.ROOT));
            }
        }
        return lower.toString();
    }

    private static String hexDump(String text) {
        var dump = new StringBuilder();
        byte[] bytes = text.getBytes(UTF_8);
        for (int row = 0; row < bytes.length; row += 16) {
            byte[] part = Arrays.copyOfRange(bytes, row, Math.min(bytes.length, row + 16));
            dump.append(String.format(
                    Locale.ROOT,
                    "|%08x| %-48s|",
                    row,
                    HexFormat.ofDelimiter(" ").formatHex(part)));
            for (byte b : part) {
                dump.append(b >= 0x20 && b < 0x7f ? (char) b : '.');
            }
            dump.append("|\n");
        }
        return dump.toString();
    }

    @Override
    public String toString() {
        return text;
    }
}
