/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is frozen, by all that was ever seen. It only grows, but for genuine lifts: what is no longer there was deleted, and is frozen still. Not thread-safe.
 */
final class FreezeView {
    private static final String KEYGUARD = "keyguard";
    private static final String OTHER_PIN =
            "freezes/pin is not the one that was there before, or that this process was given; put it back";
    private static final String UNREADABLE = "the folder of freezes cannot be read; this ends when it can";

    private final boolean wasGiven;
    private @Nullable String judge;
    private final Map<String, Freeze> known = new LinkedHashMap<>();
    private List<Lift> lifts = List.of();
    private @Nullable LiftPin pin;
    private boolean readable = true;

    /** @param judge the name of the pin that counts; if null, the one that was there first does */
    FreezeView(@Nullable String judge) {
        this.judge = judge;
        this.wasGiven = judge != null;
    }

    void add(Freeze freeze) {
        known.putIfAbsent(freeze.id(), freeze);
    }

    void add(FreezeFolder.Seen seen) {
        seen.freezes().values().forEach(this::add);
        seen.pins().forEach(this::judgedBy);
    }

    private void judgedBy(String name) {
        if (judge == null) {
            judge = name;
        }
    }

    void read(FreezeFolder.Content content) {
        lifts = content.lifts();
        pin = content.pin();
        // Chosen before anything is frozen, or not at all: who freezes must not be outdone by who brings a pin of his
        // own.
        if (pin != null && known.isEmpty()) {
            judgedBy(pin.name());
        }
        content.freezes().values().forEach(this::add);
        readable = true;
    }

    void unreadable() {
        readable = false;
    }

    /** The pin by which lifts are judged; null if there is none, or another in its place. */
    @Nullable
    LiftPin trusted() {
        LiftPin pin = this.pin;
        return pin != null && pin.name().equals(judge) ? pin : null;
    }

    /** The name of the pin that counts, whether or not it is there; empty if there never was one. */
    Optional<String> judge() {
        return Optional.ofNullable(judge);
    }

    /** Whether another pin lies in the place of the one that counts, or none where one was given. */
    private boolean inDoubt() {
        return judge != null && (pin == null ? wasGiven : !pin.name().equals(judge));
    }

    /** Whether anything was ever frozen, or somebody chose who may lift it. */
    boolean isFresh() {
        return known.isEmpty() && judge == null;
    }

    Set<String> lifted() {
        LiftPin trusted = trusted();
        var lifted = new HashSet<String>();
        if (trusted != null) {
            lifts.stream().filter(lift -> lift.isGenuine(trusted)).forEach(lift -> lifted.addAll(lift.lifted()));
        }
        return lifted;
    }

    /** What is frozen, the oldest first. */
    List<Freeze> inForce() {
        Set<String> lifted = lifted();
        var frozen = new ArrayList<Freeze>();
        if (!readable) {
            frozen.add(of(UNREADABLE));
        }
        if (inDoubt()) {
            frozen.add(of(OTHER_PIN));
        }
        known.values().stream()
                .filter(freeze -> !lifted.contains(freeze.id()))
                .sorted(Comparator.comparing(Freeze::at))
                .forEach(frozen::add);
        return frozen;
    }

    /** Not set by anybody, and so not for anybody to lift: it ends with its reason. */
    private static Freeze of(String reason) {
        return new Freeze("", FreezeScope.all(), Instant.EPOCH, KEYGUARD, reason);
    }
}
