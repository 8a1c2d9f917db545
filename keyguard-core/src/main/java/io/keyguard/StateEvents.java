/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.internal.GrantTable;
import io.keyguard.inventory.KnownKey;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyListener;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Ring;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Writes what happens to the keys in use to the audit trail and the inventory. Thread-safe. */
final class StateEvents implements KeyListener {
    private final StateSession state;
    private final GrantTable grants;
    private final Supplier<Ring> ring;

    StateEvents(StateSession state, Map<String, List<Grant>> grants, Supplier<Ring> ring) {
        this.state = state;
        this.grants = GrantTable.of(grants);
        this.ring = ring;
    }

    /** What the process was told to do, as names. */
    static Map<String, String> configuration(
            StateDirectory directory, Environment environment, String policy, Map<String, List<Grant>> grants) {
        var details = new TreeMap<String, String>();
        details.put("service", directory.service());
        details.put("environment", environment.name());
        details.put("policy", policy);
        grants.forEach((strategy, list) -> details.put(
                "grant " + strategy,
                list.stream().map(StateEvents::words).sorted().collect(Collectors.joining("; "))));
        return details;
    }

    private static String words(Grant grant) {
        return grant.venue() + "/" + grant.account() + " " + grant.allowed()
                + (grant.acceptedBundled().isEmpty() ? "" : " bundled " + grant.acceptedBundled())
                + (grant.acceptedUnknown().isEmpty() ? "" : " unknown " + grant.acceptedUnknown())
                + (grant.pinned().isEmpty() ? "" : " pinned to " + PayoutPin.shown(grant.pinned()))
                + (grant.heldByClient().isEmpty() ? "" : " held by client");
    }

    @Override
    public void onEvent(KeyEvent event) {
        if (event instanceof KeyEvent.Published published) {
            published(published);
        } else if (event instanceof KeyEvent.Retired retired) {
            state.trail().retired(retired.key(), retired.generation());
        } else if (event instanceof KeyEvent.Refused refused) {
            state.trail().record(Kind.KEY_REFUSED, Map.of("keys", names(refused.keys()), "report", refused.report()));
        } else if (event instanceof KeyEvent.RightsChanged changed) {
            state.trail()
                    .record(
                            Kind.RIGHTS_CHANGED,
                            Map.of(
                                    "key",
                                    changed.key().value(),
                                    "gained",
                                    String.join(",", changed.gained()),
                                    "lost",
                                    String.join(",", changed.lost())));
        } else if (event instanceof KeyEvent.Unreadable unreadable) {
            state.trail()
                    .record(
                            Kind.SOURCE_UNREADABLE,
                            Map.of("source", unreadable.source(), "reason", unreadable.reason()));
        } else if (event instanceof KeyEvent.ListenerFailed failed) {
            state.trail()
                    .record(
                            Kind.NOT_ACKNOWLEDGED,
                            Map.of("listener", failed.listener(), "exception", failed.exception()));
        } else if (event instanceof KeyEvent.ListenerLate late) {
            state.trail().record(Kind.NOT_ACKNOWLEDGED, Map.of("listener", late.listener()));
        }
    }

    private void published(KeyEvent.Published published) {
        Map<KeyId, LoadedKey> now = ring.get().byId();
        var generations = new TreeMap<KeyId, String>();
        var inUse = new ArrayList<KnownKey>();
        for (KeyId id : published.fresh()) {
            Optional.ofNullable(now.get(id)).ifPresent(key -> {
                generations.put(id, id + "#" + key.key().generation());
                inUse.add(known(key, published.at()));
            });
        }
        state.changed(inUse, published.gone());
        state.trail()
                .record(
                        Kind.PUBLISHED,
                        Map.of("fresh", String.join(",", generations.values()), "gone", names(published.gone())));
    }

    private static String names(Collection<KeyId> keys) {
        return keys.stream().map(KeyId::value).sorted().collect(Collectors.joining(","));
    }

    /** A file that was written anew says that a key is younger than it was seen here. */
    private Optional<Instant> created(LoadedKey loaded) {
        Instant stated = loaded.key().createdAt();
        return loaded.whileLoaded(state::since)
                .filter(since -> since.isBefore(stated))
                .or(() -> Optional.of(stated).filter(at -> !at.equals(Instant.EPOCH)));
    }

    private KnownKey known(LoadedKey loaded, Instant now) {
        var key = loaded.key();
        Map<String, Set<Permission>> granted = new TreeMap<>();
        boolean held = false;
        for (String strategy : key.strategies()) {
            for (Grant grant : grants.of(strategy, key)) {
                granted.put(strategy, grant.allowed());
                held |= grant.heldByClient().isPresent();
            }
        }
        return new KnownKey(
                key.id(),
                key.generation(),
                key.venue(),
                key.account(),
                key.environment(),
                granted,
                created(loaded),
                key.weakness(),
                held,
                now,
                now,
                false);
    }
}
