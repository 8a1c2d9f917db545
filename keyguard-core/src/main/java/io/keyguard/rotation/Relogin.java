/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.ScopedKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/**
 * Logs a session, such as a WebSocket, in again when the key that opened it is replaced, and out when the key is gone: after a login, messages are
 * not signed one by one, so the session would outlive its key.
 *
 * <p>Acknowledges when the new login has succeeded. Changes of other accounts and other strategies' keys are acknowledged at once. Thread-safe if
 * {@code login} and {@code logout} are called one at a time only, which keyguard does.
 */
public final class Relogin implements KeyChangeListener {
    private final KeyProvider keys;
    private final String strategy;
    private final KeyScope scope;
    private final Function<ScopedKey, ? extends CompletionStage<?>> login;
    private final Runnable logout;

    private Relogin(
            KeyProvider keys,
            String strategy,
            KeyScope scope,
            Function<ScopedKey, ? extends CompletionStage<?>> login,
            Runnable logout) {
        this.keys = requireNonNull(keys, "keys");
        this.strategy = requireNonNull(strategy, "strategy");
        this.scope = requireNonNull(scope, "scope");
        this.login = requireNonNull(login, "login");
        this.logout = requireNonNull(logout, "logout");
    }

    /**
     * Returns a hook for the session of {@code strategy} that was opened with a key for {@code scope}.
     *
     * @param login opens a session with the given key, puts it in the place of the one before, closes that one, and then completes
     * @param logout closes the session; there is no key for it any longer
     */
    public static Relogin of(
            KeyProvider keys,
            String strategy,
            KeyScope scope,
            Function<ScopedKey, ? extends CompletionStage<?>> login,
            Runnable logout) {
        return new Relogin(keys, strategy, scope, login, logout);
    }

    @Override
    public CompletionStage<?> onChange(KeyChange change) {
        if (!change.venue().equals(scope.venue())
                || !change.account().equals(scope.account())
                || !change.strategies().contains(strategy)) {
            return CompletableFuture.completedStage(change);
        }
        if (change.after().isEmpty()) {
            logout.run();
            return CompletableFuture.completedStage(change);
        }
        return login.apply(keys.get(scope));
    }

    @Override
    public String toString() {
        return "Relogin[" + strategy + ", " + scope + "]";
    }
}
