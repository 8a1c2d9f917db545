/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Secrets that are known by how they look: private keys in PEM, tokens with a prefix of their own, JWTs, and wallets' keys whose checksum is right. */
final class Tokens {
    static final String PRIVATE_KEY = Needle.maskOf("private-key");
    static final String TOKEN = Needle.maskOf("token");
    static final String WALLET = Needle.maskOf("wallet");

    private static final byte[] BEGIN = Chars.ascii("-----BEGIN ");
    private static final byte[] PRIVATE = Chars.ascii("PRIVATE KEY");
    private static final byte[] DASHES = Chars.ascii("-----");
    private static final byte[] JWT = Chars.ascii("eyJ");
    private static final byte[] XPRV = Chars.ascii("xprv");
    private static final int LONGEST_LABEL = 40;
    private static final int SHORTEST_WALLET = 51;

    /** A prefix, and how many characters of a token follow it at least. */
    private static final class Prefix {
        private final byte[] literal;
        private final int least;

        private Prefix(byte[] literal, int least) {
            this.literal = literal;
            this.least = least;
        }

        private static Prefix of(String literal, int least) {
            return new Prefix(Chars.ascii(literal), least);
        }
    }

    private static final Prefix[][] PREFIXES = byFirst(
            // HashiCorp Vault, service and batch tokens
            Prefix.of("hvs.", 24),
            Prefix.of("hvb.", 24),
            // AWS
            Prefix.of("AKIA", 16),
            Prefix.of("ASIA", 16),
            // GitHub
            Prefix.of("ghp_", 36),
            Prefix.of("gho_", 36),
            Prefix.of("ghu_", 36),
            Prefix.of("ghs_", 36),
            Prefix.of("ghr_", 36),
            Prefix.of("github_pat_", 22),
            // GitLab
            Prefix.of("glpat-", 20),
            // Slack
            Prefix.of("xoxb-", 20),
            Prefix.of("xoxp-", 20),
            Prefix.of("xoxa-", 20),
            Prefix.of("xoxs-", 20),
            // Google
            Prefix.of("AIza", 35),
            Prefix.of("ya29.", 20),
            // others
            Prefix.of("npm_", 36),
            Prefix.of("pypi-", 50),
            Prefix.of("sk_live_", 24),
            Prefix.of("rk_live_", 24),
            Prefix.of("sk-ant-", 40),
            Prefix.of("SG.", 50),
            Prefix.of("AGE-SECRET-KEY-1", 58));

    private Tokens() {}

    private static Prefix[][] byFirst(Prefix... prefixes) {
        var sorted = new Prefix[128][0];
        for (Prefix prefix : prefixes) {
            int first = prefix.literal[0];
            sorted[first] = Arrays.copyOf(sorted[first], sorted[first].length + 1);
            sorted[first][sorted[first].length - 1] = prefix;
        }
        return sorted;
    }

    /** Whether a token may begin with {@code c}. */
    static boolean mayBegin(int c) {
        return c < 128 && PREFIXES[c].length > 0;
    }

    /** Whether the first line of a document in PEM begins at {@code i}. */
    static boolean isPem(View text, int i) {
        return Chars.stands(text, i, BEGIN);
    }

    /** Whether a token or a wallet's key begins with the word at {@code i}, by its first characters or its length. */
    static boolean isOne(View text, int i) {
        for (Prefix prefix : PREFIXES[text.at(i)]) {
            if (Chars.stands(text, i, prefix.literal)) {
                return true;
            }
        }
        return Chars.stands(text, i, JWT)
                || ("x5KL9c".indexOf(text.at(i)) >= 0 && Chars.skip(text, i, Chars.BASE58) - i >= SHORTEST_WALLET);
    }

    /** Looks at {@code i}, where a word begins; returns where what was masked ends, or {@code i}. */
    static int atWord(View text, int i, Ranges found) {
        for (Prefix prefix : PREFIXES[text.at(i)]) {
            if (Chars.stands(text, i, prefix.literal)) {
                int end = tokenEnd(text, i + prefix.literal.length);
                if (end - i - prefix.literal.length >= prefix.least) {
                    Shapes.add(text, i, end, TOKEN, found);
                    return end;
                }
            }
        }
        return i;
    }

    private static int tokenEnd(View text, int i) {
        int end = i;
        while (end < text.length()
                && (Chars.is(text.at(end), Chars.ALPHANUMERIC)
                        || isJoint(text.at(end))
                        || (text.at(end) == '.'
                                && (Chars.is(text.peek(end + 1), Chars.ALPHANUMERIC)
                                        || isJoint(text.peek(end + 1)))))) {
            end++;
        }
        text.spend(end - i);
        return end;
    }

