/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * An order that waits to be judged, and all that it is shown as meanwhile: a stream that is late shows it again as it was, so the last alone would hide a change.
 *
 * @param until when it has waited long enough
 * @param knownFrom from when on all that was signed was remembered as the order was first shown: what a fast bot signs while it waits makes nobody forget that it was unknown
 * @param preceded whether its id was signed here only after it was shown, so that it is another's
 * @param since when it was first shown
 * @param later as what it was shown since, in the order of that
 */
record WaitingOrder(
        VenueOrder order, Instant until, Instant knownFrom, boolean preceded, Instant since, List<VenueOrder> later) {
    /** Of what an order is shown as while it waits. */
    private static final int MOST_SHOWN = 8;

    WaitingOrder precedes() {
        return new WaitingOrder(order, until, knownFrom, true, since, later);
    }

    WaitingOrder until(Instant end) {
        return new WaitingOrder(order, end, knownFrom, preceded, since, later);
    }

    WaitingOrder and(VenueOrder again) {
        boolean known = again.equals(order) || later.contains(again);
        if (known || later.size() == MOST_SHOWN) {
            return this;
        }
        var all = new ArrayList<VenueOrder>(later);
        all.add(again);
        return new WaitingOrder(order, until, knownFrom, preceded, since, List.copyOf(all));
    }

    void save(DataOutputStream out) throws IOException {
        Saved.order(order, out);
        Saved.time(until, out);
        Saved.time(knownFrom, out);
        out.writeBoolean(preceded);
        Saved.time(since, out);
        out.writeInt(later.size());
        for (VenueOrder again : later) {
            Saved.order(again, out);
        }
    }

    static WaitingOrder load(DataInputStream in) throws IOException {
        VenueOrder order = Saved.order(in);
        Instant until = Saved.time(in);
        Instant knownFrom = Saved.time(in);
        boolean preceded = in.readBoolean();
        Instant since = Saved.time(in);
        var later = new ArrayList<VenueOrder>();
        for (int more = in.readInt(); more > 0; more--) {
            later.add(Saved.order(in));
        }
        return new WaitingOrder(order, until, knownFrom, preceded, since, List.copyOf(later));
    }
}
