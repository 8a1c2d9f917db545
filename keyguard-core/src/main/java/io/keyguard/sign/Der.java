/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

import io.keyguard.internal.KeyguardExceptions;
import java.math.BigInteger;
import java.util.Arrays;

/** Reads the few structures in which private keys come (DER, X.690) in place and strictly: no element is longer than what is left, none is left over. */
final class Der {
    static final int INTEGER = 0x02;
    static final int OCTETS = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;

    private final SignatureAlgorithm algorithm;
    private final byte[] der;
    private final int end;
    private int at;

    private Der(SignatureAlgorithm algorithm, byte[] der, int from, int end) {
        this.algorithm = algorithm;
        this.der = der;
        this.at = from;
        this.end = end;
    }

    static Der of(SignatureAlgorithm algorithm, byte[] der) {
        return new Der(algorithm, der, 0, der.length);
    }

    /** Whether an element of this kind is next. */
    boolean has(int tag) {
        return at < end && (der[at] & 0xff) == tag;
    }

    /** Goes past the next element, which is of this kind, and returns its content. */
    Der next(int tag) {
        require(has(tag));
        at++;
        int length = length();
        require(length <= end - at);
        at += length;
        return new Der(algorithm, der, at - length, at);
    }

    private int length() {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int count = first & 0x7f;
        require(count == 1 || count == 2);
        int length = 0;
        for (int i = 0; i < count; i++) {
            length = (length << 8) | octet();
        }
        require(length >= (count == 1 ? 0x80 : 0x100));
        return length;
    }

    private int octet() {
        require(at < end);
        return der[at++] & 0xff;
    }

    int size() {
        return end - at;
    }

    boolean is(byte[] content) {
        return Arrays.equals(der, at, end, content, 0, content.length);
    }

    /** What is left here, in an array that is the caller's to wipe. */
    byte[] copy() {
        return Arrays.copyOfRange(der, at, end);
    }

    /** What is left here as a number, which is positive. */
    BigInteger number() {
        require(at < end && der[at] >= 0);
        return new BigInteger(1, der, at, end - at);
    }

    void requireEnd() {
        require(at == end);
    }

    void require(boolean so) {
        if (!so) {
            throw KeyguardExceptions.badSecret(algorithm, "its private key is damaged, or of another kind");
        }
    }

    /** Says nothing of what it reads. */
    @Override
    public String toString() {
        return "Der";
    }
}
