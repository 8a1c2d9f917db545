/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues.okhttp;

import io.keyguard.venue.VenueRequest.Param;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code a=b&c=d}, encoded like a form, strictly: whatever could be read in two ways is refused. */
final class FormText {
    private static final char DELETE = 0x7f;

    private FormText() {}

    static List<Param> parse(String encoded) throws RequestRefusedException {
        List<Param> params = new ArrayList<>();
        if (encoded.isEmpty()) {
            return params;
        }
        Set<String> names = new HashSet<>();
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw UnsignedRequest.refused("a parameter has no name or no value");
            }
            String name = decode(pair.substring(0, equals));
            if (!names.add(name)) {
                throw UnsignedRequest.refused("a parameter stands there twice");
            }
            params.add(new Param(name, decode(pair.substring(equals + 1))));
        }
        return params;
    }

    private static String decode(String encoded) throws RequestRefusedException {
        var bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                bytes.write(octet(encoded, i));
                i += 2;
            } else if (c > ' ' && c < DELETE) {
                bytes.write(c == '+' ? ' ' : c);
            } else {
                throw UnsignedRequest.refused("a parameter has a character that is not encoded");
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw UnsignedRequest.refused("a parameter is not UTF-8");
        }
    }

    private static int octet(String encoded, int at) throws RequestRefusedException {
        int high = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 1), 16) : -1;
        int low = at + 2 < encoded.length() ? Character.digit(encoded.charAt(at + 2), 16) : -1;
        if (high < 0 || low < 0) {
            throw UnsignedRequest.refused("a '%' is not followed by two hexadecimal digits");
        }
        return 16 * high + low;
    }
}
