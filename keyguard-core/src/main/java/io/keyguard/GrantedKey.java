/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static java.util.Objects.requireNonNull;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.incident.Fence;
import io.keyguard.internal.EventLog;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.inventory.OrderLedger;
import io.keyguard.inventory.UseCounter;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.MaterialUser;
import io.keyguard.rotation.Restriction;
import io.keyguard.rotation.Subscription;
import io.keyguard.secret.SecretAccess;
import io.keyguard.venue.Classification;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SessionToken;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A loaded key, narrowed to a scope that its strategy was granted. */
final class GrantedKey implements ScopedKey {
    private final LoadedKey key;
    private final KeyScope scope;
    private final String strategy;
    private final boolean heldByClient;
    private final StateSession state;
    private final Fence fence;
    private final @Nullable AccountWatch watch;
    private final PayoutPin pin;
    private final OrderLedger.@Nullable Account orders;
    private final Map<Permission, UseCounter> counters = new EnumMap<>(Permission.class);

    GrantedKey(
            LoadedKey key,
            KeyScope scope,
            String strategy,
            boolean heldByClient,
            StateSession state,
            @Nullable AccountWatch watch,
            PayoutPin pin) {
        this.key = key;
        this.scope = scope;
        this.strategy = strategy;
        this.heldByClient = heldByClient;
        this.state = state;
        this.fence = state.freezes().guard().fence();
        this.watch = watch;
        this.pin = pin;
        this.orders = state.orders(key);
        for (Permission permission : scope.permissions()) {
            counters.put(permission, state.counter(key.key().id(), key.key().generation(), strategy, permission));
        }
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
        try {
            URI host = key.host(request);
            Classification meaning = key.classify(request);
            require(meaning);
            if (watch != null) {
                // Before the signature: what it notices may freeze this very key.
                watch.signed(id(), generation(), strategy, meaning, request);
            }
            if (meaning.risk() == Risk.ADDS_RISK) {
                return signFenced(meaning, request, host);
            }
            SignedRequest signed = key.sign(request, host);
            keep(meaning, request);
            return signed;
        } catch (KeyguardException e) {
            state.refused(strategy, id().value(), e);
            throw e;
        }
    }

    /** All that takes time stands before the last look: whoever freezes waits until this has been left. */
    private SignedRequest signFenced(Classification meaning, VenueRequest request, URI host) {
        Fence.Passage passage = fence.enter(id(), venue(), strategy);
        try {
            SignedRequest signed = key.sign(request, host);
            fence.confirm(passage, id(), venue(), strategy);
            keep(meaning, request);
            fence.confirm(passage, id(), venue(), strategy);
            return signed;
        } finally {
            passage.leave();
        }
    }

    private void keep(Classification meaning, VenueRequest request) {
        // First, as it may find no room: then nobody has the signature.
        pin.record(id(), strategy, meaning, state);
        if (orders != null) {
            // Before anybody has the signature: what is not kept then was sent by somebody else.
            orders.signed(meaning, request);
        }
        requireNonNull(counters.get(meaning.permission())).add();
    }

    private String venue() {
        return key.key().venue();
    }

    private void require(Classification meaning) {
        pin.require(id(), meaning);
        if (!scope.permissions().contains(meaning.permission())) {
            throw KeyguardExceptions.outsideScope(id(), meaning.permission(), scope.permissions());
        }
        if (meaning.risk() == Risk.ADDS_RISK) {
            if (key.reduceOnly()) {
                throw KeyguardExceptions.addsRisk(id(), reasons());
            }
            if (state.isBehind()) {
                throw KeyguardExceptions.notRecorded(id());
            }
        }
    }

    @Override
    public <T> T reveal(SecretAccess access, MaterialUser<T> user) {
        requireNonNull(access, "access");
        requireNonNull(user, "user");
        requireRevealable();
        state.reveal(id(), generation(), strategy, !heldByClient);
        if (watch != null) {
            watch.tell(new AccountEvent.Disclosed(Optional.of(id()), AccountEvent.How.REVEALED, strategy));
        }
        // The disk may have taken its time.
        requireRevealable();
        return key.reveal(user);
    }

    private void requireRevealable() {
        fence.over(id(), venue(), strategy).ifPresent(freeze -> {
            throw KeyguardExceptions.frozenAgainstReveal(id(), freeze.scope().toString(), freeze.id());
        });
        if (fence.isWithoutLease()) {
            throw KeyguardExceptions.leaseEndedAgainstReveal(id());
        }
    }

    @Override
    public void answered(HttpReply reply) {
        AccountWatch watch = this.watch;
        if (watch == null) {
            return;
        }
        try {
            watch.tell(new AccountEvent.Answered(id(), strategy, key.error(reply)));
        } catch (RuntimeException e) {
            // The venue has acted: nobody must take this for a request that failed.
            EventLog.listenerFailed("that reads answers", e.getClass().getName());
        }
    }

    @Override
    public Optional<SessionToken> sessionToken() {
        return key.venue().sessionToken();
    }

    @Override
    public Subscription onFreeze(Runnable frozen) {
        return state.freezes().guard().onFreeze(id(), venue(), strategy, frozen);
    }

    private String reasons() {
        return key.restrictions().stream().map(Restriction::words).collect(Collectors.joining(", and "));
    }

    @Override
    public String toString() {
        return "ScopedKey[" + id() + ", generation " + generation() + ", " + scope + "]";
    }
}
