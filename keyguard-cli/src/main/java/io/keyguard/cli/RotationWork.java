/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.StateDirectory;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.incident.RotationFreezes;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryFinding;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.rotation.RevokedKeys;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationSchedule.KeyAge;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.Venue;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An open vault, its administering keys, and the rotations of a state directory. */
final class RotationWork {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    /** Until the old key can end. */
    private static final Set<RotationState> IN_THE_MAKING =
            EnumSet.range(RotationState.PLANNED, RotationState.DRAINING);

    private final Desk desk;
    private final Vault vault;
    private final @Nullable Vault administrators;
    private final RotationOptions options;
    private final RotateCommand.Naps naps;
    private final Path state;
    private final StateOption.Recorder recorder;
    private final Rotations rotations;

    private RotationWork(
            Desk desk,
            Vault vault,
            @Nullable Vault administrators,
            RotationOptions options,
            RotateCommand.Naps naps,
            StateOption.Recorder recorder,
            Consumer<RotationStatus> listener) {
        this.desk = desk;
        this.naps = naps;
        this.vault = vault;
        this.administrators = administrators;
        this.options = options;
        this.recorder = recorder;
        this.state = options.state().path();
        String by =
                FreezeCommands.user() + ", process " + ProcessHandle.current().pid() + " on "
                        + StateDirectory.at(state).host();
        RotationFreezes freezes = options.freezes(by);
        Rotations.Builder builder = Rotations.builder(state, vault)
                .venues(desk.venues().toArray(Venue[]::new))
                .transport(HttpTransport.jdk(TIMEOUT))
                .clock(naps::now)
                .ticker(naps::ticks)
                .offsets(new Clocks(desk.venues(), vault, naps, options.alarm())::ahead)
                .revoked(remembering(recorder))
                .by(by)
                .pause(freezes)
                .fence(freezes)
                .listener(status -> {
                    recorder.done(
                            Kind.ROTATION,
                            Map.of(
                                    "key",
                                    status.key().value(),
                                    "rotation",
                                    status.id(),
                                    "state",
                                    status.state().name()));
                    listener.accept(status);
                });
        if (administrators != null) {
            builder.administrators(administrators);
        }
        this.rotations = builder.build();
    }

    private static RevokedKeys remembering(StateOption.Recorder recorder) {
        return new RevokedKeys() {
            @Override
            public void revoked(ApiKey key) {
                recorder.revoked(key);
            }

            @Override
            public boolean isRevoked(ApiKey key) {
                return recorder.revocations().test(key);
            }
        };
    }

    /** Opens everything, does {@code work}, and closes it again. */
    static int with(
            Desk desk,
            VaultFileOptions file,
            RotationOptions options,
            RotateCommand.Naps naps,
            Consumer<RotationStatus> listener,
            Function<RotationWork, Integer> work) {
        var answer = new int[1];
        options.state().recording(recorder -> {
            try (Vault vault = file.open(desk);
                    Vault administrators = options.openAdministrators(desk)) {
                answer[0] =
                        work.apply(new RotationWork(desk, vault, administrators, options, naps, recorder, listener));
            }
        });
        return answer[0];
    }

    /** The same, though what is done may not be recorded, which is then said to {@code alarm}. */
    static int inEmergency(
            Desk desk,
            VaultFileOptions file,
            RotationOptions options,
            RotateCommand.Naps naps,
            PrintWriter alarm,
            Function<RotationWork, Integer> work) {
        try (Vault vault = file.open(desk);
                Vault administrators = options.openAdministrators(desk);
                var recorder = new EmergencyRecorder(options.state().path(), alarm)) {
            int status = work.apply(new RotationWork(desk, vault, administrators, options, naps, recorder, step -> {}));
            return recorder.hasMissed() ? Math.max(status, ExitStatus.REFUSED) : status;
        }
    }

    /** Writes in the audit trail what a person has said of {@code key}. */
    void record(KeyId key, String said, String reason) {
        recorder.done(Kind.ROTATION, Map.of("key", key.value(), "state", said, "reason", reason));
    }

    Rotations rotations() {
        return rotations;
    }

    Instant now() {
        return naps.now();
    }

    private Inventory inventory() {
        return StateDirectory.at(state).inventory(InventoryRules.usual(), naps.now());
    }

    /** Does {@code use} with the key called {@code id}, which is wiped afterwards. */
    private <T> T key(KeyId id, Function<ApiKey, T> use) {
        try (ApiKey key = vault.read(Set.of(id)).keys().get(id)) {
            if (key == null) {
                // What was given may be a secret that somebody took for a name.
                throw new IllegalArgumentException("there is no key of that name in this vault");
            }
            return use.apply(key);
        }
    }

    RotationPlan plan(KeyId id) {
        return key(id, key -> options.plan(key, administrators, this::inventory));
    }

