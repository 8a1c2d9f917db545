/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.redaction.Names.Strength;
import org.jspecify.annotations.Nullable;

/**
 * Values behind names that secrets stand under: queries, forms, JSON (inside JSON, too), headers and maps of them, records, properties, environments, options of a
 * command line.
 */
final class Fields {
    static final String MASK = Needle.maskOf("field");

    private static final byte[][] PLACEHOLDERS = {
        Chars.ascii("***"), Chars.ascii("xxx"), Chars.ascii("XXX"), Chars.ascii("null"), Chars.ascii("None"),
        Chars.ascii("true"), Chars.ascii("false"), Chars.ascii("${"), Chars.ascii("{{"), Chars.ascii("<"),
        Chars.ascii("%s"), Chars.ascii("{}"), Shapes.MASKED
    };
    private static final int LONGEST_NAME = 64;
    /** Fewer are the end of a sentence that trails off. */
    static final int MANY_DOTS = 3;

    private Fields() {}

    /** Looks at the separator at {@code i}, an equals sign or a colon. */
    static void atSeparator(View text, int i, Names names, Ranges found) {
        Strength strength = names.endingAt(text, nameBefore(text, i));
        if (strength != null) {
            int start = i + 1;
            if (text.at(i) == '=' && text.peek(start) == '>') {
                start++;
            }
            value(text, Chars.skip(text, start, Chars.SPACE), strength, found);
        }
    }

    /** Whether a name of secrets stands before the separator at {@code i}. */
    static boolean isNamed(View text, int i, Names names) {
        return names.endingAt(text, nameBefore(text, i)) != null;
    }

    /** Whether an option with a name of secrets begins at {@code i}. */
    static boolean isOption(View text, int i, Names names) {
        return text.peek(i + 1) == '-'
                && (i == 0 || text.at(i - 1) != '-')
                && names.endingAt(text, Chars.skip(text, i + 2, Chars.NAME) - 1) != null;
    }

    /** Whether many dots begin at {@code i}, behind a name of secrets. */
    static boolean isDots(View text, int i, Names names) {
        return i > 0
                && text.at(i) == '.'
                && text.at(i - 1) != '.'
                && text.peek(i + 1) == '.'
                && text.peek(i + 2) == '.'
                && names.endingAt(text, i - 1) != null;
    }

    /** The last character of the name before {@code i}, past spaces, quotes and what escapes them; -1 if there is none. */
    private static int nameBefore(View text, int i) {
        int at = i - 1;
        while (at >= 0 && i - at < LONGEST_NAME && isAround(text, at)) {
            at--;
        }
        return at;
    }

    /** A bracket belongs to {@code headers["name"]}, but not to a mask. */
    private static boolean isAround(View text, int at) {
        int c = text.at(at);
        return c == ' ' || c == '"' || c == '\'' || c == '\\' || (c == ']' && at > 0 && isQuote(text.at(at - 1)));
    }

    private static boolean isQuote(int c) {
        return c == '"' || c == '\'';
    }

    /** Looks at the option at {@code i}, two hyphens, whose value is the next word or the next element of a list. */
    static void atOption(View text, int i, Names names, Ranges found) {
        int end = Chars.skip(text, i + 2, Chars.NAME);
        int next = text.peek(end);
        if (end - i > 2 && (next == ' ' || next == ',')) {
            Strength strength = names.endingAt(text, end - 1);
            int start = Chars.skip(text, end + 1, Chars.SPACE);
            if (strength != null && text.peek(start) != '-') {
                value(text, start, strength, found);
            }
        }
    }

    /** Looks at the dots at {@code i}, with which some dumps fill the way from a name to its value. Returns where they end. */
    static int atDots(View text, int i, Names names, Ranges found) {
        int end = i;
        while (text.peek(end) == '.') {
            end++;
        }
        if (end - i >= MANY_DOTS && i > 0) {
            Strength strength = names.endingAt(text, i - 1);
            if (strength != null) {
                value(text, end, strength, found);
            }
        }
        return end;
    }

    private static void value(View text, int start, Strength strength, Ranges found) {
        int from = start;
        while (text.peek(from) == '[' && !Chars.stands(text, from, Shapes.MASKED)) {
            from++;
        }
        int open = from;
        int escapes = 0;
        while (text.peek(open) == '\\') {
            escapes++;
            open++;
        }
        int quote = text.peek(open);
        if (isQuote(quote)) {
            quoted(text, open + 1, quote, escapes, strength, found);
        } else {
            mask(text, from, Chars.until(text, from, Chars.ENDS_VALUE), strength, found);
        }
    }

    /** A value in quotes of which each has {@code escapes} backslashes before it; more of them escape a quote that is part of it. */
    private static void quoted(View text, int from, int quote, int escapes, Strength strength, Ranges found) {
        int backslashes = 0;
        int most = Math.min(text.length(), from + Chars.LONGEST);
        for (int i = from; i < most; i++) {
            int c = text.at(i);
            if (c == quote && backslashes <= escapes) {
                mask(text, from, i - backslashes, strength, found);
                return;
            }
            // A backslash at its end goes on in the next line, but not where it escapes quotes.
            if (c == '\n' && (escapes > 0 || backslashes == 0)) {
                break;
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
        }
        // It does not end: what was cut off in the middle is a value all the same.
        mask(text, from, Chars.until(text, from, Chars.ENDS_VALUE), strength, found);
    }

    private static void mask(View text, int from, int to, Strength strength, Ranges found) {
        int end = to;
        // Apache's wire log writes the end of a line in brackets.
        int bracket = Chars.findBracket(text, from, to, WIRE_END);
        if (bracket >= 0) {
            end = bracket;
        }
        if (from < end && fits(text, from, end, strength)) {
            Shapes.add(text, from, end, MASK, found);
        }
    }

    private static final byte[] WIRE_END = Chars.ascii("[\\r");

    private static boolean fits(View text, int from, int to, @Nullable Strength strength) {
        for (byte[] placeholder : PLACEHOLDERS) {
            if (Chars.stands(text, from, placeholder)) {
                return false;
            }
        }
        int length = to - from;
        if (strength == Strength.STRONG) {
            return true;
        }
        if (strength == Strength.MEDIUM) {
            return length >= 24 || (length >= 8 && hasDigit(text, from, to));
        }
        return length >= 16 && hasDigit(text, from, to) && !isNumber(text, from, to) && tokenEnd(text, from) >= to - 4;
    }

    /** Past what a token is made of, percent-encoded or not. */
    private static int tokenEnd(View text, int from) {
        int end = Chars.skip(text, from, Chars.TOKEN);
        while (text.peek(end) == '%') {
            end = Chars.skip(text, end + 1, Chars.TOKEN);
        }
        return end;
    }

    private static boolean hasDigit(View text, int from, int to) {
        return Chars.until(text, from, Chars.DIGIT) < to;
    }

    private static boolean isNumber(View text, int from, int to) {
        return Chars.skip(text, from, Chars.DIGIT) >= to;
    }
}
