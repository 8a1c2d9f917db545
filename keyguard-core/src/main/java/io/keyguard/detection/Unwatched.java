/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nobody watched from when the process before this one saved last until this one began. After a crash that is always said; after a good end, in which nothing is signed, when it took long. */
final class Unwatched implements Rule {
    private final Watching watching;
    private @Nullable String finding;

    /** @param before what the watch before this one saved; null if there was none */
    Unwatched(Watching watching, @Nullable WatchState before) {
        this.watching = watching;
        this.finding = before == null ? null : finding(before);
    }

    private @Nullable String finding(WatchState before) {
        Instant until = watching.started();
        boolean isLong = Duration.between(before.saved(), until).compareTo(watching.limits().unwatched) > 0;
        if (before.ended() && !isLong) {
            return null;
        }
        return "nothing was watched from " + before.saved() + " to " + until
                + (before.ended() ? ", after a good end" : ", after a crash")
                + ": show what the venue took since";
    }

    /** With the first event, since whoever is to be told may not be ready before. */
    @Override
    public void on(AccountEvent event, Instant now) {
        String said = finding;
        if (said != null) {
            finding = null;
            watching.alarms().raise(now, Signal.UNWATCHED, Optional.empty(), "this account", Confidence.CERTAIN, said);
        }
    }

    /** Of a process that ended before anything happened, the next says it. */
    @Override
    public void save(DataOutputStream out) throws IOException {
        if (finding != null) {
            Saved.text(finding, out);
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        String before = in.readUTF();
        finding = finding == null ? before : before + "; " + finding;
    }
}
