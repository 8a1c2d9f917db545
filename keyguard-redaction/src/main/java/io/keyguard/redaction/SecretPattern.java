/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a secret of the user's own looks: for formats that no name, place or look tells that the redactor knows.
 *
 * <pre>{@code
 * Redactor.shared().addPattern(SecretPattern.of("house-token", "hst_", "hst_[A-Za-z0-9]{32}"));
 * }</pre>
 *
 * <p>The literal is looked for first, so a text without it costs nothing. Where the expression has a group, the first one is masked, otherwise the whole match. Characters
 * outside of ASCII are seen as the bytes of UTF-8, each as one character. An expression may read each character of a text so many times on average; a text on which it needs
 * more is withheld and counted, whatever the expression. Immutable.
 */
public final class SecretPattern {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,30}");
    private static final int SHORTEST_LITERAL = 3;

    private final String mask;
    private final byte[] literal;
    private final Pattern expression;
    private final int group;

    private SecretPattern(String mask, byte[] literal, Pattern expression) {
        this.mask = mask;
        this.literal = literal;
        this.expression = expression;
        this.group = Math.min(1, expression.matcher("").groupCount());
    }

    /**
     * Returns a pattern.
     *
     * @param name what the mask says: small letters, digits and hyphens, up to 31
     * @param literal what stands in every text with such a secret, as it is: three characters of ASCII or more
     * @param expression a {@link Pattern regular expression} for it
     * @throws IllegalArgumentException if one of them is not of that form
     */
    public static SecretPattern of(String name, String literal, String expression) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("the name of a pattern has up to 31 small letters, digits and hyphens");
        }
        if (literal.length() < SHORTEST_LITERAL || !literal.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw new IllegalArgumentException(
                    "the literal of the pattern '" + name + "' has three characters of ASCII or more");
        }
        return new SecretPattern(
                Needle.maskOf(name), Chars.ascii(literal), Pattern.compile(requireNonNull(expression, "expression")));
    }

    /** Adds what {@code text} holds of it; what was masked before stays as it is. */
    void find(View text, Ranges found, Budget budget) {
        if (Chars.find(text, 0, text.length(), literal) < 0) {
            return;
        }
        Matcher matcher = expression.matcher(new Counted(text, 0, text.length(), budget));
        while (matcher.find()) {
            if (matcher.start(group) >= 0) {
                Shapes.add(text, matcher.start(group), matcher.end(group), mask, found);
            }
        }
    }

    /** A text that ends an expression which reads it too often. */
    private record Counted(View text, int from, int to, Budget budget) implements CharSequence {
        @Override
        public int length() {
            return to - from;
        }

        @Override
        public char charAt(int index) {
            budget.spend(1);
            return (char) text.at(from + index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text, from + start, from + end, budget);
        }

        /** Nothing of the text. */
        @Override
        public String toString() {
            return "Counted[" + length() + "]";
        }
    }

    /** The name of the mask; not the expression. */
    @Override
    public String toString() {
        return "SecretPattern[" + Needle.keyOf(mask) + "]";
    }
}
