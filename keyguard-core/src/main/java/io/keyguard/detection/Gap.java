/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A while in which processes died, so that it is not known what they signed last.
 *
 * @param from its begin
 * @param to its end; before the begin if there is none
 * @param saves when those that died had saved last, in order; what came before the first of them is not known at all
 */
record Gap(Instant from, Instant to, List<Instant> saves) {
    private static final Duration CLOSE = Duration.ofHours(1);
    private static final int MOST = 16;
    /** What was signed later than that after a save was saved: once in ten seconds, by a machine that may be slow. */
    private static final Duration LAST_MOMENTS = AccountWatch.SIGN_OF_LIFE.plusSeconds(15);

    static final Gap NONE = new Gap(Instant.EPOCH, Instant.EPOCH.minusSeconds(3_600), List.of());

    Gap {
        saves = List.copyOf(saves);
    }

    /** This gap and what is not known now, {@code saved} on: one, if both lie close together; otherwise the newer. */
    Gap and(Instant saved, Instant now) {
        boolean close = from.isBefore(to) && to.plus(CLOSE).isAfter(saved);
        List<Instant> all = new ArrayList<>(close ? saves : List.of());
        all.add(saved);
        return new Gap(close ? from : saved, now, all.subList(Math.max(0, all.size() - MOST), all.size()));
    }

    /** Whether something that a venue's clock puts at {@code at} may have been signed in it. */
    boolean holds(Instant at, Duration skew) {
        return from.isBefore(to) && !at.isBefore(from.minus(skew)) && !at.isAfter(to.plus(skew));
    }

    /** Whether that may have been signed in the last moments of a process that died. */
    boolean mayHaveLost(Instant at, Duration skew) {
        return holds(at, skew)
                && (at.isBefore(saves.get(0)) || saves.stream().anyMatch(saved -> isSoonAfter(saved, at, skew)));
    }

    private static boolean isSoonAfter(Instant saved, Instant at, Duration skew) {
        return !at.isBefore(saved.minus(skew))
                && !at.isAfter(saved.plus(LAST_MOMENTS).plus(skew));
    }

    void save(DataOutput out) throws IOException {
        Saved.time(from, out);
        Saved.time(to, out);
        out.writeInt(saves.size());
        for (Instant saved : saves) {
            Saved.time(saved, out);
        }
    }

    static Gap load(DataInput in) throws IOException {
        Instant from = Saved.time(in);
        Instant to = Saved.time(in);
        var saves = new ArrayList<Instant>();
        for (int left = in.readInt(); left > 0; left--) {
            saves.add(Saved.time(in));
        }
        if (saves.isEmpty() && from.isBefore(to)) {
            throw new IOException("a gap without a process that died");
        }
        return new Gap(from, to, saves);
    }
}
