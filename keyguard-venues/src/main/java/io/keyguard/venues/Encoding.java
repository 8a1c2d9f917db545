/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.VenueRequest.Param;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Percent-encoding after RFC 3986: everything but unreserved characters, space as {@code %20}. */
final class Encoding {
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private Encoding() {}

    static String parameters(List<Param> parameters) {
        var text = new StringBuilder(128);
        for (Param parameter : parameters) {
            append(text, parameter.name(), parameter.value());
        }
        return text.toString();
    }

    static void append(StringBuilder text, String name, String value) {
        if (text.length() > 0) {
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
