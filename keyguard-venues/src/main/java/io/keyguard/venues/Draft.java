/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.Slots;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.VenueRequest.Param;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * What a request is put together and signed in: UTF-8 in an array that is used over and over, so that a signature leaves little behind for the garbage collector; wiped after each, as there
 * may be bearer parts in it. One is taken for each request and closed with it; not thread-safe.
 */
final class Draft implements AutoCloseable {
    private static final int ROOM = 1024;
    private static final int LONG = 48;
    /** One that grew beyond is not kept. */
    private static final int KEPT = 8 * ROOM;

    private static final Slots<Draft> SLOTS = new Slots<>(Draft::new);
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] UPPER_HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    /** One look-up for each character that is encoded. */
    private static final boolean[] UNRESERVED = new boolean[128];

    static {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
        letters.chars().forEach(c -> UNRESERVED[c] = true);
    }

    private final MessageDigest sha256 = digest("SHA-256");
    private final MessageDigest sha512 = digest("SHA-512");
    private final byte[] digest = new byte[64];
    private byte[] text = new byte[ROOM];
    private int length;
    /** What there was once, and was taken back, is wiped as well. */
    private int used;
    /** Signatures go out: they are not wiped. */
    private byte[] signature = new byte[0];

    private byte[] encoded = new byte[0];

    private Draft() {}

    static Draft take() {
        return SLOTS.take();
    }

    int length() {
        return length;
    }

    /** The array itself, for who copies from it before the draft is closed. */
    byte[] array() {
        return text;
    }

    Draft add(String words) {
        // What is long is copied faster at once, short texts one by one.
        return words.length() > LONG ? add(words.getBytes(StandardCharsets.UTF_8)) : add(words, 0, words.length());
    }

    /** Adds what stands in {@code words} from {@code from} to {@code to}. */
    Draft add(String words, int from, int to) {
        require(to - from);
        byte[] target = text;
        int at = length - from;
        for (int i = from; i < to; i++) {
            char c = words.charAt(i);
            if (c > '\u007f') {
                length = at + i;
                return add(words.substring(i, to).getBytes(StandardCharsets.UTF_8));
            }
            target[at + i] = (byte) c;
        }
        length = at + to;
        return this;
    }

    private Draft add(byte[] bytes) {
        require(bytes.length);
        System.arraycopy(bytes, 0, text, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** Adds once more what stands from {@code from} to {@code to}. */
    Draft addPart(int from, int to) {
        require(to - from);
        System.arraycopy(text, from, text, length, to - from);
        length += to - from;
        return this;
    }

    Draft add(char ascii) {
        require(1);
        text[length++] = (byte) ascii;
        return this;
    }

    /** Adds a whole number from 0 on. */
    Draft add(long number) {
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        require(digits);
        long rest = number;
        for (int at = length + digits - 1; at >= length; at--) {
            text[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /** Adds the API key, which does not become a text of its own. */
    Draft addApiKey(SigningKey key) {
        int count = key.apiKeyLength();
        require(count);
        key.copyApiKey(text, length);
        length += count;
        return this;
    }

    /** Adds parameters, percent-encoded, with ampersands between them. */
    Draft params(List<Param> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            if (i > 0) {
                add('&');
            }
            Param parameter = parameters.get(i);
            param(parameter.name(), parameter.value());
        }
        return this;
    }

    /** Adds name and value, percent-encoded after RFC 3986: everything but unreserved characters, space as {@code %20}. */
    Draft param(String name, String value) {
        return encode(name).add('=').encode(value);
    }

    private Draft encode(String plain) {
        int count = plain.length();
        require(3 * count);
        byte[] target = text;
        int at = length;
        for (int i = 0; i < count; i++) {
            char c = plain.charAt(i);
            if (isUnreserved(c)) {
                target[at++] = (byte) c;
            } else if (c <= '\u007f') {
                at = escape(c, target, at);
            } else {
                length = at;
                return encodeBytes(plain.substring(i).getBytes(StandardCharsets.UTF_8));
            }
        }
        length = at;
        return this;
    }

    private Draft encodeBytes(byte[] plain) {
        require(3 * plain.length);
        for (byte b : plain) {
            if (isUnreserved((char) (b & 0xff))) {
                text[length++] = b;
            } else {
                length = escape(b, text, length);
            }
        }
        return this;
    }

    private static int escape(int octet, byte[] target, int at) {
        target[at] = '%';
        target[at + 1] = UPPER_HEX[(octet >> 4) & 0xf];
        target[at + 2] = UPPER_HEX[octet & 0xf];
        return at + 3;
    }

    private static boolean isUnreserved(char c) {
        return c < UNRESERVED.length && UNRESERVED[c];
    }

    /** Adds the SHA-256 of what stands from {@code from} to {@code to}, 32 bytes that are no text. */
    Draft addSha256(int from, int to) {
        int count = sha256.getDigestLength();
        require(count);
        sha256.update(text, from, to - from);
        try {
            sha256.digest(text, length, count);
        } catch (DigestException e) {
            throw new IllegalStateException("a digest of the JDK refused a checked array", e);
        }
        length += count;
        return this;
    }

    /** Adds the SHA-512 of what stands from {@code from} to {@code to}, in hexadecimal. */
    Draft addSha512Hex(int from, int to) {
        sha512.update(text, from, to - from);
        try {
            sha512.digest(digest, 0, digest.length);
        } catch (DigestException e) {
            throw new IllegalStateException("a digest of the JDK refused a checked array", e);
        }
        return addHex(digest);
    }

    /** Adds the base64 of what stands from {@code from} to {@code to}. */
    Draft addBase64(int from, int to) {
        ByteBuffer coded = Base64.getEncoder().encode(ByteBuffer.wrap(text, from, to - from));
        return add(coded.array());
    }

    /** Adds the signature of what stands from {@code from} to {@code to}, in hexadecimal. */
    Draft addHex(SigningKey key, int from, int to) {
        sign(key, from, to);
        return addHex(signature);
    }

    private Draft addHex(byte[] bytes) {
        require(2 * bytes.length);
        for (byte b : bytes) {
            text[length++] = HEX[(b >> 4) & 0xf];
            text[length++] = HEX[b & 0xf];
        }
        return this;
    }

    /** The signature of what there is from {@code from} on, in hexadecimal. */
    String hex(SigningKey key, int from) {
        int end = length;
        String hex = addHex(key, from, end).text(end);
        cutTo(end);
        return hex;
    }

    /** The signature of what there is from {@code from} on, in base64. */
    String base64(SigningKey key, int from) {
        sign(key, from, length);
        int count = (signature.length + 2) / 3 * 4;
        if (encoded.length != count) {
            encoded = new byte[count];
        }
        Base64.getEncoder().encode(signature, encoded);
        return new String(encoded, StandardCharsets.ISO_8859_1);
    }

    private void sign(SigningKey key, int from, int to) {
        if (signature.length != key.signatureLength()) {
            signature = new byte[key.signatureLength()];
        }
        key.sign(text, from, to - from, signature, 0);
    }

    /** Takes back what stands from {@code end} on. */
    Draft cutTo(int end) {
        used = Math.max(used, length);
        length = end;
        return this;
    }

    String text(int from) {
        return text(from, length);
    }

    String text(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.UTF_8);
    }

    private void require(int more) {
        if (text.length - length < more) {
            byte[] longer = Arrays.copyOf(text, Math.max(2 * text.length, length + more));
            Arrays.fill(text, (byte) 0);
            text = longer;
        }
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm, e);
        }
    }

    @Override
    public void close() {
        Arrays.fill(text, 0, Math.max(used, length), (byte) 0);
        length = 0;
        used = 0;
        sha256.reset();
        sha512.reset();
        if (text.length <= KEPT) {
            SLOTS.give(this);
        }
    }
}
