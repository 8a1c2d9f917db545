/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import com.google.errorprone.annotations.RestrictedApi;

/** The one door to secret material. Search for this name to find every place that can read a secret. */
public final class InsecureSecretAccess {
    private InsecureSecretAccess() {}

    /**
     * Returns the token with which secret material can be read.
     *
     * <p>Error Prone refuses a call from any other place than those listed here; widening the list is a design change.
     */
    @RestrictedApi(
            explanation =
                    "Secret material may be read only where signatures are made, keys are stored and secrets are redacted.",
            allowedOnPath = ".*/io/keyguard/(sign|source|vault|rotation|audit|incident|testkit)/.*"
                    + "|.*/io/keyguard/redaction/LiveSecrets\\.java"
                    + "|.*/src/test/.*")
    public static SecretAccess get() {
        return SecretAccess.INSTANCE;
    }
}
