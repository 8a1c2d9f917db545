/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
            return decoded;
        }

        private String bytes(String hex, int from) {
            var chars = new StringBuilder();
            for (int i = from; i + 1 < hex.length(); i += 2) {
                chars.append((char) Integer.parseInt(hex.substring(i, i + 2), 16));
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
            return PERCENT_BYTE.matcher(text).replaceAll(m -> Matcher.quoteReplacement(character(m.group(1))));
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
                case 'u' -> escape.length() == 1 ? escape : character(escape.substring(1));
                case 'n' -> "\n";
                case 'r' -> "\r";
                case 't' -> "\t";
                case 'b' -> "\b";
                case 'f' -> "\f";
                default -> escape;
            };
        }
    },
    REVERSED {
        @Override
        List<String> decode(String text) {
            return List.of(new StringBuilder(text).reverse().toString());
        }
    };

    private static final Pattern BASE64_RUN = Pattern.compile("[A-Za-z0-9+/_-]{5,}");
    private static final Pattern HEX_RUN = Pattern.compile("[0-9A-Fa-f]{8,}");
    private static final Pattern HEX_SEPARATOR =
            Pattern.compile("(?<=[0-9A-Fa-f]{2})(?:[:\\- ]|, ?)(?:0x)?(?=[0-9A-Fa-f]{2})|\\\\x|0x");
    private static final Pattern PERCENT_BYTE = Pattern.compile("%([0-9A-Fa-f]{2})");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(u[0-9A-Fa-f]{4}|.)");

    abstract List<String> decode(String text);

    String words() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static String character(String hex) {
        return String.valueOf((char) Integer.parseInt(hex, 16));
    }
}
