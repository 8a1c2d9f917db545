/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.util.List;

/**
 * A path some of whose segments stand for others. {@code {id}} stands for letters, digits and dashes with at least one digit, and {@code {symbol}} for capital letters, digits, dashes and at least
 * one underscore, so that an endpoint that the venue adds beside them later is taken for neither. {@code {name}} stands for any letters, digits, dashes and underscores: for names that people choose,
 * behind which a venue has nothing else.
 *
 * @param text as it stands in the table
 * @param segments what stands between its slashes
 */
record PathTemplate(String text, List<String> segments) {
    private static final int LONGEST = 64;
    private static final int LONGEST_BASE = 24;
    private static final int LONGEST_QUOTE = 40;

    static PathTemplate of(String text) {
        return new PathTemplate(text, List.of(text.split("/", -1)));
    }

    /** Whether {@code path} is one of those meant. Nothing is made of it: it may be that of an order. */
    boolean fits(String path) {
        int from = 0;
        for (int i = 0; i < segments.size(); i++) {
            int slash = path.indexOf('/', from);
            boolean last = i == segments.size() - 1;
            if (last != slash < 0 || !fits(segments.get(i), path, from, last ? path.length() : slash)) {
                return false;
            }
            from = slash + 1;
        }
        return true;
    }

    private static boolean fits(String wanted, String path, int from, int to) {
        return switch (wanted) {
            case "{id}" -> isId(path, from, to);
            case "{name}" -> isName(path, from, to);
            case "{symbol}" -> isSymbol(path, from, to);
            default -> wanted.length() == to - from && path.startsWith(wanted, from);
        };
    }

    /** A version, as {@code v2}, is none. */
    private static boolean isId(String path, int from, int to) {
        int digits = 0;
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            digits += isDigit(c) ? 1 : 0;
            if (!isDigit(c) && !isCapital(c) && !isSmall(c) && c != '-') {
                return false;
            }
        }
        boolean version = to - from > 1 && path.charAt(from) == 'v' && digits == to - from - 1;
        return digits > 0 && to - from <= LONGEST && !version;
    }

    private static boolean isName(String path, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            if (!isDigit(c) && !isCapital(c) && !isSmall(c) && c != '-' && c != '_') {
                return false;
            }
        }
        return from < to && to - from <= LONGEST;
    }

    private static boolean isSymbol(String path, int from, int to) {
        int underscore = path.indexOf('_', from);
        if (underscore <= from || underscore >= to - 1) {
            return false;
        }
        for (int i = from; i < to; i++) {
            char c = path.charAt(i);
            boolean fits = isDigit(c) || isCapital(c) || (i >= underscore && (c == '_' || c == '-'));
            if (!fits) {
                return false;
            }
        }
        return underscore - from <= LONGEST_BASE && to - underscore - 1 <= LONGEST_QUOTE;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isSmall(char c) {
        return c >= 'a' && c <= 'z';
    }
}