    RotationPlan planWithoutNewKey(KeyId id) {
        return key(id, key -> options.planWithoutNewKey(key, administrators));
    }

    /** The key that a person types, with the labels of the one called {@code id}. */
    ApiKey typed(KeyId id, Material material) {
        return key(id, old -> {
            desk.venues().stream()
                    .filter(venue -> venue.id().equals(old.venue()))
                    .forEach(venue ->
                            material.requirePassphraseWhere(venue.credentials().passphrase()));
            ApiKey.Builder typed =
                    ApiKey.builder(id).on(old.venue(), old.account()).environment(old.environment());
            material.giveTo(typed, old.algorithm(), desk.prompts());
            return typed.build();
        });
    }

    /** Whether the rotation only waits for time, and so takes a place: what stands longer than bots are waited for, or has only an old key to end, takes none from others. */
    boolean isUnderWay(RotationStatus status) {
        return status.todo().isEmpty()
                && IN_THE_MAKING.contains(status.state())
                && status.since().plus(options.patience()).isAfter(naps.now());
    }

    /** The keys in the vault that bots use. */
    Set<KeyId> names() {
        List<ApiKey> all = List.copyOf(vault.read().keys().values());
        try {
            return all.stream()
                    .filter(key -> !key.strategies().isEmpty())
                    .map(ApiKey::id)
                    .collect(Collectors.toCollection(TreeSet::new));
        } finally {
            all.forEach(ApiKey::close);
        }
    }

    /** The plan to look through the account of the key called {@code id}; empty if no key administers there. */
    Optional<RotationPlan> sweepable(KeyId id) {
        return administrators == null
                ? Optional.empty()
                : key(
                        id,
                        key -> desk.venues().stream()
                                .filter(venue -> venue.id().equals(key.venue()))
                                .filter(venue -> venue.keys()
                                        .administrator(key.environment())
                                        .isPresent())
                                .findFirst()
                                .map(venue -> options.planWithoutNewKey(key, administrators)));
    }

    /** Whose keys one list has. */
    String accountOf(KeyId id) {
        return key(id, key -> key.venue() + " " + key.environment() + " " + key.account());
    }

    String venueOf(KeyId id) {
        return key(id, ApiKey::venue);
    }

    /** The ages of the keys that bots use and that are not being rotated; what cannot be found out about one is said to {@code alarm}. */
    List<KeyAge> ages(List<RotationStatus> open, PrintWriter alarm) {
        Set<KeyId> busy = open.stream().map(RotationStatus::key).collect(Collectors.toSet());
        Inventory inventory = inventory();
        Set<KeyId> seen = inventory.findings().stream()
                .filter(finding -> finding.kind() == InventoryFinding.Kind.EXPOSED)
                .map(InventoryFinding::key)
                .collect(Collectors.toSet());
        List<ApiKey> all = List.copyOf(vault.read().keys().values());
        try {
            List<ApiKey> keys = all.stream()
                    .filter(key -> !key.strategies().isEmpty() && !busy.contains(key.id()))
                    .toList();
            Map<KeyId, Instant> ends = ends(keys, alarm);
            return keys.stream()
                    .map(key -> new KeyAge(
                            key.id(),
                            Optional.of(key.createdAt()).filter(at -> !at.equals(Instant.EPOCH)),
                            Optional.ofNullable(
                                    ends.getOrDefault(key.id(), inventory.ends().get(key.id()))),
                            seen.contains(key.id())))
                    .toList();
        } finally {
            all.forEach(ApiKey::close);
        }
    }

    /** When the venue ends each, as far as that can be found out. */
    private Map<KeyId, Instant> ends(List<ApiKey> keys, PrintWriter alarm) {
        var plans = new ArrayList<RotationPlan>();
        for (ApiKey key : keys) {
            try {
                plans.add(options.planWithoutNewKey(key, administrators));
            } catch (KeyguardException | IllegalArgumentException e) {
                unknown(key.id(), e, alarm);
            }
        }
        return rotations.expiries(plans, (key, why) -> unknown(key, why, alarm));
    }

    private static void unknown(KeyId key, RuntimeException why, PrintWriter alarm) {
        alarm.println("keyguard: whether the venue ends " + key + " by itself was not found out: " + why.getMessage());
    }

    /** The same for as long as others can be kept waiting. */
    RotationStatus finishInTurn(RotationStatus begin) {
        return finish(begin, now().plus(options.patience()));
    }

    /** Goes on until it is over, or somebody has to do something. */
    RotationStatus finish(RotationStatus begin) {
        return finish(begin, Instant.MAX);
    }

    private RotationStatus finish(RotationStatus begin, Instant until) {
        RotationStatus status = begin;
        while (options.waits()
                && status.next().filter(next -> !next.isAfter(until)).isPresent()
                && status.todo().isEmpty()) {
            naps.until(status.next().get());
            status = rotations.resume(status.key());
        }
        return status;
    }
}
