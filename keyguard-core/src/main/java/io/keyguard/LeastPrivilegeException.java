/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.policy.PrivilegeReport;

/** Keys do not satisfy the policy; {@link #report()} lists every finding of every key. */
public final class LeastPrivilegeException extends KeyguardException {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // nobody serialises it; Throwable alone makes it Serializable
    private final transient PrivilegeReport report;

    /** For keyguard's own use. */
    public LeastPrivilegeException(PrivilegeReport report) {
        super(report.toText());
        this.report = report;
    }

    /** Returns every finding of every key. */
    public PrivilegeReport report() {
        return report;
    }
}
