/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Grant;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyPolicy.Unknown;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.source.ApiKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What there is to say about a key without asking its venue: its age, who has seen it, who shares it, who holds it. */
final class UpkeepCheck {
    /** How far two machines' clocks may differ before it is worth a finding. */
    private static final Duration CLOCKS_APART = Duration.ofHours(1);

    private static final String SEEN = ", since it was first seen here; its source says less";
    private static final String UNDATED =
            " at least, since it was first seen here; its source does not tell when it was made";

    private final LoadedKey key;
    private final KeyPolicy policy;
    private final List<Finding> findings = new ArrayList<>();

    private UpkeepCheck(LoadedKey key, KeyPolicy policy) {
        this.key = key;
        this.policy = policy;
    }

    /**
     * Returns the findings about {@code key} at {@code now}, which is used under {@code grants}.
     *
     * @param granted the strategies that were granted something
     * @param since when this material was first seen; empty if that is not known
     */
    static List<Finding> check(
            LoadedKey key,
            KeyPolicy policy,
            Collection<Grant> grants,
            Set<String> granted,
            Exposures exposures,
            Optional<Instant> since,
            Instant now) {
        var check = new UpkeepCheck(key, policy);
        check.age(since, now);
        check.exposure(exposures);
        check.source();
        check.sharing(granted);
        check.holder(grants);
        return check.findings;
    }

    /** Whether the source of {@code key} says at {@code now} that it is from the future: some clock is wrong, and what is noted now stays wrong. */
    static boolean isFromTheFuture(ApiKey key, Instant now) {
        return key.createdAt().isAfter(now.plus(CLOCKS_APART));
    }

    private void age(Optional<Instant> since, Instant now) {
        Instant created = key.key().createdAt();
        Duration age = Duration.between(created, now);
        if (policy.limit().isEmpty()) {
            return;
        }
        if (created.equals(Instant.EPOCH)) {
            undated(since.map(first -> Duration.between(first, now)).orElse(Duration.ZERO));
        } else if (isFromTheFuture(key.key(), now)) {
            add(
                    Kind.CREATED_IN_FUTURE,
                    policy.unknown() == Unknown.REFUSE,
                    "stored " + created + ", and it is " + now,
                    limits(),
                    "set the clock of this machine, or of the one that stored the key, and start again");
        } else {
            // A file that is written anew at each start says that the key is young.
            Duration seen = since.map(first -> Duration.between(first, now)).orElse(age);
            old(seen.compareTo(age) > 0 ? seen : age, seen.compareTo(age) > 0 ? SEEN : "");
        }
    }

    /** At least as old as it was seen here. */
    private void undated(Duration seen) {
        if (policy.limit().filter(limit -> seen.compareTo(limit) >= 0).isPresent()) {
            old(seen, UNDATED);
        } else {
            add(
                    Kind.AGE_UNKNOWN,
                    policy.unknown() == Unknown.REFUSE,
                    "its source does not tell when it was made",
                    limits(),
                    "say so with createdAt in its labels, or keep it in the vault");
        }
    }

    private void old(Duration age, String why) {
        if (policy.limit().filter(limit -> age.compareTo(limit) >= 0).isPresent()) {
            add(Kind.TOO_OLD, true, age.toDays() + " days old" + why, limits(), "replace the key");
        } else if (policy.due().filter(due -> age.compareTo(due) >= 0).isPresent()) {
            add(Kind.DUE, false, age.toDays() + " days old" + why, limits(), "replace the key before the limit");
        }
    }

    private String limits() {
        return policy.due()
                .flatMap(due -> policy.limit()
                        .map(limit -> "due after " + due.toDays() + " days, at most " + limit.toDays() + " days"))
                .orElse("");
    }

    private void exposure(Exposures exposures) {
        if (exposures.isExposed(key.key().id(), key.key().generation())) {
            add(Kind.EXPOSED, false, "it was revealed or exported", "a key that nobody has seen", "replace it now");
        }
    }

    private void source() {
        key.key()
                .weakness()
                .ifPresent(weakness -> add(
                        Kind.WEAK_SOURCE,
                        policy.refusesWeakSources(),
                        weakness,
                        "a source that shows keys to nobody else",
                        "keep it in the vault, in secret files or in HashiCorp Vault"));
    }

    private void sharing(Set<String> granted) {
        var strategies = new TreeSet<>(key.key().strategies());
        strategies.retainAll(granted);
        if (strategies.size() > 1) {
            add(
                    Kind.SHARED,
                    policy.isOneKeyPerStrategy(),
                    "used by " + String.join(", ", strategies),
                    "one key per strategy",
                    "make a key for each strategy");
        }
    }

    private void holder(Collection<Grant> grants) {
        String reasons = grants.stream()
                .flatMap(grant -> grant.heldByClient().stream())
                .distinct()
                .collect(Collectors.joining("; "));
        if (!reasons.isEmpty()) {
            add(
                    Kind.HELD_BY_CLIENT,
                    false,
                    "a client library holds it as a string: " + reasons,
                    "a key that keyguard alone holds",
                    "sign through the ScopedKey where the client allows it");
        }
    }

    private void add(Kind kind, boolean stops, String observed, String needed, String remedy) {
        findings.add(new Finding(key.key().id().value(), kind, stops, observed, needed, remedy));
    }
}
