/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Grant;
import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.PermissionSet.Presence;
import io.keyguard.VenueRefusedException;
import io.keyguard.internal.ByAccount;
import io.keyguard.internal.GrantTable;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.KeyInspections.Answer;
import io.keyguard.policy.KeyPolicy.Unverifiable;
import io.keyguard.rotation.KeyGate;
import io.keyguard.rotation.LoadedKey;
import io.keyguard.rotation.Restriction;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyFacts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Lets keys pass that satisfy the policy and the grants, after asking their venues. Thread-safe. */
public final class PolicyGate implements KeyGate, AutoCloseable {
    /** What stops a start but makes a key in use no more dangerous, or is restricted for itself. */
    private static final Set<Kind> HARMLESS = EnumSet.of(Kind.MISSING_RIGHT, Kind.TOO_OLD);

    private final KeyPolicy policy;
    private final Map<String, List<Grant>> grants;
    private final GrantTable granted;
    private final KeyInspections inspections;
    private final InstantSource clock;
    private final InstantSource steady;
    private final Exposures exposures;
    private final VerifiedRights verified;
    private final VenueClocks clocks;
    private volatile PrivilegeReport last = new PrivilegeReport(0, List.of());

    /**
     * Makes a gate.
     *
     * @param grants what each strategy may do
     * @param exposures who knows which keys somebody has seen
     * @param verified who remembers what venues said
     * @param executor where venues are asked, several at a time
     * @param clock the wall clock, for the ends that venues set
     * @param ticker what the ages of running keys go on by, in nanoseconds
     * @param clocks who knows how far the venues' clocks are off
     */
    public PolicyGate(
            KeyPolicy policy,
            Map<String, List<Grant>> grants,
            Exposures exposures,
            VerifiedRights verified,
            HttpTransport transport,
            Executor executor,
            InstantSource clock,
            LongSupplier ticker,
            VenueClocks clocks) {
        this.policy = policy;
        var copy = new TreeMap<String, List<Grant>>();
        grants.forEach((strategy, list) -> copy.put(strategy, List.copyOf(list)));
        this.grants = Collections.unmodifiableMap(copy);
        this.granted = GrantTable.of(copy);
        this.exposures = exposures;
        this.verified = verified;
        this.clocks = clocks;
        this.inspections = new KeyInspections(transport, executor, ticker, clocks);
        this.clock = clock;
        this.steady = new SteadyClock(clock, ticker);
    }

    /**
     * What asking again about keys in use came to.
     *
     * @param findings what there is to say about each key
     * @param changes the keys of which the venue says something else than before
     */
    public record Review(Map<KeyId, List<Finding>> findings, List<RightsChange> changes) {}

    /** The rights that a key has gained and lost since its venue was asked last. */
    public record RightsChange(KeyId key, Set<String> gained, Set<String> lost) {}

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
        var all = new ArrayList<>(kept);
        all.addAll(fresh);
        Map<LoadedKey, Answer> answers = ask(fresh);
        ByAccount<LoadedKey> accounts = ByAccount.ofKeys(all);
        answers.forEach((key, answer) -> {
            findings.addAll(findings(key, answer, accounts));
            if (answer instanceof Answer.Failed) {
                key.restrict(Restriction.UNVERIFIED);
            }
        });
        GrantCoverage.Coverage coverage = GrantCoverage.of(grants, accounts, unloadable);
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

    private Map<LoadedKey, Answer> ask(Collection<LoadedKey> keys) {
        Map<LoadedKey, Answer> answers = inspections.inspect(keys);
        clocks.tell();
        answers.replaceAll(this::learn);
        return answers;
    }

    private Answer learn(LoadedKey key, Answer answer) {
        if (answer instanceof Answer.Facts known) {
            key.facts(known.facts());
            // While a slow venue was asked about others, this one may have been replaced.
            var unused = key.whileLoaded(material -> {
                if (isTimeTold(key)) {
                    verified.remember(
                            material, known.facts(), clocks.confirms(key.venue().id()));
                }
                return Optional.of(answer);
            });
            return answer;
        }
        if (answer instanceof Answer.Failed failed
                && policy.unverifiable() == Unverifiable.LAST_VERIFIED
                && VenueRefusal.of(failed.why()).isEmpty()) {
            Optional<KeyFacts> last = key.whileLoaded(material -> verified.recall(material, policy.verifiedWithin()));
            last.ifPresent(key::remembered);
            return last.<Answer>map(facts -> new Answer.Remembered(facts, failed.why()))
                    .orElse(answer);
        }
        return answer;
    }

    /** Whether nothing says that this machine's clock is off by more than clocks may be: what is kept with a wrong time would count for ever. */
    private boolean isTimeTold(LoadedKey key) {
        return !UpkeepCheck.isFromTheFuture(key.key(), clock.instant())
                && clocks.believes(key.venue().id());
    }

    /** Asks no more, and lets those who wait for an answer go on without one. */
    @Override
    public void close() {
        inspections.close();
    }

