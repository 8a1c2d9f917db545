/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Reaction;
import io.keyguard.detection.Signal;
import io.keyguard.incident.Notices;
import io.keyguard.metrics.Metrics;
import io.keyguard.rotation.KeyEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens to a key is told to the watch over its account, and to no other. */
class WatchesTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final int ACCOUNTS = 50;

    private final FakeVenue venue = new FakeVenue();
    private final List<Alarm> alarms = new CopyOnWriteArrayList<>();
    private final List<Alarm> responses = new CopyOnWriteArrayList<>();
    private final Map<KeyId, Watches.Account> accounts = new HashMap<>();
    private final Watches watches = new Watches(
            IntStream.range(0, ACCOUNTS).mapToObj(this::watching).toList(),
            (scope, reason) -> {},
            Executors.newCachedThreadPool(),
            Notices.none(),
            Metrics.NONE,
            null,
            Set.of(),
            id -> Optional.ofNullable(accounts.get(id)));

    private AccountWatch.Builder watching(int n) {
        accounts.put(key(n), new Watches.Account("fake", "account-" + n));
        return AccountWatch.of("fake", "account-" + n, venue.clientOrderIds())
                .clock(() -> NOW)
                .onAlarm(alarms::add)
                .respondOn(responses::add, Signal.RIGHTS_WIDENED);
    }

    private static KeyId key(int n) {
        return KeyId.of("key-" + n);
    }

    @AfterEach
    void close() {
        watches.close();
    }

    @Test
    void rightsThatWereGained_areToldOnce_underTheKeysAccount() {
        watches.onEvent(new KeyEvent.RightsChanged(NOW, key(17), Set.of("withdraw"), Set.of()));
        watches.close();

        assertThat(alarms).singleElement().satisfies(alarm -> {
            assertThat(alarm.account()).isEqualTo("account-17");
            assertThat(alarm.reaction()).isEqualTo(Reaction.RESPOND);
        });
        assertThat(responses).hasSize(1);
    }

    @Test
    void rightsOfAKeyWhoseAccountNobodyWatches_areToldToNobody() {
        accounts.put(KeyId.of("elsewhere"), new Watches.Account("fake", "unwatched"));

        watches.onEvent(new KeyEvent.RightsChanged(NOW, KeyId.of("elsewhere"), Set.of("withdraw"), Set.of()));
        watches.onEvent(new KeyEvent.RightsChanged(NOW, KeyId.of("unheard-of"), Set.of("withdraw"), Set.of()));
        watches.close();

        assertThat(alarms).isEmpty();
    }

    /** Or ten thousand keys that are replaced once would be remembered a hundred million times. */
    @Test
    void generationThatRetires_changesOneWatch_alsoWhenItsKeyIsGone() {
        watches.onEvent(new KeyEvent.Published(NOW, Set.of(key(3), key(4)), Set.of()));
        watches.save(true, false);

        watches.onEvent(new KeyEvent.Retired(NOW, key(3), 1));
        assertThat(watches.save(true, false)).hasSize(1);
        accounts.remove(key(4));
        watches.onEvent(new KeyEvent.Retired(NOW, key(4), 1));

        assertThat(watches.save(true, false)).hasSize(1);
    }
}
