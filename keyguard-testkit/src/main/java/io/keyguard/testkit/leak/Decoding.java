/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Ways to read a text as the encoding of another; bytes come out as ISO 8859-1 characters. */
enum Decoding {
    BASE64 {
        @Override
        List<String> decode(String text) {
            var decoded = new ArrayList<String>();
            Matcher runs = BASE64_RUN.matcher(text);
            while (runs.find()) {
                String run = runs.group().replace('-', '+').replace('_', '/');
                for (int skip = 0; skip < 4; skip++) {
                    int end = run.length() - (run.length() - skip) % 4;
                    decoded.add(new String(
                            Base64.getDecoder().decode(run.substring(skip, end)), StandardCharsets.ISO_8859_1));
                    // The last group of two or three characters still carries one or two bytes.
                    if ((run.length() - end) >= 2) {
                        decoded.add(new String(
                                Base64.getDecoder().decode(run.substring(skip)), StandardCharsets.ISO_8859_1));
                    }
                }
            }
            return decoded;
        }
    },
    HEX {
        @Override
        List<String> decode(String text) {
            var decoded = new ArrayList<String>();
            String packed = HEX_SEPARATOR.matcher(text).replaceAll("");
            for (String view : packed.equals(text) ? List.of(text) : List.of(text, packed)) {
                Matcher runs = HEX_RUN.matcher(view);
                while (runs.find()) {
                    String run = runs.group();
                    decoded.add(bytes(run, 0));
                    decoded.add(bytes(run, 1));
                }
            }
            // Pairs with anything else around each, as sources and assemblers list bytes.
            List<String> pairs =
                    HEX_PAIR.matcher(text).results().map(MatchResult::group).toList();
            if (pairs.size() >= SHORTEST_LIST) {
                decoded.add(bytes(String.join("", pairs), 0));
            }
            return decoded;
        }

        private String bytes(String hex, int from) {
            var chars = new StringBuilder();
            for (int i = from; i + 1 < hex.length(); i += 2) {
                chars.append((char) HexFormat.fromHexDigits(hex, i, i + 2));
            }
            return chars.toString();
        }
    },
    PERCENT {
        @Override
        List<String> decode(String text) {
            if (text.indexOf('%') < 0) {
                return List.of();
            }
            // A form writes a space as a plus and a plus as %2B, so the order matters.
            return List.of(bytes(text), bytes(text.replace('+', ' ')));
        }

        private String bytes(String text) {
            return PERCENT_BYTE
                    .matcher(text)
                    .replaceAll(m -> Matcher.quoteReplacement(character(m.group(1) == null ? m.group(2) : m.group(1))));
        }
    },
    ESCAPES {
        @Override
        List<String> decode(String text) {
            if (text.indexOf('\\') < 0) {
                return List.of();
            }
            return List.of(ESCAPE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(unescape(m.group(1)))));
        }

