/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** Tells when something has come {@code many} times within a while; then it counts from nought. Not thread-safe. */
final class Bursts {
    /** Of what comes at once, so that nobody fills the memory by names. */
    private static final int MOST = 256;

    private final int many;
    private final Duration within;
    private final Latest<String, Deque<Instant>> recent;

    /** @param what the kinds are, in words */
    Bursts(int many, Duration within, Watching watching, String what) {
        this.many = many;
        this.within = within;
        this.recent = new Latest<>(MOST, within, watching, what);
    }

    boolean isOne(String kind, Instant now) {
        return isOne(kind, 1, now);
    }

    /** Whether it is one, now that it has come {@code times} more at once. */
    boolean isOne(String kind, int times, Instant now) {
        Deque<Instant> all = recent.get(kind, now, () -> new ArrayDeque<>(4));
        for (int n = 0; n < Math.min(times, many); n++) {
            all.addLast(now);
        }
        while (all.size() > many
                || (!all.isEmpty() && all.getFirst().plus(within).isBefore(now))) {
            all.removeFirst();
        }
        if (all.size() == many) {
            recent.remove(kind);
            return true;
        }
        return false;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(recent.size());
        recent.<IOException>forEach((kind, times, last) -> {
            Saved.text(kind, out);
            out.writeInt(times.size());
            for (Instant at : times) {
                Saved.time(at, out);
            }
        });
    }

    void load(DataInput in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String kind = in.readUTF();
            Deque<Instant> times = new ArrayDeque<>(4);
            for (int more = in.readInt(); more > 0; more--) {
                times.addLast(Saved.time(in));
            }
            if (!times.isEmpty()) {
                recent.put(kind, times, times.getLast(), times.getLast());
            }
        }
    }
}
