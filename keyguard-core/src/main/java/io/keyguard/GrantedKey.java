/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Restriction;
import io.keyguard.venue.Classification;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.stream.Collectors;

/** A loaded key, narrowed to a scope that its strategy was granted. */
final class GrantedKey implements ScopedKey {
    private final LoadedKey key;
    private final KeyScope scope;

    GrantedKey(LoadedKey key, KeyScope scope) {
        this.key = key;
        this.scope = scope;
    }

    @Override
    public KeyId id() {
        return key.key().id();
    }

    @Override
    public long generation() {
        return key.key().generation();
    }

    @Override
    public KeyScope scope() {
        return scope;
    }

    @Override
    public SignedRequest sign(VenueRequest request) {
        URI host = key.host(request);
        Classification meaning = key.classify(request);
        if (!scope.permissions().contains(meaning.permission())) {
            throw KeyguardExceptions.outsideScope(id(), meaning.permission(), scope.permissions());
        }
        if (key.reduceOnly() && meaning.risk() == Risk.ADDS_RISK) {
            throw KeyguardExceptions.addsRisk(id(), reasons());
        }
        return key.sign(request, host);
    }

    private String reasons() {
        return key.restrictions().stream().map(Restriction::words).collect(Collectors.joining(", and "));
    }

    @Override
    public String toString() {
        return "ScopedKey[" + id() + ", generation " + generation() + ", " + scope + "]";
    }
}
