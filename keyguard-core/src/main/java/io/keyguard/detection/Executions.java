/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;

/** The executions that came last: a venue shows them again and again, and each is looked at once. Of one that may have come before, and be forgotten, nobody says that it is new. Not thread-safe. */
final class Executions implements Rule {
    private static final int LEAST = 64;
    private static final int MOST = 1024;

    private final Digest64 digest;
    private final RecentEvents seen = new RecentEvents(LEAST, MOST);
    private boolean isNew;
    private boolean isUncertain;

    Executions(Digest64 digest) {
        this.digest = digest;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Filled filled) {
            boolean mayBeForgotten = seen.mayBeForgotten(filled.fill().at());
            boolean added =
                    seen.add(digest.of(filled.fill().id()), filled.fill().at());
            isNew = added && !mayBeForgotten;
            isUncertain = added && mayBeForgotten;
        }
    }

    /** Whether the execution that is told now comes for the first time. */
    boolean isNew() {
        return isNew;
    }

    /** Whether the execution that is told now is not known, and so old that it may have come before and been forgotten. */
    boolean isUncertain() {
        return isUncertain;
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        seen.save(out);
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        seen.load(in);
    }
}
