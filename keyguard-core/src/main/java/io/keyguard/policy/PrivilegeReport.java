/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import java.util.List;

/** Every finding of every key. Immutable. */
public record PrivilegeReport(List<Finding> findings) {
    /** Copies the findings. */
    public PrivilegeReport {
        findings = List.copyOf(findings);
    }

    /** Returns the report for a terminal or a log: names only. */
    public String toText() {
        return findings.toString();
    }
}
