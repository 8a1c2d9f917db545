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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the watches over an account knew when they were saved last: every alarm once, with its count, and the rates of their keys. Where several processes watch it, they see the same, and of each alarm there is the last. Immutable.
 *
 * @param venue the id of the venue
 * @param account the owner's name of the account there
 * @param saved when, by whoever did last
 * @param ended whether the last process that watched has ended as it should, and no other runs
 * @param alarms the last first
 * @param rates by key and strategy
 * @param unknown how many alarms there are that only a newer version knows
 */
public record WatchView(
        String venue,
        String account,
        Instant saved,
        boolean ended,
        List<Alarm> alarms,
        List<KeyRate> rates,
        int unknown) {
    private static final Comparator<WatchStore.Found> NEWEST_FIRST = Comparator.<WatchStore.Found, Instant>comparing(
                    one -> one.state().saved())
            .reversed();

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
            Map<List<String>, List<WatchStore.Found>> byAccount = new LinkedHashMap<>();
            WatchStore.readAll(state).stream()
                    .sorted(NEWEST_FIRST)
                    .forEach(one -> byAccount
                            .computeIfAbsent(
                                    List.of(one.state().venue(), one.state().account()), account -> new ArrayList<>())
                            .add(one));
            var views = new ArrayList<WatchView>();
            for (List<WatchStore.Found> states : byAccount.values()) {
                views.add(of(states));
            }
            views.sort(Comparator.comparing(WatchView::venue).thenComparing(WatchView::account));
            return views;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading what was watched", e);
        }
    }

    private static WatchView of(List<WatchStore.Found> newestFirst) throws IOException {
        Map<List<Object>, Alarm> alarms = new LinkedHashMap<>();
        Map<User, KeyRate> rates = new LinkedHashMap<>();
        int unknown = 0;
        for (WatchStore.Found found : newestFirst) {
            WatchState state = found.state();
            List<Optional<Alarm>> all =
                    Alarms.readAll(state.venue(), state.account(), part(state, AccountWatch.ALARMS));
            all.stream()
                    .flatMap(Optional::stream)
                    .forEach(alarm -> alarms.merge(
                            List.of(alarm.signal(), alarm.key(), alarm.subject()), alarm, WatchView::together));
            unknown += (int) all.stream().filter(Optional::isEmpty).count();
            OrderRate.read(part(state, OrderRate.class.getSimpleName()))
                    .forEach(rate -> rates.putIfAbsent(new User(rate.key(), rate.strategy()), rate));
        }
        WatchState newest = newestFirst.get(0).state();
        return new WatchView(
                newest.venue(),
                newest.account(),
                newest.saved(),
                newest.ended()
                        && newestFirst.stream().allMatch(one -> one.state().ended() || !one.running()),
                alarms.values().stream()
                        .sorted(Comparator.comparing(Alarm::at).reversed())
                        .toList(),
                List.copyOf(rates.values()),
                unknown);
    }

    private static Alarm together(Alarm one, Alarm other) {
        return one.at().isBefore(other.at()) ? other : one;
    }

    private static DataInputStream part(WatchState state, String name) {
        return new DataInputStream(new ByteArrayInputStream(state.parts().getOrDefault(name, new byte[Integer.BYTES])));
    }
}
