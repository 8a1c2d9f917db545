/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.internal.KeyguardExceptions;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the watch over an account knew when it was saved last: every alarm once, with its count, and the rates of its keys. Immutable.
 *
 * @param venue the id of the venue
 * @param account the owner's name of the account there
 * @param saved when
 * @param ended whether the process that watched has ended since
 * @param alarms the last first
 * @param rates by key and strategy
 */
public record WatchView(
        String venue, String account, Instant saved, boolean ended, List<Alarm> alarms, List<KeyRate> rates) {
    /** Copies the lists. */
    public WatchView {
        alarms = List.copyOf(alarms);
        rates = List.copyOf(rates);
    }

    /**
     * How many orders a strategy signs with a key.
     *
     * @param lastMinute in the last minute in which it signed any, and that was followed by another
     * @param average in such a minute, usually
     * @param usual in ten seconds, at most, usually
     */
    public record KeyRate(KeyId key, String strategy, int lastMinute, double average, long usual) {}

    /**
     * Returns what the watches of every process left in the state directory {@code state}, or know now, by venue and account.
     *
     * @throws io.keyguard.StateException if it cannot be read
     */
    public static List<WatchView> read(Path state) {
        try {
            var views = new ArrayList<WatchView>();
            for (WatchState one : WatchStore.readAll(state)) {
                views.add(of(one));
            }
            views.sort(Comparator.comparing(WatchView::venue).thenComparing(WatchView::account));
            return views;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading what was watched", e);
        }
    }

    private static WatchView of(WatchState state) throws IOException {
        List<Alarm> alarms =
                new ArrayList<>(Alarms.read(state.venue(), state.account(), part(state, AccountWatch.ALARMS)));
        alarms.sort(Comparator.comparing(Alarm::at).reversed());
        List<KeyRate> rates = OrderRate.read(part(state, OrderRate.class.getSimpleName()));
        return new WatchView(state.venue(), state.account(), state.saved(), state.ended(), alarms, rates);
    }

    private static DataInputStream part(WatchState state, String name) {
        return new DataInputStream(new ByteArrayInputStream(state.parts().getOrDefault(name, new byte[Integer.BYTES])));
    }
}
