/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.KeyNotFoundException;
import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.ScopedKey;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Logs a session, such as a WebSocket, in again when its strategy gets another key for it, and out when there is none any longer: after a login, messages are
 * not signed one by one, so the session would outlive its key.
 *
 * <p>What counts is what the strategy is given now, whether its key was replaced, removed, moved to another account or taken from this strategy alone; keys beside it do not matter.
 * Acknowledges when the new login has succeeded; what does not concern the session is acknowledged at once. Thread-safe if {@code login} and {@code logout} are called one at a time only, which
 * keyguard does.
 */
public final class Relogin implements KeyChangeListener {
    private static final CompletionStage<Void> DONE = CompletableFuture.allOf();

    private final KeyProvider keys;
    private final String strategy;
    private final KeyScope scope;
    private final Function<ScopedKey, ? extends CompletionStage<?>> login;
    private final Runnable logout;
    /** The key that the session is logged in with; {@code null} if there is none. */
    private volatile @Nullable Held held;

    /** What the change before this one led to. */
    private volatile CompletionStage<Void> last = DONE;

    /** A key, to be told from others. */
    private record Held(KeyId key, long generation) {}

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
        ScopedKey first = current();
        this.held = first == null ? null : held(first);
    }

    /**
     * Returns a hook for the session of {@code strategy} that was opened with a key for {@code scope}.
     *
     * @param login opens a session with the given key, puts it in the place of the one before, closes that one, and then completes
     * @param logout closes the session; there is no key for it any longer
     * @throws KeyNotFoundException if the strategy was not granted {@code scope}, so that no key ever comes for it
     */
    public static Relogin of(
            KeyProvider keys,
            String strategy,
            KeyScope scope,
            Function<ScopedKey, ? extends CompletionStage<?>> login,
            Runnable logout) {
        return new Relogin(keys, strategy, scope, login, logout);
    }

    /** One after the other: a login that is still on its way would end in a session that nobody closes. */
    @Override
    public CompletionStage<?> onChange(KeyChange change) {
        // At once as well: a login that never comes to an end must not keep the session of a key that is gone.
        if (held != null && current() == null) {
            leave();
        }
        CompletionStage<Void> next = last.handle((done, failed) -> change).thenCompose(this::move);
        last = next;
        return next;
    }

    private CompletionStage<Void> move(KeyChange change) {
        Held before = held;
        boolean mine = change.venue().equals(scope.venue())
                && change.account().equals(scope.account())
                && change.strategies().contains(strategy);
        if (!mine && (before == null || !before.key().equals(change.key()))) {
            return DONE;
        }
        ScopedKey now = current();
        if (now == null) {
            if (before != null) {
                leave();
            }
            return DONE;
        }
        Held next = held(now);
        return next.equals(before) ? DONE : login.apply(now).thenRun(() -> held = next);
    }

    private void leave() {
        logout.run();
        held = null;
    }

    private @Nullable ScopedKey current() {
        try {
            return keys.get(scope);
        } catch (KeyNotFoundException e) {
            if (!e.isGranted()) {
                throw e;
            }
            return null;
        }
    }

    private static Held held(ScopedKey key) {
        return new Held(key.id(), key.generation());
    }

    @Override
    public String toString() {
        return "Relogin[" + strategy + ", " + scope + "]";
    }
}
