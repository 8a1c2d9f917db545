/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.source.ApiKey;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Digests of material, each with a salt of its own. */
final class Marks {
    private static final HexFormat HEX = HexFormat.of();
    private static final SecureRandom RANDOM = new SecureRandom();

    private Marks() {}

    static String salt() {
        byte[] salt = new byte[16];
        RANDOM.nextBytes(salt);
        return HEX.formatHex(salt);
    }

    static String of(ApiKey key, String salt) {
        return HEX.formatHex(key.mark(HEX.parseHex(salt)));
    }
}
