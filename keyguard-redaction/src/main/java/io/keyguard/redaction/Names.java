/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields and headers whose values are secrets, recognised from their last letter back: {@code binance.api-secret} ends like {@code apiSecret}. Case, underscores,
 * hyphens and dots don't count. Immutable: a name is added by putting another in its place.
 */
final class Names {
    /** What a value must be like to be masked for its name. */
    enum Strength {
        /** Anything: nothing else stands under such a name. */
        STRONG,
        /** Eight characters with a digit, or 24: the names of keys stand under such names as well. */
        MEDIUM,
        /** Sixteen characters with a digit, and a word of its own: words of ordinary speech. */
        WEAK,
        /** Nothing: the name of something else, which ends like that of a secret. */
        NONE
    }

    private static final Map<Strength, String> USUAL = Map.of(
            Strength.STRONG,
            "password passwd pwd passphrase apisecret secretkey clientsecret secretid privatekey secretaccesskey accesstoken refreshtoken authtoken"
                    + " bearertoken sessiontoken vaulttoken webhooksecret mnemonic seedphrase listenkey apipassphrase apiprivatekey signingkey encryptionkey"
                    + " masterkey xpriv xprv",
            Strength.MEDIUM,
            "apikey apitoken accesskey secret xmbxapikey okaccesskey okaccesssign kcapikey kcapisign xbapiapikey xbapisign bfxapikey bfxsignature"
                    + " xgeminiapikey xgeminisignature accesssign apisign authent proxyauthorization setcookie",
            Strength.WEAK,
            "signature sign token otp totp cookie sessionid jsessionid",
            Strength.NONE,
            "pagetoken continuationtoken synctoken");

    private static final int LETTERS = 36;
    private static final byte[] NUMBERS = new byte[256];

    static {
        for (int c = 0; c < NUMBERS.length; c++) {
            NUMBERS[c] = number(c);
        }
    }

    private static final class Node {
        private final @Nullable Node[] next = new Node[LETTERS];
        private @Nullable Strength strength;
    }

    /** A name, with whatever joins its words, is not longer. */
    private static final int FARTHEST = 128;

    private final Node root = new Node();
    private final Map<String, Strength> all;

    private Names(Map<String, Strength> all) {
        this.all = all;
        all.forEach(this::put);
    }

    static Names usual() {
        Map<String, Strength> all = new TreeMap<>();
        USUAL.forEach((strength, names) -> {
            for (String name : names.split(" ", -1)) {
                all.put(name, strength);
            }
        });
        return new Names(all);
    }

    /** These and {@code names}, which a venue gives: what is not known more surely is {@link Strength#MEDIUM}, and short words are {@link Strength#WEAK}. */
    Names with(Collection<String> names) {
        Map<String, Strength> more = new TreeMap<>(all);
        for (String name : names) {
            String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            if (!plain.isEmpty()) {
                more.putIfAbsent(plain, plain.length() < 6 ? Strength.WEAK : Strength.MEDIUM);
            }
        }
        return more.size() == all.size() ? this : new Names(more);
    }

    private void put(String name, Strength strength) {
        Node node = root;
        for (int i = name.length() - 1; i >= 0; i--) {
            int letter = letter(name.charAt(i));
            Node next = node.next[letter];
            if (next == null) {
                next = new Node();
                node.next[letter] = next;
            }
            node = next;
        }
        node.strength = strength;
    }

    private static byte number(int c) {
        if (c >= 'a' && c <= 'z') {
            return (byte) (c - 'a');
        }
        if (c >= 'A' && c <= 'Z') {
            return (byte) (c - 'A');
        }
        return (byte) (c >= '0' && c <= '9' ? 26 + c - '0' : -1);
    }

    /** The number of a letter or digit, whatever its case; -1 for anything else. */
    private static int letter(int c) {
        return NUMBERS[c & 0xff];
    }

    /** How sure it is that the name whose last character is at {@code last} names a secret: the longest ending counts; null if it does not. */
    @Nullable
    Strength endingAt(View text, int last) {
        Node node = root;
        Strength best = null;
        int first = Math.max(0, last - FARTHEST);
        for (int i = last; i >= first; i--) {
            int c = text.at(i);
            int letter = letter(c);
            if (letter < 0) {
                if (!isJoint(c)) {
                    break;
                }
                continue;
            }
            Node next = node.next[letter];
            if (next == null) {
                break;
            }
            node = next;
            if (node.strength != null && (node.strength == Strength.STRONG || beginsWord(text, i))) {
                best = node.strength;
            }
        }
        return best == Strength.NONE ? null : best;
    }

    private static boolean isJoint(int c) {
        return c == '_' || c == '-' || c == '.';
    }

    /** Whether a word begins at {@code i}: behind anything but a letter, or with a capital behind a small one. */
    private static boolean beginsWord(View text, int i) {
        if (i == 0) {
            return true;
        }
        int before = text.at(i - 1);
        boolean capital = text.at(i) >= 'A' && text.at(i) <= 'Z';
        return letter(before) < 0 || (capital && before >= 'a' && before <= 'z');
    }
}
