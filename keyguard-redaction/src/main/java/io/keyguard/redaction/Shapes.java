/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Collection;

/**
 * Finds secrets that nobody registered, in one pass over a text: by the name that they stand under, by the place, by how they look. Names win: what stands under one is a
 * secret whatever it looks like, and nothing is one merely for looking random. Thread-safe.
 */
final class Shapes {
    private static final int SEPARATOR = 1;
    private static final int HYPHEN = 2;
    private static final int DOT = 4;
    private static final int SLASH = 8;
    private static final int QUOTE = 16;
    private static final int WORD = 32;

    /** How every mask begins. */
    static final byte[] MASKED = Chars.ascii("[redacted");

    private static final byte[] ADDRESS = Chars.ascii("://");
    private static final int[] KINDS = new int[256];

    static {
        KINDS['='] = SEPARATOR;
        KINDS[':'] = SEPARATOR;
        KINDS['-'] = HYPHEN;
        KINDS['.'] = DOT;
        KINDS['/'] = SLASH;
        KINDS['"'] = QUOTE;
        for (int c = 0; c < 128; c++) {
            boolean begins = Tokens.mayBegin(c) || "Bbeh8x5KL9c".indexOf(c) >= 0;
            KINDS[c] |= begins ? WORD : 0;
        }
    }

    private volatile Names names = Names.usual();

    /** The names that count now. */
    Names names() {
        return names;
    }

    /** Whether something may stand at {@code c} for which a look at its surroundings is needed. */
    static boolean isTrigger(int c) {
        return c == '=' || c == ':' || c == '-' || c == 'b' || c == 'B';
    }

    /** Whether {@link #find} may find something by the trigger at {@code i}. */
    static boolean mayStand(View text, int i, Names names) {
        int c = text.at(i);
        int next = text.peek(i + 1);
        if (c == '-') {
            return next == '-'
                    ? Tokens.isPem(text, i) || Fields.isOption(text, i, names)
                    : next == 'u' && Places.isUser(text, i);
        }
        if (c == 'b' || c == 'B') {
            return (next == 'a' || next == 'e') && Places.isScheme(text, i);
        }
        if (c == '=') {
            return Fields.isNamed(text, i, names) || (next == 'F' && Places.isFix(text, i - 1));
        }
        if (next == '/' && Chars.stands(text, i, ADDRESS)) {
            return Chars.until(text, i, Chars.LINK) < Chars.until(text, i, Chars.ENDS_VALUE);
        }
        return Fields.isNamed(text, i, names) || Places.isLogin(text, i) || Places.isBot(text, i);
    }

    /** Whether a token, or an address that ends with one, may be in what no delimiter interrupts from {@code from} to {@code to}. */
    static boolean mayBeToken(View text, int from, int to) {
        for (int i = from; i < to; i++) {
            int kind = KINDS[text.at(i)];
            if (kind == SLASH) {
                if (Places.isPath(text, i)) {
                    return true;
                }
            } else if (kind == WORD && (i == from || !Chars.is(text.at(i - 1), Chars.ALPHANUMERIC))) {
                if (Places.isSlack(text, i) || Tokens.isOne(text, i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes {@code more} names of fields and headers for those of secrets. */
    synchronized void add(Collection<String> more) {
        names = names.with(more);
    }

    /** Adds to {@code found} what stands in {@code text}. */
    void find(View text, Ranges found) {
        Names names = this.names;
        for (int i = 0; i < text.length(); i++) {
            int kind = KINDS[text.at(i)];
            if (kind == 0) {
                continue;
            }
            i = (kind & WORD) != 0 ? atWord(text, i, found) : atSign(text, i, kind, names, found);
        }
        Mnemonics.find(text, found);
    }

    private static int atSign(View text, int i, int kind, Names names, Ranges found) {
        switch (kind) {
            case SEPARATOR -> {
                if (Chars.stands(text, i, ADDRESS)) {
                    Places.atAddress(text, i, found);
                } else {
                    Fields.atSeparator(text, i, names, found);
                }
            }
            case HYPHEN -> {
                int end = Tokens.atPem(text, i, found);
                if (end > i) {
                    return end - 1;
                }
                if (text.peek(i + 1) == '-' && (i == 0 || text.at(i - 1) != '-')) {
                    Fields.atOption(text, i, names, found);
                }
                Places.atUser(text, i, found);
            }
            case DOT -> {
                return Fields.atDots(text, i, names, found) - 1;
            }
            case SLASH -> Places.atPath(text, i, found);
            default -> Places.atLogin(text, i, found);
        }
        return i;
    }

    private static int atWord(View text, int i, Ranges found) {
        if (i > 0 && Chars.is(text.at(i - 1), Chars.ALPHANUMERIC)) {
            return i;
        }
        int c = text.at(i);
        int end = Tokens.mayBegin(c) ? Tokens.atWord(text, i, found) : i;
        if (end == i) {
            switch (c) {
                case 'B', 'b' -> Places.atScheme(text, i, found);
                case 'e' -> end = Tokens.atJwt(text, i, found);
                case 'h' -> Places.atSlack(text, i, found);
                case '8' -> Places.atFix(text, i, found);
                case 'x', '5', 'K', 'L', '9', 'c' -> end = Tokens.atWallet(text, i, found);
                default -> {
                    // A token, or nothing.
                }
            }
        }
        return end > i ? end - 1 : i;
    }

    /** Adds what stands from {@code from} to {@code to}, unless something of it was masked before: a second pass changes nothing. */
    static void add(View text, int from, int to, String mask, Ranges found) {
        if (Chars.findBracket(text, from, to, MASKED) < 0) {
            found.addShape(from, to, mask);
        }
    }
}