    /**
     * Asks again about {@code keys}, which are among {@code all} that are in use. Those that are no longer as policy and grants ask are restricted;
     * where the venue has confirmed the rights, that is lifted.
     */
    public Review review(Collection<LoadedKey> keys, Collection<LoadedKey> all) {
        Map<KeyId, PermissionSet> before = new TreeMap<>();
        keys.forEach(key -> before.put(key.key().id(), key.rights()));
        Map<LoadedKey, Answer> answers = ask(keys);
        ByAccount<LoadedKey> accounts = ByAccount.ofKeys(all);
        var findings = new LinkedHashMap<KeyId, List<Finding>>();
        var changes = new ArrayList<RightsChange>();
        answers.forEach((key, answer) -> {
            List<Finding> found = findings(key, answer, accounts);
            findings.put(key.key().id(), found);
            restrict(key, answer, found);
            change(key, before.getOrDefault(key.key().id(), PermissionSet.unknown()), changes);
        });
        return new Review(findings, changes);
    }

    private static void change(LoadedKey key, PermissionSet before, List<RightsChange> changes) {
        if (before == PermissionSet.unknown()) {
            return;
        }
        Set<String> had = names(before);
        Set<String> has = names(key.rights());
        var gained = new TreeSet<>(has);
        gained.removeAll(had);
        var lost = new TreeSet<>(had);
        lost.removeAll(has);
        if (!gained.isEmpty() || !lost.isEmpty()) {
            changes.add(new RightsChange(key.key().id(), gained, lost));
        }
    }

    private static Set<String> names(PermissionSet rights) {
        var names = new TreeSet<String>();
        rights.all(Presence.GRANTED).forEach(right -> names.add(right.name()));
        rights.unrecognised().forEach(right -> names.add(RightsCheck.shown(right)));
        return names;
    }

    private void restrict(LoadedKey key, Answer answer, List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.kind() == Kind.TOO_OLD)) {
            key.restrict(Restriction.TOO_OLD);
        }
        boolean refused = answer instanceof Answer.Failed failed
                && VenueRefusal.of(failed.why()).isPresent();
        if (answer instanceof Answer.Failed && !refused && policy.unverifiable() == Unverifiable.LAST_VERIFIED) {
            key.restrict(Restriction.UNVERIFIED);
        }
        if (answer instanceof Answer.Facts) {
            key.lift(Restriction.UNVERIFIED);
            if (findings.stream().anyMatch(finding -> finding.stops() && !HARMLESS.contains(finding.kind()))) {
                key.restrict(Restriction.NOT_AS_ASKED);
            } else {
                key.lift(Restriction.NOT_AS_ASKED);
            }
        }
    }

    /** Returns whether each grant has its key among {@code all}. */
    public List<Finding> coverage(Collection<LoadedKey> all) {
        return GrantCoverage.of(grants, ByAccount.ofKeys(all), List.of()).findings();
    }

    private List<Finding> findings(LoadedKey key, Answer answer, ByAccount<LoadedKey> all) {
        if (key.hosts().isEmpty()) {
            return List.of(finding(
                    key,
                    Kind.NO_HOSTS,
                    true,
                    "",
                    key.environment().name(),
                    "choose an environment that the venue has"));
        }
        var findings = new ArrayList<Finding>();
        List<Grant> own = granted.of(key.key());
        if (answer instanceof Answer.Facts known) {
            findings.addAll(RightsCheck.check(key, known.facts(), policy, own, elsewhere(key, all), clock.instant()));
        } else if (answer instanceof Answer.Remembered known) {
            findings.addAll(RightsCheck.check(key, known.facts(), policy, own, elsewhere(key, all), clock.instant()));
            findings.add(finding(
                    key,
                    Kind.UNVERIFIABLE,
                    false,
                    known.why().getMessage() + "; the rights are those that it confirmed last",
                    "an answer about the key's rights",
                    "none: it is asked again until it answers, and trusted for at most "
                            + policy.verifiedWithin().toHours() + " hours"));
        } else {
            findings.add(failed(key, (Answer.Failed) answer));
        }
        Optional<Instant> since = key.whileLoaded(verified::since);
        findings.addAll(UpkeepCheck.check(key, policy, own, grants.keySet(), exposures, since, steady.instant()));
        return findings;
    }

    /** The rights of the other keys that serve the same strategies on the same account. */
    private static Set<Permission> elsewhere(LoadedKey key, ByAccount<LoadedKey> all) {
        var rights = EnumSet.noneOf(Permission.class);
        for (LoadedKey other : all.at(key.key().venue(), key.key().account())) {
            if (!other.key().id().equals(key.key().id())
                    && other.key().strategies().containsAll(key.key().strategies())) {
                rights.addAll(GrantCoverage.mayHave(other));
            }
        }
        return rights;
    }

    private Finding failed(LoadedKey key, Answer.Failed failed) {
        String why = String.valueOf(failed.why().getMessage());
        Optional<VenueRefusedException> refusal = VenueRefusal.of(failed.why());
        if (refusal.isPresent()) {
            String needed = VenueRefusal.needed(refusal.get());
            return finding(key, Kind.REFUSED_BY_VENUE, true, why, needed, VenueRefusal.remedy(refusal.get()));
        }
        boolean stops = policy.unverifiable() != Unverifiable.REDUCE_ONLY;
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