    private static boolean isJoint(int c) {
        return c == '_' || c == '-';
    }

    /** Looks at {@code e} at {@code i}: three parts in base64url, of which the first two are JSON. Returns where it ends, or {@code i}. */
    static int atJwt(View text, int i, Ranges found) {
        if (!Chars.stands(text, i, JWT)) {
            return i;
        }
        int first = urlEnd(text, i);
        if (first - i < 10 || text.peek(first) != '.' || !Chars.stands(text, first + 1, JWT)) {
            return i;
        }
        int second = urlEnd(text, first + 1);
        int third = text.peek(second) == '.' ? urlEnd(text, second + 1) : second;
        if (second - first < 10) {
            return i;
        }
        Shapes.add(text, i, third, TOKEN, found);
        return third;
    }

    private static int urlEnd(View text, int i) {
        int end = i;
        while (end < text.length()
                && (Chars.is(text.at(end), Chars.ALPHANUMERIC) || text.at(end) == '_' || text.at(end) == '-')) {
            end++;
        }
        text.spend(end - i);
        return end;
    }

    /** Looks at hyphens at {@code i}: the body of a private key, in lines, in one line with line breaks written out, or cut off. Returns where it ends, or {@code i}. */
    static int atPem(View text, int i, Ranges found) {
        if (!Chars.stands(text, i, BEGIN)) {
            return i;
        }
        int label = i + BEGIN.length;
        int kind = Chars.find(text, label, label + LONGEST_LABEL, PRIVATE);
        int start = kind < 0 ? -1 : Chars.find(text, kind, kind + LONGEST_LABEL, DASHES);
        if (start < 0) {
            return i;
        }
        int from = gap(text, start + DASHES.length);
        int end = from;
        int last = from;
        int most = Math.min(text.length(), from + 4 * Chars.LONGEST);
        while (end < most) {
            int next = Chars.skip(text, end, Chars.BASE64);
            if (Chars.stands(text, end, DASHES)) {
                break;
            }
            // A line of base64 never ends in hyphens: those are of the end.
            while (next > end && text.at(next - 1) == '-') {
                next--;
            }
            last = next > end ? next : last;
            int after = gap(text, next);
            if (after == end) {
                break;
            }
            end = after;
        }
        if (last - from < 16) {
            return i;
        }
        Shapes.add(text, from, last, PRIVATE_KEY, found);
        return last;
    }

    /** Past white space, and past line breaks that are written as escapes. */
    private static int gap(View text, int i) {
        int most = Math.min(text.length(), i + Chars.LONGEST);
        int at = i;
        while (at < most) {
            int c = text.at(at);
            int next = text.peek(at + 1);
            if (Chars.is(c, Chars.SPACE)) {
                at++;
            } else if (c == '\\' && (next == 'n' || next == 'r' || next == '\\')) {
                at += next == '\\' ? 1 : 2;
            } else {
                break;
            }
        }
        return at;
    }

    /** Looks at {@code i}, where a word begins that may be a wallet's key: an extended private key (BIP-32) or one for import (WIF). Returns where it ends, or {@code i}. */
    static int atWallet(View text, int i, Ranges found) {
        int end = Chars.skip(text, i, Chars.BASE58);
        int length = end - i;
        boolean extended = length >= 107 && length <= 112 && Chars.stands(text, i, XPRV);
        boolean imported = length == 51 || length == 52;
        if ((!extended && !imported) || Chars.is(text.peek(end), Chars.ALPHANUMERIC)) {
            return i;
        }
        if (!hasChecksum(text, i, end)) {
            return i;
        }
        Shapes.add(text, i, end, WALLET, found);
        return end;
    }

    /** Base58Check: the last four bytes are the first of a digest of the rest. */
    private static boolean hasChecksum(View text, int from, int to) {
        String alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        BigInteger number = BigInteger.ZERO;
        for (int i = from; i < to; i++) {
            number = number.multiply(BigInteger.valueOf(58)).add(BigInteger.valueOf(alphabet.indexOf(text.at(i))));
        }
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        int length = bytes.length - start;
        if (length < 5) {
            return false;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, start, length - 4);
            byte[] sum = digest.digest(digest.digest());
            return Arrays.equals(sum, 0, 4, bytes, start + length - 4, start + length);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        } finally {
            Chars.wipe(bytes);
        }
    }
}
