/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.secret.SecretBytes;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key that a venue has just made: the only time that it shows the secret. The material is the holder's to close. Thread-safe. */
public final class NewKey implements AutoCloseable {
    private final VenueKeyId id;
    private final SecretBytes apiKey;
    private final @Nullable SecretBytes secret;

    /**
     * Makes the key {@code id}.
     *
     * @param secret in the venue's notation; null for a pair that its owner made
     */
    public NewKey(VenueKeyId id, SecretBytes apiKey, @Nullable SecretBytes secret) {
        this.id = id;
        this.apiKey = apiKey;
        this.secret = secret;
    }

    /** Returns which key it is. */
    public VenueKeyId id() {
        return id;
    }

    /** Returns the API key. */
    public SecretBytes apiKey() {
        return apiKey;
    }

    /** Returns the secret, in the venue's notation; empty for a pair that its owner made. */
    public Optional<SecretBytes> secret() {
        return Optional.ofNullable(secret);
    }

    /** Wipes the material. */
    @Override
    public void close() {
        apiKey.close();
        if (secret != null) {
            secret.close();
        }
    }

    @Override
    public String toString() {
        return "NewKey[" + id + "]";
    }
}
