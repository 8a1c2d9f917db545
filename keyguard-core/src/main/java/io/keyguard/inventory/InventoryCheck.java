/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.inventory.InventoryFinding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What there is to say about one key. */
final class InventoryCheck {
    private final KnownKey key;
    private final List<KeyUse> uses;
    private final InventoryRules rules;
    private final Instant now;
    private final List<InventoryFinding> findings = new ArrayList<>();

    private InventoryCheck(KnownKey key, List<KeyUse> uses, InventoryRules rules, Instant now) {
        this.key = key;
        this.uses = uses;
        this.rules = rules;
        this.now = now;
    }

    /** The findings about {@code key}, of which {@code uses} are known. Only where it was used is said of one that went out of use. */
    static List<InventoryFinding> check(
            KnownKey key, List<KeyUse> uses, Set<String> exposed, InventoryRules rules, Instant now) {
        var check = new InventoryCheck(key, uses, rules, now);
        if (!key.gone()) {
            check.age();
            check.unused();
            check.unusedRights();
            check.source();
            check.exposed(exposed);
        }
        check.hosts();
        check.generations();
        return check.findings;
    }

    private void age() {
        if (key.created().isEmpty()) {
            add(Kind.AGE_UNKNOWN, "its source does not tell when it was made", "keep it in the vault");
            return;
        }
        Duration age = Duration.between(key.created().get(), now);
        if (age.compareTo(rules.limit()) >= 0) {
            add(Kind.TOO_OLD, age.toDays() + " days old", "replace it now: no bot starts with it");
        } else if (age.compareTo(rules.due()) >= 0) {
            add(
                    Kind.DUE,
                    age.toDays() + " days old",
                    "replace it before day " + rules.limit().toDays());
        }
    }

    /** Whether the key is known for long enough to say that something was not used. */
    private boolean knownLong() {
        return !key.since().isAfter(now.minus(rules.unused()));
    }

    private boolean isRecent(KeyUse use) {
        return use.last().isAfter(now.minus(rules.unused()));
    }

    private void unused() {
        Optional<Instant> last = uses.stream().map(KeyUse::last).max(Comparator.naturalOrder());
        if (knownLong() && uses.stream().noneMatch(this::isRecent)) {
            add(
                    Kind.UNUSED,
                    last.map(at -> "last used " + at).orElse("never used since " + key.since()),
                    "revoke it at " + key.venue() + " if nobody needs it");
        }
    }

    private void unusedRights() {
        if (!knownLong() || uses.stream().noneMatch(this::isRecent)) {
            return;
        }
        key.granted().forEach((strategy, rights) -> {
            var unused = EnumSet.noneOf(Permission.class);
            unused.addAll(rights);
            uses.stream()
                    .filter(use -> use.strategy().equals(strategy))
                    .filter(this::isRecent)
                    .forEach(use -> unused.remove(use.permission()));
            if (!unused.isEmpty()) {
                add(
                        Kind.UNUSED_RIGHT,
                        words(unused) + ", granted to '" + strategy + "'",
                        "take it out of the grant and off the key, if the strategy can do without");
            }
        });
    }

    private static String words(Set<Permission> rights) {
        return rights.stream().map(Permission::name).collect(Collectors.joining(", "));
    }

    private void source() {
        key.weakness().ifPresent(why -> add(Kind.WEAK_SOURCE, why, "keep it in the vault or a file of its owner"));
        if (key.heldByClient()) {
            add(
                    Kind.HELD_BY_CLIENT,
                    "a client library holds it as a string",
                    "let keyguard sign, where the client can be given a signer");
        }
    }

    private void exposed(Set<String> exposed) {
        if (exposed.contains(exposure(key.key(), key.generation()))) {
            add(Kind.EXPOSED, "generation " + key.generation() + " was shown in the clear", "replace it now");
        }
    }

    static String exposure(KeyId key, long generation) {
        return key.value() + " " + generation;
    }

    private void hosts() {
        var used = new TreeSet<String>();
        uses.stream().filter(this::isRecent).forEach(use -> used.add(use.host()));
        if (rules.hosts().isEmpty()) {
            if (used.size() > 1) {
                add(
                        Kind.SEVERAL_HOSTS,
                        String.join(", ", used),
                        "say which machines are expected, or find out who it is");
            }
            return;
        }
        used.removeAll(rules.hosts());
        if (!used.isEmpty()) {
            add(
                    Kind.UNEXPECTED_HOST,
                    String.join(", ", used),
                    "find out who uses it there, and revoke it if nobody knows");
        }
    }

    /** Both are used for a while during an overlap, so only one that began later is looked at. */
    private void generations() {
        for (KeyUse use : uses) {
            uses.stream()
                    .filter(newer -> newer.generation() > use.generation()
                            && newer.first().isBefore(use.first()))
                    .findFirst()
                    .ifPresent(newer -> add(
                            Kind.OLD_GENERATION,
                            "generation " + use.generation() + " was first used by " + use.strategy() + " on "
                                    + use.host() + " at " + use.first() + ", after generation " + newer.generation(),
                            "find out where it still lies"));
        }
    }

    private void add(Kind kind, String observed, String remedy) {
        findings.add(new InventoryFinding(key.key(), kind, observed, remedy));
    }
}
