/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;

/** Synthetic keys for tests. */
public final class Canary {
    public static final String API_KEY = "SYNTHETICapiKEYoOo0123456789abcdefghijklmnopqrstuvwxyzNOTREALok1";
    public static final String SECRET = "SYNTHETIC/secret+NOT=real\"\\ä0123456789abcdefghijklmnopqrstuvwxy";
    public static final String PASSPHRASE = "Synthetic pass&phrase!";
    public static final String MASK = "[redacted:canary]";

    private Canary() {}

    public static ApiKey key() {
        return key("canary", API_KEY, SECRET, PASSPHRASE);
    }

    public static ApiKey key(String id, String apiKey, String secret, String passphrase) {
        return ApiKey.builder(KeyId.of(id))
                .on("fake", "main")
                .material(box(apiKey), box(secret), passphrase == null ? null : box(passphrase))
                .build();
    }

    private static SecretBytes box(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }
}
