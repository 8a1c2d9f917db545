/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.rotation.ConsumerFence;
import io.keyguard.rotation.TradingPause;
import io.keyguard.vault.PassphraseSource;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stops trading for a rotation by a freeze of the key, which every process of the state directory follows: reads, cancels and reductions go on. It is lifted with the passphrase that lifts freezes, by this
 * or, if that was not given, by a person; what somebody else has frozen stays so. Thread-safe; never use it from a thread that may be interrupted.
 */
public final class RotationFreezes implements TradingPause, ConsumerFence {
    /** Tells these freezes from those of people, which no rotation lifts. */
    private static final String REASON = "rotation: the key is being replaced";

    private final Freezes freezes;
    private final InstantSource clock;
    private final String by;
    private final @Nullable PassphraseSource passphrase;

    private RotationFreezes(Freezes freezes, InstantSource clock, String by, @Nullable PassphraseSource passphrase) {
        this.freezes = freezes;
        this.clock = clock;
        this.by = by;
        this.passphrase = passphrase;
    }

    /**
     * Returns what freezes in a state directory, and leaves it to a person to lift that.
     *
     * @param by who rotates, in a line
     */
    public static RotationFreezes in(Freezes freezes, InstantSource clock, String by) {
        return new RotationFreezes(
                requireNonNull(freezes, "freezes"), requireNonNull(clock, "clock"), requireNonNull(by, "by"), null);
    }

    /** Returns this, lifting what it has frozen with {@code passphrase}: who gives it has approved that trading goes on by itself once the new key works. */
    public RotationFreezes liftedWith(PassphraseSource passphrase) {
        return new RotationFreezes(freezes, clock, by, requireNonNull(passphrase, "passphrase"));
    }

    @Override
    public Optional<String> obstacle(KeyId key) {
        return freezes.canBeLifted()
                ? Optional.empty()
                : Optional.of(
                        "nobody could lift the freeze again; choose the passphrase that does with 'keyguard freeze-setup'");
    }

    @Override
    public Collection<String> pause(KeyId key) {
        return followers(key).entrySet().stream()
                .filter(follower -> !follower.getValue())
                .map(Map.Entry::getKey)
                .toList();
    }

    private Map<String, Boolean> followers(KeyId key) {
        Freeze freeze = ours(key).stream()
                .findFirst()
                .orElseGet(() -> freezes.freeze(FreezeScope.key(key), clock.instant(), by, REASON));
        return freezes.followers(freeze);
    }

    private List<Freeze> ours(KeyId key) {
        return freezes.inForce().stream().filter(freeze -> isOurs(freeze, key)).toList();
    }

    private static boolean isOurs(Freeze freeze, KeyId key) {
        return freeze.scope().equals(FreezeScope.key(key)) && freeze.reason().equals(REASON);
    }

    @Override
    public Collection<String> resume(KeyId key) {
        if (ours(key).isEmpty()) {
            return List.of();
        }
        PassphraseSource given = passphrase;
        if (given == null) {
            return List.of("approve that " + key + " trades again: 'keyguard unfreeze STATE --key " + key + "'");
        }
        freezes.lift(freeze -> isOurs(freeze, key), given, clock.instant(), by);
        return List.of();
    }

    @Override
    public boolean fence(KeyId key, String consumer) {
        // What nobody could lift again would stop more than the one who is late.
        return obstacle(key).isEmpty() && Boolean.TRUE.equals(followers(key).get(consumer));
    }

    @Override
    public Collection<String> release(KeyId key) {
        return resume(key);
    }

    @Override
    public String toString() {
        return "RotationFreezes[" + freezes + "]";
    }
}
