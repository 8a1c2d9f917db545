/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Keys that are visibly synthetic, and the passphrase of every vault in these tests. */
final class Keys {
    static final SecretAccess ACCESS = InsecureSecretAccess.get();
    static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    static final PassphraseSource PASSPHRASE = passphrase("canary passphrase");

    private Keys() {}

    static PassphraseSource passphrase(String text) {
        return PassphraseSource.ofChars(text.toCharArray());
    }

    static ApiKey key(String id, String secret) {
        return ApiKey.builder(KeyId.of(id))
                .on("okx", "main")
                .accountId("42")
                .environment(Environment.SANDBOX)
                .strategies(Set.of("grid", "hedge"))
                .material(bytes("canary-api-key-" + id), bytes(secret), bytes("canary-passphrase-é"))
                .build();
    }

    static SecretBytes bytes(String text) {
        return SecretBytes.copyOf(text.getBytes(StandardCharsets.UTF_8), ACCESS);
    }

    static String text(SecretBytes secret) {
        return secret.lend(ACCESS, view -> StandardCharsets.UTF_8.decode(view).toString());
    }

    /** The ids and secrets of a snapshot, in order. */
    static Map<String, String> secrets(KeySnapshot snapshot) {
        var secrets = new TreeMap<String, String>();
        snapshot.keys().forEach((id, key) -> secrets.put(id.value(), text(key.secret())));
        return secrets;
    }
}
