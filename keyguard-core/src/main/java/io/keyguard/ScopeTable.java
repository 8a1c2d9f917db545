/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Handles by scope, which are added and never taken away: two arrays side by side, so that with thousands of keys a look-up waits for the memory less often than in a map of nodes. Their elements have
 * the types that are asked for, as a cast would look into the handle itself. Thread-safe: readers wait for nobody.
 */
final class ScopeTable {
    private static final VarHandle SCOPE = MethodHandles.arrayElementVarHandle(KeyScope[].class);
    private static final int SMALLEST = 16;
    /** Accounts are often numbered: the golden ratio lays what is close far apart. */
    private static final int SPREAD = 0x9E3779B9;

    /** As long as each other, a power of two; at most a quarter of them is taken, so that the first place is nearly always the right one. */
    private static final class Slots {
        private final @Nullable KeyScope[] scopes;
        private final @Nullable GrantedKey[] handles;

        private Slots(int length) {
            this.scopes = new KeyScope[length];
            this.handles = new GrantedKey[length];
        }

        private int first(KeyScope scope) {
            int hash = scope.hashCode() * SPREAD;
            return (hash ^ (hash >>> 15)) & (scopes.length - 1);
        }

        private int next(int at) {
            return (at + 1) & (scopes.length - 1);
        }

        private @Nullable KeyScope scope(int at) {
            return (KeyScope) SCOPE.getAcquire(scopes, at);
        }

        /** The handle first: who sees the scope must see it. */
        private void put(KeyScope scope, GrantedKey handle) {
            int at = first(scope);
            while (scopes[at] != null) {
                at = next(at);
            }
            handles[at] = handle;
            SCOPE.setRelease(scopes, at, scope);
        }

        private Slots grown() {
            var larger = new Slots(2 * scopes.length);
            for (int at = 0; at < scopes.length; at++) {
                KeyScope scope = scopes[at];
                GrantedKey handle = handles[at];
                if (scope != null && handle != null) {
                    larger.put(scope, handle);
                }
            }
            return larger;
        }
    }

    private volatile Slots slots = new Slots(SMALLEST);

    private int size;

    @Nullable
    GrantedKey get(KeyScope scope) {
        Slots now = slots;
        int at = now.first(scope);
        // One look at each place: between two another scope may have come to a free one.
        for (KeyScope found = now.scope(at); found != null; found = now.scope(at)) {
            if (scope.equals(found)) {
                return now.handles[at];
            }
            at = now.next(at);
        }
        return null;
    }

    /** Adds {@code handle}, unless there is one for {@code scope}; returns the one that is there. */
    synchronized GrantedKey add(KeyScope scope, GrantedKey handle) {
        GrantedKey known = get(scope);
        if (known != null) {
            return known;
        }
        size++;
        Slots now = slots;
        if (4 * size > now.scopes.length) {
            now = now.grown();
            slots = now;
        }
        now.put(scope, handle);
        return handle;
    }
}
