/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

/**
 * The token that a method asks for before it lends secret material.
 *
 * <p>It does nothing; holding one says that the holder passed {@link InsecureSecretAccess#get()}, which a reviewer can search for. It is an
 * aid to review, not a sandbox: code in the same JVM can always read its memory.
 */
public final class SecretAccess {
    static final SecretAccess INSTANCE = new SecretAccess();

    private SecretAccess() {}
}
