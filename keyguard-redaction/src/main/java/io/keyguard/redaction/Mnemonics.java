/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Finds the words from which a wallet can be made again (BIP 39, English): 12, 15, 18, 21 or 24 words of the list, one after the other, whose checksum is right.
 *
 * <p>Of words that follow each other by chance, one phrase of twelve in sixteen has a right checksum; so many words of the list in a row are no ordinary text.
 */
final class Mnemonics {
    private static final int SHORTEST_WORD = 3;
    private static final int LONGEST_WORD = 8;
    private static final int FEWEST = 12;
    private static final int MOST = 24;
    /** Twelve words of three letters or more, with what is between them. */
    private static final int SHORTEST = FEWEST * SHORTEST_WORD + FEWEST - 1;

    private static final int STEP = SHORTEST / 2;
    /** Between two words: space, comma, quotes, a line break. */
    private static final int MOST_BETWEEN = 4;
    /** So many checksums cost no more than the rest of the pass; what is then still in a row is masked without. */
    private static final int MOST_CHECKS = 2_000;

    private static final byte[][] WORDS = words();

    private int[] starts = new int[MOST];
    private int[] ends = new int[MOST];
    private int[] numbers = new int[MOST];
    private int count;
    private int checks;

    private Mnemonics() {}

    private static byte[][] words() {
        try (InputStream file = Mnemonics.class.getResourceAsStream("bip39-english.txt")) {
            if (file == null) {
                throw new IllegalStateException("the word list is missing");
            }
            return new String(file.readAllBytes(), US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Chars::ascii)
                    .toArray(byte[][]::new);
        } catch (IOException e) {
            throw new UncheckedIOException("the word list cannot be read", e);
        }
    }

    /** Whether there are as many words in a row as the shortest phrase has, each as long as one of the list: every such stretch holds two places in a row that are looked at. */
    static boolean mayBeIn(View text, int end) {
        for (int i = STEP; i < end; i += STEP) {
            if (isPart(text.at(i)) && isPart(text.at(i - STEP))) {
                int from = i;
                while (from > 0 && isPart(text.at(from - 1))) {
                    from--;
                }
                int to = i;
                while (to < end && isPart(text.at(to))) {
                    to++;
                }
                if (to - from >= SHORTEST && mayBePhrase(text, from, to)) {
                    return true;
                }
                i = to;
            }
        }
        return false;
    }

    private static boolean mayBePhrase(View text, int from, int to) {
        int words = 0;
        int start = from;
        for (int i = from; i <= to && words < FEWEST; i++) {
            if (i == to || !isLetter(text.at(i))) {
                int letters = i - start;
                boolean fits = letters >= SHORTEST_WORD && letters <= LONGEST_WORD;
                words = fits ? words + 1 : letters == 0 ? words : 0;
                start = i + 1;
            }
        }
        return words >= FEWEST;
    }

    /** Whether {@code c} may be of a word, or stand between two. */
    static boolean isPart(int c) {
        return isLetter(c) || isBetween(c);
    }

    private static boolean isLetter(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isBetween(int c) {
        return c == ' ' || c == ',' || c == '"' || c == '\'' || c == '\n' || c == '\r' || c == '\t';
    }

    /** Adds every phrase. */
    static void find(View text, Ranges found) {
        if (!mayBeIn(text, text.length())) {
            return;
        }
        var run = new Mnemonics();
        for (int i = 0; i < text.length(); ) {
            i = isLetter(text.at(i)) && (i == 0 || !Chars.is(text.at(i - 1), Chars.ALPHANUMERIC))
                    ? run.at(text, i, found)
                    : i + 1;
        }
    }

    /** Reads words of the list for as long as they follow each other, and adds what they hold; returns where to go on. */
    private int at(View text, int from, Ranges found) {
        count = 0;
        int i = from;
        while (true) {
            int end = i;
            while (isLetter(text.peek(end) & 0xff)) {
                end++;
            }
            int number = Chars.is(text.peek(end), Chars.ALPHANUMERIC) ? -1 : number(text, i, end);
            if (number < 0) {
                add(text, found);
                return Math.max(end, from + 1);
            }
            append(i, end, number);
            int next = end;
            while (next < text.length() && next - end < MOST_BETWEEN && isBetween(text.at(next))) {
                next++;
            }
            if (next == end || !isLetter(text.peek(next) & 0xff)) {
                add(text, found);
                return Math.max(next, end);
            }
            i = next;
        }
    }

    private void append(int start, int end, int number) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        starts[count] = start;
        ends[count] = end;
        numbers[count++] = number;
    }

    private static int number(View text, int from, int to) {
        if (to - from < SHORTEST_WORD || to - from > LONGEST_WORD) {
            return -1;
        }
        int low = 0;
        int high = WORDS.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = compare(text, from, to, WORDS[middle]);
            if (order == 0) {
                return middle;
            }
            low = order > 0 ? middle + 1 : low;
            high = order < 0 ? middle - 1 : high;
        }
        return -1;
    }

    private static int compare(View text, int from, int to, byte[] word) {
        for (int i = 0; i < word.length && from + i < to; i++) {
            if (text.at(from + i) != word[i]) {
                return text.at(from + i) - word[i];
            }
        }
        return to - from - word.length;
    }

    private void add(View text, Ranges found) {
        for (int first = 0; first + FEWEST <= count; ) {
            int words = phraseAt(first);
            if (words > 0) {
                Shapes.add(text, starts[first], ends[first + words - 1], Tokens.WALLET, found);
            }
            first += Math.max(1, words);
        }
    }

    /** How many words from {@code first} on are a phrase, the longest one; 0 if none. */
    private int phraseAt(int first) {
        if (checks > MOST_CHECKS) {
            return count - first;
        }
        for (int words = MOST; words >= FEWEST; words -= 3) {
            if (first + words <= count && differ(first, words) && hasChecksum(first, words)) {
                return words;
            }
        }
        return 0;
    }

    /** One word over and over is no phrase, but what a loop prints. */
    private boolean differ(int first, int words) {
        for (int i = first + 1; i < first + words; i++) {
            if (numbers[i] != numbers[first]) {
                return true;
            }
        }
        return false;
    }

    /** Eleven bits a word; of every 33 bits the last is of the checksum. */
    private boolean hasChecksum(int first, int words) {
        checks++;
        byte[] bits = new byte[MOST * 11 / 8 + 1];
        for (int i = 0; i < words * 11; i++) {
            int bit = (numbers[first + i / 11] >>> (10 - i % 11)) & 1;
            bits[i / 8] |= (byte) (bit << (7 - i % 8));
        }
        int entropy = words * 11 * 32 / 33 / 8;
        int checksum = words / 3;
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bits, 0, entropy);
            return (digest.digest()[0] & 0xff) >>> (8 - checksum) == (bits[entropy] & 0xff) >>> (8 - checksum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        } finally {
            Chars.wipe(bits);
        }
    }
}
