/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.rotation.MaterialUser;
import io.keyguard.rotation.Subscription;
import io.keyguard.secret.SecretAccess;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.util.Optional;

/** A handle to one generation of one key, narrowed to what was asked for; meant for one request. Thread-safe. */
public interface ScopedKey {
    /** Returns the name of the key. */
    KeyId id();

    /** Returns the generation of the key's material: a number that only grows. */
    long generation();

    /** Returns what this handle may do. */
    KeyScope scope();

    /**
     * Signs {@code request}, after its host and its meaning have been checked against the scope.
     *
     * @throws KeyScopeException if the host is not one of the key's environment, or the request needs a right outside the scope, is not
     *     written canonically, or is not known
     * @throws KeyFrozenException if the request adds risk and the key is frozen
     * @throws KeyRetiredException if the key was replaced longer ago than the overlap; ask the provider again
     */
    SignedRequest sign(VenueRequest request);

    /**
     * Lends the material itself to {@code user}, for a client library that cannot be given a signer. {@link #sign} is the rule, this the exception: it is recorded before it
     * is done, and the key is due for replacement from then on, unless its grant says {@link Grant#heldByClient}.
     *
     * @param access from {@code InsecureSecretAccess}, so that a reviewer finds this line
     * @throws KeyRetiredException if the key was replaced longer ago than the overlap; ask the provider again
     * @throws KeyFrozenException if the key is frozen, or the lease of this signer has ended; nothing was lent
     * @throws StateException if it cannot be recorded; nothing was lent
     */
    <T> T reveal(SecretAccess access, MaterialUser<T> user);

    /**
     * Says what the venue answered to something that this signed, for the {@link io.keyguard.detection.AccountWatch watch} over the account, if there is one. {@link io.keyguard.http.SigningHttpClient} does it by
     * itself for answers that are text or bytes.
     */
    default void answered(HttpReply reply) {}

    /**
     * Returns how the token is asked for that the venue wants in messages over its WebSocket; empty where they, or a login, are signed. {@link io.keyguard.http.SignedWebSocket} asks by itself, which needs
     * {@link Permission#OPEN_SESSION} in the scope.
     */
    default Optional<SessionToken> sessionToken() {
        return Optional.empty();
    }

    /**
     * Calls {@code frozen} once when the key is frozen, or at once if it is: for what is open in its name and asks for no more signatures, such as a session. It must not wait for anything. Handles that cannot be
     * frozen never call it.
     */
    default Subscription onFreeze(Runnable frozen) {
        return () -> {};
    }
}
