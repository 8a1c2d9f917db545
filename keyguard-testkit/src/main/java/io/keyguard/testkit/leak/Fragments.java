/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.leak;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The shortest runs of a secret that already give too much away: those of 72 bits, which are 18 hexadecimal digits, 13 letters or 12 of base64. */
final class Fragments {
    private static final double BITS = 72;
    private static final List<Alphabet> ALPHABETS = List.of(
            new Alphabet("[0-9]+", 10),
            new Alphabet("[0-9a-f-]+|[0-9A-F-]+", 16),
            new Alphabet("[0-9a-z]+|[0-9A-Z]+", 36),
            new Alphabet("[0-9A-Za-z]+", 62),
            new Alphabet("[0-9A-Za-z+/=_-]+", 64));
    private static final int PRINTABLE = 95;
    private static final String ARMOUR = "-----BEGIN ";
    private static final Pattern ARMOUR_OR_SPACE = Pattern.compile("-----(?:BEGIN|END) [A-Z0-9 ]+-----|\\s");

    private record Alphabet(Pattern pattern, int size) {
        Alphabet(String regex, int size) {
            this(Pattern.compile(regex), size);
        }
    }

    private final int length;
    private final Set<String> runs = new HashSet<>();
    /** Which two characters stand beside each other in a run; others may share a number, so it tells for certain only what is in none. */
    private final BitSet pairs = new BitSet();

    private Fragments(String secret) {
        length = Math.min(secret.length(), length(secret));
        for (int i = 0; i + length <= secret.length(); i++) {
            runs.add(secret.substring(i, i + length));
        }
        for (int i = 0; i + 1 < secret.length(); i++) {
            pairs.set(pair(secret, i));
        }
    }

    private static int pair(String text, int at) {
        return (text.charAt(at) << 8 ^ text.charAt(at + 1)) & 0xffff;
    }

    /** The armour of a PEM is no secret, and its body is looked for without the line ends. */
    static Fragments of(String secret) {
        return new Fragments(
                secret.contains(ARMOUR) ? ARMOUR_OR_SPACE.matcher(secret).replaceAll("") : secret);
    }

    /** How many characters of the smallest alphabet that fits carry 72 bits. */
    private static int length(String secret) {
        int size = ALPHABETS.stream()
                .filter(one -> one.pattern().matcher(secret).matches())
                .mapToInt(Alphabet::size)
                .findFirst()
                .orElse(PRINTABLE);
        return (int) Math.ceil(BITS * Math.log(2) / Math.log(size));
    }

    int length() {
        return length;
    }

    boolean in(String view) {
        if (length < 2) {
            return runs.stream().anyMatch(view::contains);
        }
        for (int end = length; end <= view.length(); ) {
            if (!pairs.get(pair(view, end - 2))) {
                // No run has both characters, so the next one can begin with the second of them.
                end += length - 1;
            } else if (runs.contains(view.substring(end - length, end))) {
                return true;
            } else {
                end++;
            }
        }
        return false;
    }

    /** Says neither what is looked for nor how long it is. */
    @Override
    public String toString() {
        return "Fragments";
    }
}
