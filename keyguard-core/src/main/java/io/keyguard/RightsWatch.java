/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.policy.Finding;
import io.keyguard.policy.Finding.Kind;
import io.keyguard.policy.PolicyGate;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.rotation.KeyRing;
import io.keyguard.rotation.LoadedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Asks again what the keys in use may do, and tells listeners what has changed, once for each change. Thread-safe. */
final class RightsWatch {
    private final PolicyGate gate;
    private final KeyRing ring;

    @GuardedBy("this")
    private final Map<KeyId, String> told = new HashMap<>();

    RightsWatch(PolicyGate gate, KeyRing ring) {
        this.gate = gate;
        this.ring = ring;
    }

    /** Asks about every key, and returns every finding. */
    PrivilegeReport askAll() {
        Collection<LoadedKey> all = ring.current().keys();
        List<Finding> findings = new ArrayList<>(ask(all, all));
        findings.addAll(gate.coverage(all));
        return new PrivilegeReport(all.size(), findings);
    }

    /** Asks about the keys that no venue has confirmed. */
    void askUnverified() {
        Collection<LoadedKey> all = ring.current().keys();
        List<LoadedKey> unverified =
                all.stream().filter(key -> !key.isConfirmed()).toList();
        if (!unverified.isEmpty()) {
            var unused = ask(unverified, all);
        }
    }

    private synchronized List<Finding> ask(Collection<LoadedKey> keys, Collection<LoadedKey> all) {
        PolicyGate.Review review = gate.review(keys, all);
        review.changes().forEach(change -> ring.tellRightsChanged(change.key(), change.gained(), change.lost()));
        var news = new TreeSet<KeyId>();
        var report = new ArrayList<Finding>();
        review.findings().forEach((key, findings) -> {
            if (isNews(key, findings)) {
                news.add(key);
                report.addAll(findings);
            }
        });
        if (!news.isEmpty()) {
            ring.tellRefused(news, new PrivilegeReport(news.size(), report).toText());
        }
        return review.findings().values().stream().flatMap(List::stream).toList();
    }

    /** A venue that does not answer changes nothing of what is known. An age is older every day, and told once. */
    @GuardedBy("this")
    private boolean isNews(KeyId key, List<Finding> findings) {
        if (findings.stream().anyMatch(finding -> finding.kind() == Kind.UNVERIFIABLE)
                && findings.stream().noneMatch(finding -> finding.kind() == Kind.TOO_OLD)) {
            return false;
        }
        String now = findings.stream()
                .filter(Finding::stops)
                .filter(finding -> finding.kind() != Kind.UNVERIFIABLE)
                .map(finding -> finding.kind() + (finding.kind() == Kind.TOO_OLD ? "" : finding.observed()))
                .collect(Collectors.joining("\n"));
        return !now.equals(told.put(key, now)) && !now.isEmpty();
    }
}
