/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Where the private parts of a key stand in its DER: PKCS#8 (RFC 5208, RFC 5958, RFC 8410), PKCS#1 (RFC 8017) and SEC 1 (RFC 5915).
 *
 * <p>The frame around them, the names of algorithms and the public half stand in everybody's public keys and certificates.
 */
final class Der {
    private static final int INTEGER = 2;
    private static final int OCTETS = 4;
    private static final int NAME = 6;
    private static final int SEQUENCE = 0x30;
    /** Version, modulus and public exponent stand before the private numbers of RSA. */
    private static final int PUBLIC_NUMBERS = 3;

    private static final int LONG = 0x80;
    private static final int MOST_LENGTH_BYTES = 3;

    /** A private part from {@code from} up to {@code to}. */
    record Part(int from, int to) {}

    private final byte[] der;
    private final List<Part> parts = new ArrayList<>();

    private Der(byte[] der) {
        this.der = der;
    }

    /** The private parts of {@code der}; empty if it is no key of a form that is known. */
    static List<Part> privateParts(byte[] der) {
        var read = new Der(der);
        boolean whole = der.length > 0 && der[0] == SEQUENCE && read.isElement(0, der.length);
        if (whole) {
            read.element(0);
        }
        return read.parts;
    }

    private void element(int at) {
        int from = contents(at);
        int to = end(at);
        if (der[at] == SEQUENCE) {
            sequence(from, to);
        } else if (der[at] == OCTETS) {
            octets(from, to);
        }
    }

    private void sequence(int from, int to) {
        int numbers = 0;
        // Behind a name stand the parameters of an algorithm.
        boolean named = from < to && der[from] == NAME;
        for (int at = from; !named && isElement(at, to); at = end(at)) {
            if (der[at] == INTEGER) {
                number(at, numbers++);
            } else {
                element(at);
            }
        }
    }

    private void number(int at, int before) {
        if (before >= PUBLIC_NUMBERS) {
            int from = contents(at);
            add(der[from] == 0 ? from + 1 : from, end(at));
        }
    }

    /** Octets may hold another key, or a seed in octets of its own. */
    private void octets(int from, int to) {
        boolean nested = from < to && (der[from] == SEQUENCE || der[from] == OCTETS) && isElement(from, to);
        int before = parts.size();
        if (nested && end(from) == to) {
            element(from);
        }
        if (parts.size() == before) {
            add(from, to);
        }
    }

    private void add(int from, int to) {
        if (to - from >= Forms.SHORTEST) {
            parts.add(new Part(from, to));
        }
    }

    /** Whether an element that is not empty begins at {@code at} and ends at {@code to} or before. */
    private boolean isElement(int at, int to) {
        if (at + 2 > to || contents(at) > to) {
            return false;
        }
        int end = end(at);
        return end > at && end <= to && (end > contents(at) || der[at] != INTEGER);
    }

    private int contents(int at) {
        int length = der[at + 1] & 0xff;
        return at + 2 + (length < LONG ? 0 : length - LONG);
    }

    /** The end of the element at {@code at}, whose length is within {@link #der}; -1 if that is too long to be one. */
    private int end(int at) {
        int contents = contents(at);
        int first = der[at + 1] & 0xff;
        if (first < LONG) {
            return contents + first;
        }
        int length = 0;
        for (int i = at + 2; i < contents; i++) {
            length = (length << Byte.SIZE) | (der[i] & 0xff);
        }
        return first - LONG > MOST_LENGTH_BYTES ? -1 : contents + length;
    }
}
