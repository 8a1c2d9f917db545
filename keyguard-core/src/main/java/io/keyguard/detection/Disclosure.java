/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.detection.AccountEvent.Disclosed;
import io.keyguard.detection.AccountEvent.TrailRead;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Material is shown, exported or brought back more often than on a usual day, by whomever. What the trail tells is new by its place there: the date of an entry is what somebody's clock said. */
final class Disclosure implements Rule {
    private static final Duration DAY = Duration.ofDays(1);

    private final Watching watching;
    private final Bursts bursts;
    /** How many entries of each chain were seen, by its digest; chains that disclosed nothing are not among them. */
    private Map<Long, Long> seen = Map.of();
    /** When the trail was read last, and before that; never, as long as this is {@link Instant#MAX}. */
    private Instant read = Instant.MAX;

    private Instant readBefore = Instant.MAX;

    Disclosure(Watching watching) {
        this.watching = watching;
        this.bursts = new Bursts(watching.limits().disclosures + 1, DAY, watching, "ways to disclose");
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof Disclosed disclosed) {
            disclosed(disclosed, disclosed.at().orElse(now), now);
        } else if (event instanceof TrailRead trail) {
            read(trail, now);
        }
    }

    private void read(TrailRead trail, Instant now) {
        boolean first = read.equals(Instant.MAX);
        for (TrailRead.Entry entry : trail.disclosed()) {
            // What is there the first time was done before anybody watched.
            if (isNew(entry) && !first && !entry.expected()) {
                disclosed(entry.what(), believable(entry.what().at().orElse(now), now), now);
            }
        }
        readBefore = first ? now : read;
        read = now;
    }

    private boolean isNew(TrailRead.Entry entry) {
        if (seen.isEmpty()) {
            seen = new HashMap<>();
        }
        long chain = watching.digest().of(entry.chain());
        if (entry.number() < seen.getOrDefault(chain, 0L)) {
            return false;
        }
        seen.put(chain, entry.number() + 1);
        return true;
    }

    /** It was made since the last look, or shortly before it, as clocks differ; or its date is wrong, and it is as if it was made now: nobody dates himself into an announced window. */
    private Instant believable(Instant at, Instant now) {
        return at.isBefore(readBefore) || at.isAfter(now) ? now : at;
    }

    private void disclosed(Disclosed disclosed, Instant at, Instant now) {
        if (!watching.announcements().explain(Change.KEYS, at)
                && bursts.isOne(disclosed.how().name(), disclosed.keys(), now)) {
            watching.alarms()
                    .raise(
                            now,
                            Signal.DISCLOSURE,
                            disclosed.key(),
                            disclosed.how().name(),
                            Confidence.POSSIBLE,
                            "more than " + watching.limits().disclosures + " keys were " + disclosed.how()
                                    + " within a day, the last "
                                    + (disclosed.keys() == 1 ? "" : disclosed.keys() + " at once ") + "by "
                                    + disclosed.by());
        }
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        bursts.save(out);
        Saved.time(read, out);
        Saved.time(readBefore, out);
        out.writeInt(seen.size());
        for (Map.Entry<Long, Long> chain : seen.entrySet()) {
            out.writeLong(chain.getKey());
            out.writeLong(chain.getValue());
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        bursts.load(in);
        read = Saved.time(in);
        readBefore = Saved.time(in);
        seen = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            seen.put(in.readLong(), in.readLong());
        }
    }
}
