/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.venue.VenueRequest.Param;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Parameters and hexadecimal as text of their own. */
final class Encoding {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    private Encoding() {}

    /** Parameters as {@link Draft#params} encodes them. */
    static String parameters(List<Param> parameters) {
        try (Draft draft = Draft.take()) {
            return draft.params(parameters).text(0);
        }
    }

    /** Lower-case hexadecimal. */
    static String hex(byte[] bytes) {
        byte[] text = new byte[bytes.length * 2];
        for (int i = 0; i < bytes.length; i++) {
            text[2 * i] = HEX[(bytes[i] >> 4) & 0xf];
            text[2 * i + 1] = HEX[bytes[i] & 0xf];
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