        private String unescape(String escape) {
            return switch (escape.charAt(0)) {
                case 'u', 'x' ->
                    escape.length() == 1
                            ? escape
                            : escape.charAt(1) == '{'
                                    ? Character.toString(Integer.parseInt(escape, 2, escape.length() - 1, 16))
                                    : character(escape.substring(1));
                case 'n' -> "\n";
                case 'r' -> "\r";
                case 't' -> "\t";
                case 'b' -> "\b";
                case 'f' -> "\f";
                default -> escape;
            };
        }
    },
    WIRE {
        @Override
        List<String> decode(String text) {
            return text.contains("[0x")
                    ? List.of(WIRE_BYTE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(character(m.group(1)))))
                    : List.of();
        }
    },
    XML {
        @Override
        List<String> decode(String text) {
            if (text.indexOf('&') < 0) {
                return List.of();
            }
            return List.of(ENTITY.matcher(text).replaceAll(m -> Matcher.quoteReplacement(resolved(m))));
        }

        private String resolved(MatchResult entity) {
            if (entity.group(1) != null) {
                return Character.toString(Integer.parseInt(entity.group(1), 16));
            }
            if (entity.group(2) != null) {
                return Character.toString(Integer.parseInt(entity.group(2)));
            }
            return ENTITIES.getOrDefault(entity.group(3), entity.group());
        }
    },
    CHARACTERS {
        @Override
        List<String> decode(String text) {
            if (text.indexOf(',') < 0) {
                return List.of();
            }
            return lists(CHARACTER, NEXT_CHARACTER, text).stream()
                    .map(list -> BETWEEN_CHARACTERS.matcher(list).replaceAll(""))
                    .toList();
        }
    },
    NUMBERS {
        @Override
        List<String> decode(String text) {
            if (text.indexOf(',') < 0) {
                return List.of();
            }
            return lists(NUMBER, NEXT_NUMBER, text).stream()
                    .map(this::characters)
                    .toList();
        }

        private String characters(String numbers) {
            var chars = new StringBuilder();
            for (String number : BETWEEN_NUMBERS.split(numbers, -1)) {
                chars.append((char) (Integer.parseInt(number) & 0xff));
            }
            return chars.toString();
        }
    },
    GROUPED {
        @Override
        List<String> decode(String text) {
            return runs(GROUPS, text, run -> NO_DIGIT.matcher(run).replaceAll(""));
        }
    },
    COLUMNS {
        @Override
        List<String> decode(String text) {
            if (text.indexOf(' ') < 0 && text.indexOf('|') < 0) {
                return List.of();
            }
            String bytes =
                    runs(HEX_COLUMN, text, run -> run.replace(" ", "")).stream().collect(Collectors.joining());
            String printed = COLUMN.matcher(text).results().map(m -> m.group(1)).collect(Collectors.joining());
            return List.of(bytes, printed);
        }
    },
    INVISIBLE {
        @Override
        List<String> decode(String text) {
            String visible = INVISIBLE_PART.matcher(text).replaceAll("");
            return visible.equals(text) ? List.of() : List.of(visible);
        }
    },
    REVERSED {
        @Override
        List<String> decode(String text) {
            return List.of(new StringBuilder(text).reverse().toString());
        }
    };

    /** Written out: a class of single characters is one look in a table, one of ranges a call for each. */
    private static final String HEX_DIGIT = "[0123456789ABCDEFabcdef]";

    private static final Pattern BASE64_RUN =
            Pattern.compile("[ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_\\-]{5,}");
    private static final Pattern HEX_RUN = Pattern.compile(HEX_DIGIT + "{8,}");
    /** It begins with what all of it can begin with, which most characters are not. */
    private static final Pattern HEX_SEPARATOR = Pattern.compile("(?=[:\\- ,\\\\\\]\\[0])(?:(?<=" + HEX_DIGIT
            + "{2})(?:[:\\- ]|, ?)(?:0x)?(?=" + HEX_DIGIT + "{2})|\\\\x|\\]?\\[0x|0x)");

    private static final Pattern PERCENT_BYTE = Pattern.compile("%(?:u([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2}))");
    private static final Pattern WIRE_BYTE = Pattern.compile("\\[0x([0-9A-Fa-f]{2})\\]");
    private static final Pattern HEX_PAIR = Pattern.compile(alone(HEX_DIGIT + HEX_DIGIT));
    /** A long number as it is printed for people. */
    private static final Pattern GROUPS =
            Pattern.compile("[0-9]{1,3}(?:[,._' ][0-9]{3}){5,}(?:[,._' ][0-9]{1,2}(?![0-9]))?");

    private static final Pattern NO_DIGIT = Pattern.compile("[^0-9]");
    private static final Pattern ENTITY =
            Pattern.compile("&(?:#[xX]0*([0-9A-Fa-f]{1,5})|#0*([0-9]{1,6})|(amp|lt|gt|quot|apos));?");
    private static final Map<String, String> ENTITIES =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'");
    private static final int SHORTEST_LIST = 4;
    private static final Pattern CHARACTER = Pattern.compile("(?:'.'|.)(?=, ?)");
    private static final Pattern NEXT_CHARACTER = Pattern.compile(", ?(?:'.'|.)");
    private static final Pattern BETWEEN_CHARACTERS = Pattern.compile("(?<=.)'?, ?'?(?=.)");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,3}(?=, ?-?[0-9])");
    private static final Pattern NEXT_NUMBER = Pattern.compile(", ?-?[0-9]{1,3}");
    private static final Pattern BETWEEN_NUMBERS = Pattern.compile(", ?");
    private static final Pattern HEX_COLUMN =
            Pattern.compile(alone("(?:" + HEX_DIGIT + "{2} ){1,15}" + HEX_DIGIT + "{2}"));
    private static final Pattern COLUMN = Pattern.compile("\\|([^|\n]{1,16}) *\\|\\s*$", Pattern.MULTILINE);
    /** What terminals do not show: colours, cursor movements, character sets, titles and links, with an escape or a control character of eight bits. */
    private static final String OF_TERMINALS = "\u001b\\[[0-?]*[ -/]*[@-~]"
            + "|\u001b[ -/]+[0-~]"
            + "|\u001b[\\]PX^_][^\u0001-\u001f]*(?:\u0007|\u001b\\\\)"
            + "|\u001b[78=>cDEHMZ]"
            + "|\u00c2?\u009b[0-?]*[ -/]*[@-~]"
            + "|\u00c2?[\u0090\u0098\u009d-\u009f][^\u0001-\u001f\u0080-\u009f]*(?:\u0007|\u001b\\\\|\u00c2?\u009c)";
    /** Soft hyphens, marks that stand on another character, and what has no width. */
    private static final String OF_NO_WIDTH =
            "[\u00ad\u0300-\u036f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
                    + "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\\x{E0000}-\\x{E01EF}]";
    /** The same as UTF-8, each byte one character. */
    private static final String OF_NO_WIDTH_BYTES =
            "\u00c2\u00ad|\u00cc[\u0080-\u00bf]|\u00cd[\u0080-\u00af]|\u00d8\u009c"
                    + "|\u00e1(?:\u0085[\u009f\u00a0]|\u009e[\u00b4\u00b5]|\u00a0[\u008b-\u008f])"
                    + "|\u00e2(?:\u0080[\u008b-\u008f\u00aa-\u00ae]|\u0081[\u00a0-\u00af])|\u00e3\u0085\u00a4"
                    + "|\u00ef(?:\u00b8[\u0080-\u008f]|\u00bb\u00bf|\u00be\u00a0|\u00bf[\u00b9-\u00bb])"
                    + "|\u00f3\u00a0[\u0080-\u0087][\u0080-\u00bf]";

    private static final Pattern INVISIBLE_PART = Pattern.compile(
            // Nothing of it begins with what is printed of ASCII.
            "(?![ -~])(?:" + OF_TERMINALS + "|" + OF_NO_WIDTH_BYTES + "|" + OF_NO_WIDTH
                    + "|[\u0001-\u0008\u000b\u000c\u000e-\u001f])");

    private static final Pattern ESCAPE =
            Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|u\\{(?:10|0?[0-9A-Fa-f])?[0-9A-Fa-f]{1,4}\\}|x[0-9A-Fa-f]{2}|.)");

    abstract List<String> decode(String text);

    /** {@code digits} with no digit before it and none behind; the first is looked at before what stands before it. */
    private static String alone(String digits) {
        return "(?=" + HEX_DIGIT + ")(?<!" + HEX_DIGIT + ")" + digits + "(?!" + HEX_DIGIT + ")";
    }

    /** Runs of {@code first} and many of {@code next}; item by item, because one expression for a long list would overflow the stack. */
    private static List<String> lists(Pattern first, Pattern next, String text) {
        var lists = new ArrayList<String>();
        Matcher start = first.matcher(text);
        Matcher following = next.matcher(text);
        for (int from = 0; start.find(from); ) {
            int end = start.end();
            int items = 1;
            while (following.region(end, text.length()).lookingAt()) {
                items++;
                end = following.end();
            }
            if (items >= SHORTEST_LIST) {
                lists.add(text.substring(start.start(), end));
            }
            from = Math.max(start.start() + 1, items >= SHORTEST_LIST ? end : 0);
        }
        return lists;
    }

    private static List<String> runs(Pattern pattern, String text, UnaryOperator<String> decoded) {
        return pattern.matcher(text)
                .results()
                .map(m -> decoded.apply(m.group()))
                .toList();
    }

    String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String character(String hex) {
        return String.valueOf((char) Integer.parseInt(hex, 16));
    }
}
