/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.StateDirectory;
import io.keyguard.incident.RotationFreezes;
import io.keyguard.inventory.Inventory;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationPlan.Late;
import io.keyguard.rotation.RotationPlan.Making;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How keys are rotated. */
final class RotationOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** For what the venue takes to know a new key, and to end an old one. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    @Mixin
    private StateOption state = new StateOption();

    @Option(
            names = "--administrators",
            paramLabel = "VAULT",
            description = "the vault of the keys that make and delete keys; no bot needs it")
    private @Nullable Path administrators;

    @Option(
            names = "--administrators-passphrase-file",
            paramLabel = "FILE",
            description =
                    "read the passphrase of that vault from FILE, which only its owner may read, instead of asking")
    private @Nullable Path administratorsPassphrase;

    @Option(
            names = "--administrator",
            paramLabel = "KEY",
            description = "which of them; the one of the venue if it is left out")
    private @Nullable String administrator;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            description = "the account as the venue names it; the key's own account name if it is left out")
    private @Nullable String account;

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "RIGHT",
            description = "what the new key needs; what bots with this state directory were granted, if it is left out")
    private Set<Permission> allowed = EnumSet.noneOf(Permission.class);

    @Option(
            names = "--approve",
            split = ",",
            paramLabel = "RIGHT",
            description = "rights that the new key may have though the old one has not")
    private Set<Permission> approved = EnumSet.noneOf(Permission.class);

    @Option(
            names = "--address",
            split = ",",
            paramLabel = "IP",
            description =
                    "the addresses that the new key is bound to; those of the old one, if they are left out; 'any' for none")
    private Set<String> addresses = Set.of();

    @Option(
            names = "--by-operator",
            description = "a person makes the key at the venue, and enters it with 'rotate enter'")
    private boolean byOperator;

    @Option(names = "--own-pair", description = "the venue gets the public half of an Ed25519 pair that is made here")
    private boolean ownPair;

    @Option(
            names = "--acknowledge-minutes",
            paramLabel = "N",
            defaultValue = "10",
            description = "how long bots have to move over; 10")
    private long minutes;

    @Option(
            names = "--late",
            paramLabel = "WHAT",
            defaultValue = "WAIT",
            description =
                    "what is done about bots that are late: WAIT; FENCE, which freezes the key until it is done, as 'keyguard freeze' does; or FORCE, which ends the old key all the same")
    private Late late = Late.WAIT;

    @Option(
            names = "--overlap-seconds",
            paramLabel = "N",
            defaultValue = "30",
            description = "how long the old key lives on after the last bot has moved over; 30")
    private long overlap;

    @Option(
            names = "--approve-downtime",
            description =
                    "where a new key ends the old one at once: bots may be kept from opening anything meanwhile, by a freeze of the key, and there is no way back")
    private boolean downtime;

    @Option(
            names = "--unfreeze-passphrase-file",
            paramLabel = "FILE",
            description =
                    "read the passphrase that lifts freezes from FILE, which only its owner may read: trading goes on by itself once the new key works. Left out, somebody lifts the freeze with 'keyguard unfreeze'")
    private @Nullable Path unfreeze;

    @Option(names = "--no-wait", description = "end with 4 where it has to wait, instead of waiting")
    private boolean noWait;

    /** Where what somebody should look at is said. */
    PrintWriter alarm() {
        return requireNonNull(command).root().commandLine().getErr();
    }

    StateOption state() {
        if (!state.isGiven()) {
            throw new IllegalArgumentException("a rotation is journaled in a state directory: name it with --state");
        }
        return state;
    }

    /** What stops trading for a rotation, in the state directory of the bots. */
    RotationFreezes freezes(String by) {
        RotationFreezes freezes =
                RotationFreezes.in(StateDirectory.at(state.path()).freezes(), InstantSource.system(), by);
        return unfreeze == null ? freezes : freezes.liftedWith(PassphraseSource.file(unfreeze));
    }

    /** How long one of several rotations is waited for before the next has its turn. */
    Duration patience() {
        return Duration.ofMinutes(minutes).plusSeconds(overlap).plus(MARGIN);
    }

    boolean waits() {
        return !noWait;
    }

    /** The vault of administering keys; null if there is none. */
    @Nullable
    Vault openAdministrators(Desk desk) {
        return administrators == null
                ? null
                : Vault.open(
                        administrators,
                        VaultFileOptions.passphrase(administratorsPassphrase, desk.prompts()),
                        desk.options());
    }

    /** The plan for {@code key}. */
    RotationPlan plan(ApiKey key, @Nullable Vault administrators, Supplier<Inventory> inventory) {
        return plan(key, administrators, allowed.isEmpty() ? granted(key.id(), inventory.get()) : allowed);
    }

    /** The plan to end {@code key}, or to look through its account: no key is made, so that none needs any right. */
    RotationPlan planWithoutNewKey(ApiKey key, @Nullable Vault administrators) {
        return plan(key, administrators, EnumSet.noneOf(Permission.class));
    }

    private RotationPlan plan(ApiKey key, @Nullable Vault administrators, Set<Permission> needs) {
        RotationPlan plan = RotationPlan.of(key.id(), needs)
                .account(account == null ? key.account() : account)
                .approve(approved)
                .acknowledge(Duration.ofMinutes(minutes), late)
                .overlap(Duration.ofSeconds(overlap));
        if (!addresses.isEmpty()) {
            plan = plan.boundTo(addresses.equals(Set.of("any")) ? Set.of() : addresses);
        }
        if (downtime) {
            plan = plan.approveDowntime();
        }
        if (byOperator) {
            plan = plan.made(Making.BY_OPERATOR);
        } else if (ownPair) {
            plan = plan.made(Making.OWN_PAIR);
        }
        return administrators == null ? plan : plan.administeredBy(administrator(key, administrators));
    }

    private static Set<Permission> granted(KeyId key, Inventory inventory) {
        var granted = EnumSet.noneOf(Permission.class);
        inventory.keys().stream()
                .filter(known -> known.key().equals(key))
                .forEach(known -> known.granted().values().forEach(granted::addAll));
        if (granted.isEmpty()) {
            throw new IllegalArgumentException("no bot with this state directory was granted anything on " + key
                    + ": say what it needs with --allow");
        }
        return granted;
    }

    private KeyId administrator(ApiKey key, Vault administrators) {
        if (administrator != null) {
            return KeyId.of(administrator);
        }
        var all = List.copyOf(administrators.read().keys().values());
        try {
            List<KeyId> fitting = all.stream()
                    .filter(one -> one.venue().equals(key.venue()) && one.environment() == key.environment())
                    .map(ApiKey::id)
                    .toList();
            if (fitting.size() != 1) {
                throw new IllegalArgumentException("there are " + fitting.size() + " administering keys for "
                        + key.venue() + ": name one with --administrator");
            }
            return fitting.get(0);
        } finally {
            all.forEach(ApiKey::close);
        }
    }
}
