/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.VenueRefusedException;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyInspections.Answer;
import io.keyguard.policy.KeyPolicy.Unverifiable;
import io.keyguard.rotation.KeyGate;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.venue.HttpTransport;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;

/** Lets keys pass that satisfy the policy and the grants, after asking their venues. Thread-safe. */
public final class PolicyGate implements KeyGate, AutoCloseable {
    private final KeyPolicy policy;
    private final Map<String, List<Grant>> grants;
    private final KeyInspections inspections;
    private final InstantSource clock;
    private volatile PrivilegeReport last = new PrivilegeReport(0, List.of());

    /**
     * Makes a gate.
     *
     * @param grants what each strategy may do
     * @param executor where venues are asked, several at a time
     */
    public PolicyGate(
            KeyPolicy policy,
            Map<String, List<Grant>> grants,
            HttpTransport transport,
            Executor executor,
            InstantSource clock) {
        this.policy = policy;
        var copy = new TreeMap<String, List<Grant>>();
        grants.forEach((strategy, list) -> copy.put(strategy, List.copyOf(list)));
        this.grants = Collections.unmodifiableMap(copy);
        this.inspections = new KeyInspections(transport, executor);
        this.clock = clock;
    }

    /** Returns the report of the last check. */
    public PrivilegeReport lastReport() {
        return last;
    }

    @Override
    public Verdict check(Collection<LoadedKey> fresh, Collection<LoadedKey> kept, Collection<Unloadable> unloadable) {
        var findings = new ArrayList<Finding>();
        for (Unloadable key : unloadable) {
            findings.add(new Finding(
                    key.key().id().value(),
                    Kind.MATERIAL,
                    true,
                    key.reason(),
                    "",
                    "store the key again, as the venue shows it"));
        }
        inspections.inspect(fresh).forEach((key, answer) -> findings.addAll(findings(key, answer)));
        var all = new ArrayList<>(kept);
        all.addAll(fresh);
        GrantCoverage.Coverage coverage = GrantCoverage.of(grants, all, unloadable);
        findings.addAll(coverage.findings());
        var report = new PrivilegeReport(fresh.size() + kept.size() + unloadable.size(), findings);
        last = report;
        boolean mayPass = findings.stream().anyMatch(finding -> finding.kind() == Kind.UNVERIFIABLE);
        return new Verdict(
                report.passes(),
                refused(fresh, unloadable, report, coverage),
                mayPass,
                findings.isEmpty() ? "" : report.toText());
    }

    /** Asks no more, and lets those who wait for an answer go on without one. */
    @Override
    public void close() {
        inspections.close();
    }

    /** Asks about {@code keys}, which are in use, and returns what there is to say; lifts reduce-only where the venue has confirmed the rights. */
    public PrivilegeReport review(Collection<LoadedKey> keys) {
        var findings = new ArrayList<Finding>();
        inspections.inspect(keys).forEach((key, answer) -> findings.addAll(findings(key, answer)));
        findings.addAll(GrantCoverage.of(grants, keys, List.of()).findings());
        return new PrivilegeReport(keys.size(), findings);
    }

    /** Asks again about {@code keys}, which the venue has not confirmed, and returns what keeps them so; nothing while it does not answer. */
    public PrivilegeReport recheck(Collection<LoadedKey> keys) {
        var findings = new ArrayList<Finding>();
        inspections.inspect(keys).forEach((key, answer) -> findings.addAll(findings(key, answer)));
        return new PrivilegeReport(
                keys.size(), findings.stream().filter(Finding::stops).toList());
    }

    private List<Finding> findings(LoadedKey key, Answer answer) {
        if (key.hosts().isEmpty()) {
            return List.of(finding(
                    key,
                    Kind.NO_HOSTS,
                    true,
                    "",
                    key.environment().name(),
                    "choose an environment that the venue has"));
        }
        if (answer instanceof Answer.Facts known) {
            List<Finding> findings = LeastPrivilege.check(key, known.facts(), policy, grantsFor(key), clock.instant());
            if (findings.stream().noneMatch(Finding::stops)) {
                key.reduceOnly(false);
            }
            return findings;
        }
        return List.of(failed(key, (Answer.Failed) answer));
    }

    private Finding failed(LoadedKey key, Answer.Failed failed) {
        String why = String.valueOf(failed.why().getMessage());
        if (failed.why() instanceof VenueRefusedException) {
            return finding(
                    key,
                    Kind.REFUSED_BY_VENUE,
                    true,
                    why,
                    "a key that the venue accepts",
                    "check key, address list and rights at the venue");
        }
        boolean stops = policy.unverifiable() == Unverifiable.REFUSE;
        if (!stops) {
            key.reduceOnly(true);
        }
        return finding(
                key,
                Kind.UNVERIFIABLE,
                stops,
                why,
                "an answer about the key's rights",
                stops
                        ? "start again when the venue answers, or choose REDUCE_ONLY in the policy"
                        : "none: it reduces risk only until the venue answers");
    }

    private static Finding finding(
            LoadedKey key, Kind kind, boolean stops, String observed, String needed, String remedy) {
        return new Finding(key.key().id().value(), kind, stops, observed, needed, remedy);
    }

    private List<Grant> grantsFor(LoadedKey key) {
        return key.key().strategies().stream()
                .flatMap(strategy -> grants.getOrDefault(strategy, List.of()).stream())
                .filter(grant -> grant.venue().equals(key.key().venue())
                        && grant.account().equals(key.key().account()))
                .toList();
    }

    private static Set<KeyId> refused(
            Collection<LoadedKey> fresh,
            Collection<Unloadable> unloadable,
            PrivilegeReport report,
            GrantCoverage.Coverage coverage) {
        var stopped = new TreeSet<String>();
        report.findings().stream().filter(Finding::stops).forEach(finding -> stopped.add(finding.subject()));
        var refused = new TreeSet<KeyId>();
        unloadable.forEach(key -> refused.add(key.key().id()));
        fresh.stream()
                .map(key -> key.key().id())
                .filter(id ->
                        stopped.contains(id.value()) || coverage.ambiguous().contains(id))
                .forEach(refused::add);
        return refused;
    }
}
