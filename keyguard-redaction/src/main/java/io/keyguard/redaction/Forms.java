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

    private static final byte[] PEM = "-----".getBytes(US_ASCII);
    private static final int SEED = 32;

    /** One form, and which spellings of it count. */
    @SuppressWarnings("ArrayRecordComponent") // never compared, and wiped by its owner
    record Form(byte[] bytes, Fold fold) {}

    private final List<Form> forms = new ArrayList<>();
    private final List<byte[]> temporary = new ArrayList<>();

    /** Takes over {@code secret} and wipes it in the end. */
    Forms(byte[] secret) {
        boolean pem = startsWith(secret, PEM);
        byte[] text = keep(pem ? body(secret) : secret);
        keep(secret);
        add(text, Fold.EXACT);
        addEncodingsOf(text);
        byte[] key = keep(decoded(text));
        addEncodingsOf(key);
        if (pem && key.length > SEED) {
            // The seed ends a PKCS#8 document of Ed25519, RFC 8410 §7.
            addEncodingsOf(keep(Arrays.copyOfRange(key, key.length - SEED, key.length)));
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

    /** The bytes that {@code text} stands for if it is base64; empty otherwise. A wrong guess only costs a form that is never found. */
    private static byte[] decoded(byte[] text) {
        try {
            return text.length % 4 == 0 && text.length >= 32
                    ? Base64.getDecoder().decode(text)
                    : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** The base64 of a PEM document without its first and last line. */
    private static byte[] body(byte[] pem) {
        byte[] body = new byte[pem.length];
        int length = 0;
        boolean inBody = false;
        for (int i = 0; i < pem.length; i++) {
            boolean lineStarts = i == 0 || pem[i - 1] == '\n';
            if (lineStarts) {
                inBody = pem[i] != '-';
            }
            if (inBody && pem[i] > ' ') {
                body[length++] = pem[i];
            }
        }
        byte[] exact = Arrays.copyOf(body, length);
        Arrays.fill(body, (byte) 0);
        return exact;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    @Override
    public void close() {
        temporary.forEach(array -> Arrays.fill(array, (byte) 0));
    }
}
