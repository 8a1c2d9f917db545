/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The forms in which one secret may stand in a text, as temporary arrays on the heap that {@link #close} wipes.
 *
 * <p>A secret that is itself written in base64, or as PEM, is also looked for as the bytes it stands for; of a PEM whose form is known, the private parts alone.
 */
final class Forms implements AutoCloseable {
    /** A shorter form would mask ordinary words. */
    static final int SHORTEST = 8;

    private static final byte[] PEM_BEGIN = "-----BEGIN ".getBytes(US_ASCII);
    private static final byte[] PRIVATE_KEY = "PRIVATE KEY".getBytes(US_ASCII);
    private static final byte[] DASHES = "-----".getBytes(US_ASCII);
    private static final byte[] PEM_END = "-----END ".getBytes(US_ASCII);
    /** A shorter number may be an order, a price or a time. */
    private static final int LONG_NUMBER = 14;

    private static final int DIFFERENT = 3;
    /** Of eight letters or more, and found in many a log line. */
    private static final List<String> COMMON = List.of(
            "accepted",
            "accounts",
            "canceled",
            "cancelled",
            "changeit",
            "changeme",
            "coinbase",
            "complete",
            "connected",
            "database",
            "exception",
            "exchange",
            "executed",
            "finished",
            "password",
            "password1",
            "passphrase",
            "position",
            "positions",
            "postgres",
            "production",
            "quantity",
            "received",
            "redacted",
            "rejected",
            "response",
            "strategy",
            "timestamp",
            "transfer",
            "undefined",
            "username",
            "withdraw",
            "withdrawal");

    private static final int SEED = 32;
    /** Shorter base64 may be anything. */
    private static final int SHORTEST_BASE64 = 32;

    private static final int SHORTEST_HEX = 32;

    private final List<byte[]> forms = new ArrayList<>();
    private final List<byte[]> temporary = new ArrayList<>();

    /** Takes over {@code secret} and wipes it in the end. White space around it is that of a file, and not looked for. */
    Forms(byte[] secret) {
        keep(secret);
        int begin = beginOfKey(secret);
        byte[] body = begin < 0 ? new byte[0] : keep(body(secret, begin));
        boolean pem = body.length >= SHORTEST;
        byte[] text = pem ? body : keep(stripped(secret));
        byte[] key = keep(decoded(text));
        List<Der.Part> parts = pem ? Der.privateParts(key) : List.of();
        for (Der.Part part : parts) {
            add(text, key, part);
        }
        if (parts.isEmpty()) {
            addWhole(text, key, pem);
        }
    }

    /** A private part of a PEM as bytes, as the base64 that stands for nothing else in either alphabet, and as a number. The rest of it stands in everybody's public keys. */
    private void add(byte[] text, byte[] key, Der.Part part) {
        byte[] number = keep(Arrays.copyOfRange(key, part.from(), part.to()));
        add(number);
        byte[] base64 = keep(Arrays.copyOfRange(text, (4 * part.from() + 2) / 3, 4 * part.to() / 3));
        add(base64);
        add(keep(url(base64)));
        addDecimals(number);
    }

    /** The same in the alphabet of URLs, of which the pieces between its two signs would be found alone; empty if it has none of them. */
    private static byte[] url(byte[] base64) {
        byte[] url = base64.clone();
        for (int i = 0; i < url.length; i++) {
            url[i] = (byte) (url[i] == '+' ? '-' : url[i] == '/' ? '_' : url[i]);
        }
        return Arrays.equals(url, base64) ? new byte[0] : url;
    }

    private void addWhole(byte[] text, byte[] key, boolean pem) {
        int[] names = Uuids.named(text);
        for (int from : names) {
            addUuid(keep(Arrays.copyOfRange(text, from, from + Uuids.LENGTH)));
        }
        if (names.length > 0) {
            return;
        }
        add(text);
        add(keep(reversed(text)));
        Codepages.of(text).forEach(form -> add(keep(form)));
        add(key);
        addNumber(fromHex(text));
        if (!pem && key.length == SEED) {
            addDecimals(key);
        }
        if (Uuids.isAt(text, 0) && text.length == Uuids.LENGTH) {
            addDigits(text);
        }
        if (pem && key.length > SEED) {
            // The seed ends a PKCS#8 document of Ed25519, RFC 8410 §7.
            add(keep(Arrays.copyOfRange(key, key.length - SEED, key.length)));
        }
    }

    private void addUuid(byte[] uuid) {
        add(uuid);
        addDigits(uuid);
    }

    /** A UUID without its dashes, as bytes and as a number. */
    private void addDigits(byte[] uuid) {
        byte[] digits = keep(Uuids.digits(uuid));
        add(digits);
        addNumber(fromHex(digits));
    }

    private void addNumber(byte[] number) {
        add(keep(number));
        addDecimals(number);
    }

    /** As a big integer prints it that was made of its bytes with a sign, or without. */
    private void addDecimals(byte[] number) {
        add(keep(decimal(number)));
        if (number.length > 0 && number[0] < 0) {
            add(keep(decimal(keep(negated(number)))));
        }
    }

    private static byte[] negated(byte[] number) {
        byte[] negated = new byte[number.length];
        int carry = 1;
        for (int i = number.length - 1; i >= 0; i--) {
            int digit = (~number[i] & 0xff) + carry;
            negated[i] = (byte) digit;
            carry = digit >>> Byte.SIZE;
        }
        return negated;
    }

    /** How many bytes of {@code secret} are more than white space around it. */
    static int length(byte[] secret) {
        return end(secret) - start(secret);
    }

    /** Whether masking {@code secret} would mask ordinary text: a short number, few different characters, or a word of this trade and its log lines. */
    static boolean isCommon(byte[] secret) {
        int digits = 0;
        long seen = 0;
        int start = start(secret);
        int end = end(secret);
        for (int i = start; i < end; i++) {
            digits += secret[i] >= '0' && secret[i] <= '9' ? 1 : 0;
            seen |= 1L << (secret[i] & 63);
        }
        int length = end - start;
        return (digits == length && length < LONG_NUMBER)
                || (Long.bitCount(seen) < DIFFERENT && length < 2 * SHORTEST)
                || COMMON.stream().anyMatch(word -> isWord(secret, start, end, word));
    }

    private static boolean isWord(byte[] secret, int start, int end, String word) {
        boolean same = end - start == word.length();
        for (int i = 0; same && i < word.length(); i++) {
            same = Character.toLowerCase(secret[start + i]) == word.charAt(i);
        }
        return same;
    }

    /** What reads backwards what is not ASCII: its characters turned around, each with its bytes in order; empty for ASCII, of which the bytes are read in both directions. */
    private static byte[] reversed(byte[] text) {
        byte[] reversed = new byte[text.length];
        boolean ascii = true;
        for (int from = 0; from < text.length; ) {
            int to = from + 1;
            while (to < text.length && (text[to] & 0xc0) == 0x80) {
                to++;
            }
            ascii &= text[from] >= 0;
            System.arraycopy(text, from, reversed, text.length - to, to - from);
            from = to;
        }
        return ascii ? new byte[0] : reversed;
    }

    private static byte[] stripped(byte[] secret) {
        return Arrays.copyOfRange(secret, start(secret), end(secret));
    }

    private static int start(byte[] bytes) {
        int start = 0;
        while (start < bytes.length && isSpace(bytes[start])) {
            start++;
        }
        return start;
    }

    private static int end(byte[] bytes) {
        int end = bytes.length;
        int start = start(bytes);
        while (end > start && isSpace(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    /** Bytes above ASCII are negative, and no white space. */
    private static boolean isSpace(byte b) {
        return b >= 0 && b <= ' ';
    }

    List<byte[]> all() {
        return forms;
    }

    private void add(byte[] form) {
        if (form.length >= SHORTEST) {
            forms.add(form);
        }
    }

    private byte[] keep(byte[] array) {
        temporary.add(array);
        return array;
    }

    /** The bytes that {@code text} stands for if it is a long number in hexadecimal; empty otherwise. */
    private static byte[] fromHex(byte[] text) {
        int from = text.length > 1 && text[0] == '0' && (text[1] | ' ') == 'x' ? 2 : 0;
        int digits = text.length - from;
        if (digits < SHORTEST_HEX || digits % 2 != 0) {
            return new byte[0];
        }
        byte[] number = new byte[digits / 2];
        for (int i = 0; i < digits; i++) {
            int digit = Character.digit(text[from + i], 16);
            if (digit < 0) {
                Arrays.fill(number, (byte) 0);
                return new byte[0];
            }
            number[i / 2] = (byte) ((number[i / 2] << 4) | digit);
        }
        return number;
    }

    /** The decimal digits of a number, as a big integer prints them; divided by hand, because a big integer cannot be wiped. */
    private static byte[] decimal(byte[] number) {
        byte[] rest = number.clone();
        byte[] digits = new byte[5 * number.length / 2 + 1];
        int count = 0;
        for (int first = firstDigit(rest); first < rest.length; first = firstDigit(rest)) {
            int remainder = 0;
            for (int i = first; i < rest.length; i++) {
                int dividend = (remainder << 8) | (rest[i] & 0xff);
                rest[i] = (byte) (dividend / 10);
                remainder = dividend % 10;
            }
            digits[digits.length - ++count] = (byte) ('0' + remainder);
        }
        byte[] decimal = Arrays.copyOfRange(digits, digits.length - count, digits.length);
        Arrays.fill(digits, (byte) 0);
        return decimal;
    }

    private static int firstDigit(byte[] number) {
        int first = 0;
        while (first < number.length && number[first] == 0) {
            first++;
        }
        return first;
    }

    /** The bytes that {@code text} stands for if it is base64 of either alphabet; empty otherwise. A wrong guess only costs a form that is never found. */
    private byte[] decoded(byte[] text) {
        byte[] standard = keep(new byte[text.length]);
        int count = 0;
        for (byte b : text) {
            int c = b == '-' ? '+' : b == '_' ? '/' : b & 0xff;
            if (isBase64(c)) {
                standard[count++] = (byte) c;
            } else if (c != '=' && !isSpace(b)) {
                return new byte[0];
            }
        }
        if (count < SHORTEST_BASE64 || count % 4 == 1) {
            return new byte[0];
        }
        // Every character was looked at, so that the decoder does not stop halfway and leave what it had.
        return Base64.getDecoder().decode(keep(Arrays.copyOf(standard, count)));
    }

    private static boolean isBase64(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
    }

    /** Where the first private key in PEM begins, else the first document, behind which no other is looked for; -1 if there is none. */
    private static int beginOfKey(byte[] secret) {
        int first = find(secret, PEM_BEGIN, 0);
        for (int begin = first; begin >= 0; begin = find(secret, PEM_BEGIN, begin + 1)) {
            int end = find(secret, DASHES, begin + PEM_BEGIN.length);
            int label = find(secret, PRIVATE_KEY, begin);
            if (end >= 0 && label == end - PRIVATE_KEY.length) {
                return begin;
            }
        }
        return first;
    }

    /** The base64 of the PEM document that begins at {@code begin}, without its first and last line. */
    private byte[] body(byte[] pem, int begin) {
        byte[] body = keep(new byte[pem.length]);
        int length = 0;
        int from = begin;
        while (from < pem.length && pem[from] != '\n' && pem[from] != '\\') {
            from++;
        }
        int dashes = find(pem, DASHES, begin + PEM_BEGIN.length);
        // All of it may be one line.
        from = dashes < 0 ? from : Math.min(from, dashes + DASHES.length);
        int end = find(pem, PEM_END, from);
        for (int i = from; i < (end < 0 ? pem.length : end); i++) {
            if (pem[i] == '\\') {
                // Line ends may be escaped, as in JSON and in environment variables; a body has no backslash of its
                // own.
                i++;
            } else if (!isSpace(pem[i])) {
                body[length++] = pem[i];
            }
        }
        return Arrays.copyOf(body, length);
    }

    private static int find(byte[] text, byte[] word, int from) {
        for (int i = from; i + word.length <= text.length; i++) {
            if (Arrays.equals(text, i, i + word.length, word, 0, word.length)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        temporary.forEach(array -> Arrays.fill(array, (byte) 0));
    }
}
