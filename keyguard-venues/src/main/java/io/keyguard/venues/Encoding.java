/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.VenueRequest.Param;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Percent-encoding after RFC 3986: everything but unreserved characters, space as {@code %20}; and hexadecimal signatures. */
final class Encoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();
    private static final byte[] LOWER_HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private Encoding() {}

    static String parameters(List<Param> parameters) {
        var text = new StringBuilder(128);
        append(text, parameters);
        return text.toString();
    }

    static void append(StringBuilder text, List<Param> parameters) {
        for (Param parameter : parameters) {
            append(text, parameter.name(), parameter.value());
        }
    }

    /** Adds a parameter, with an ampersand before it unless the text is empty or ends before a query. */
    static void append(StringBuilder text, String name, String value) {
        if (text.length() > 0 && text.charAt(text.length() - 1) != '?') {
            text.append('&');
        }
        encode(text, name);
        text.append('=');
        encode(text, value);
    }

    private static void encode(StringBuilder text, String plain) {
        for (int i = 0; i < plain.length(); i++) {
            if (!isUnreserved(plain.charAt(i))) {
                text.append(plain, 0, i);
                encodeBytes(text, plain.substring(i));
                return;
            }
        }
        text.append(plain);
    }

    private static void encodeBytes(StringBuilder text, String plain) {
        for (byte b : plain.getBytes(StandardCharsets.UTF_8)) {
            if (isUnreserved((char) (b & 0xff))) {
                text.append((char) b);
            } else {
                text.append('%').append(HEX[(b >> 4) & 0xf]).append(HEX[b & 0xf]);
            }
        }
    }

    /** Lower-case hexadecimal. */
    static String hex(byte[] bytes) {
        byte[] text = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = LOWER_HEX[(bytes[i] >> 4) & 0xf];
            text[2 * i + 1] = LOWER_HEX[bytes[i] & 0xf];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
