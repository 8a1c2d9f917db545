/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * The forms in which one secret may stand in a text, as temporary arrays on the heap that {@link #close} wipes.
 *
 * <p>A secret that is itself written in base64, or as PEM, is also looked for as the bytes it stands for.
 */
final class Forms implements AutoCloseable {
    /** A shorter form would mask ordinary words. */
    static final int SHORTEST = 8;

    private static final byte[] PEM_BEGIN = "-----BEGIN ".getBytes(US_ASCII);
    private static final byte[] PEM_END = "-----END ".getBytes(US_ASCII);
    private static final int PEM_LINE = 64;
    private static final int SEED = 32;
    /** Shorter base64 may be anything. */
    private static final int SHORTEST_BASE64 = 32;

    /** One form, and which spellings of it count. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and wiped by its owner
    record Form(byte[] bytes, Fold fold) {}

    private final List<Form> forms = new ArrayList<>();
    private final List<byte[]> temporary = new ArrayList<>();

    /** Takes over {@code secret} and wipes it in the end. White space around it is that of a file, and not looked for. */
    Forms(byte[] secret) {
        keep(secret);
        int begin = find(secret, PEM_BEGIN, 0);
        boolean pem = begin >= 0;
        byte[] text = keep(pem ? body(secret, begin) : stripped(secret));
        add(text, Fold.EXACT);
        addEncodingsOf(text);
        byte[] key = keep(decoded(text));
        addEncodingsOf(key);
        if (pem) {
            addLinesOf(text);
        }
        if (pem && key.length > SEED) {
            // The seed ends a PKCS#8 document of Ed25519, RFC 8410 §7.
            addEncodingsOf(keep(Arrays.copyOfRange(key, key.length - SEED, key.length)));
        }
    }

    /** How many bytes of {@code secret} are more than white space around it. */
    static int length(byte[] secret) {
        return end(secret) - start(secret);
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

    /** A PEM document in a log stands line by line. */
    private void addLinesOf(byte[] body) {
        for (int from = 0; body.length > PEM_LINE && from < body.length; from += PEM_LINE) {
            int to = Math.min(body.length, from + PEM_LINE);
            if (to - from >= SHORTEST_BASE64) {
                add(keep(Arrays.copyOfRange(body, from, to)), Fold.EXACT);
            }
        }
    }

    List<Form> all() {
        return forms;
    }

    private void addEncodingsOf(byte[] bytes) {
        add(keep(hex(bytes)), Fold.HEX);
        for (int offset = 0; offset < 3; offset++) {
            add(keep(base64(bytes, offset)), Fold.BASE64);
        }
        // Alone it ends in a character of its own, which padding may follow.
        add(keep(Base64.getEncoder().withoutPadding().encode(bytes)), Fold.BASE64);
        add(keep(Base64.getEncoder().encode(bytes)), Fold.BASE64);
    }

    private void add(byte[] form, Fold fold) {
        if (form.length >= SHORTEST) {
            forms.add(new Form(form, fold));
        }
    }

    private byte[] keep(byte[] array) {
        temporary.add(array);
        return array;
    }

    private static byte[] hex(byte[] bytes) {
        byte[] hex = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            hex[2 * i] = (byte) HexFormat.of().toHighHexDigit(bytes[i]);
            hex[2 * i + 1] = (byte) HexFormat.of().toLowHexDigit(bytes[i]);
        }
        return hex;
    }

    /** What base64 shows of {@code bytes} with {@code offset} bytes before and anything behind: characters that hold bits of others are cut off. */
    private static byte[] base64(byte[] bytes, int offset) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        byte[] encoded = Base64.getEncoder().encode(shifted);
        int from = offset == 0 ? 0 : offset + 1;
        int to = Math.max(from, 8 * shifted.length / 6);
        byte[] cut = Arrays.copyOfRange(encoded, from, to);
        Arrays.fill(shifted, (byte) 0);
        Arrays.fill(encoded, (byte) 0);
        return cut;
    }

    /** The bytes that {@code text} stands for if it is base64 of either alphabet; empty otherwise. A wrong guess only costs a form that is never found. */
    private byte[] decoded(byte[] text) {
        byte[] standard = keep(new byte[text.length]);
        int count = 0;
        for (byte b : text) {
            int c = Fold.BASE64.of(b & 0xff);
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

    /** The base64 of the PEM document that begins at {@code begin}, without its first and last line. */
    private byte[] body(byte[] pem, int begin) {
        byte[] body = keep(new byte[pem.length]);
        int length = 0;
        int from = begin;
        while (from < pem.length && pem[from] != '\n') {
            from++;
        }
        int end = find(pem, PEM_END, begin);
        for (int i = from; i < (end < 0 ? pem.length : end); i++) {
            if (!isSpace(pem[i])) {
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
