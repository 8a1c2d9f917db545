/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.detection.AccountEvent.Disclosed;
import io.keyguard.detection.AccountEvent.How;
import io.keyguard.detection.AccountEvent.TrailRead;
import io.keyguard.metrics.Metrics;
import io.keyguard.venue.Fill;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueError.Kind;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever restarts the bot in between gets no second chance: what was counted goes on. */
class SavedCountsTest {
    private final List<Alarm> alarms = new ArrayList<>();
    private Instant now = BEGAN;
    private AccountWatch watch = start(Optional.empty());
    private int fills;

    private AccountWatch start(Optional<byte[]> before) {
        return AccountWatch.of("binance", "main", IDS)
                .onAlarm(alarm -> {
                    // That a crash left the account unwatched is another test's.
                    if (alarm.signal() != Signal.UNWATCHED) {
                        alarms.add(alarm);
                    }
                })
                .clock(() -> now)
                .limits(WatchLimits.usual().budget(1e9, 1_000, 5_000))
                .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, before));
    }

    private void restart(boolean ended) {
        Optional<byte[]> saved = watch.save(ended);
        now = now.plusSeconds(20);
        watch = start(saved);
    }

    private void fill(String symbol, String quantity, String price) {
        fill("f" + fills++, symbol, quantity, price);
    }

    private void fill(String id, String symbol, String quantity, String price) {
        watch.tell(new AccountEvent.Filled(new Fill(
                id, "o", "", symbol, new BigDecimal(quantity), new BigDecimal(price), BigDecimal.ZERO, "", now)));
    }

    private List<Signal> signals() {
        return alarms.stream().map(Alarm::signal).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void budget_overARestart_isOne_andWhatIsShownAgainCountsOnce(boolean ended) {
        fill("a", "BTCUSDT", "1", "600");
        restart(ended);
        fill("a", "BTCUSDT", "1", "600");
        assertThat(alarms).isEmpty();

        fill("b", "BTCUSDT", "1", "600");

        assertThat(signals()).containsExactly(Signal.BUDGET);
    }

    @Test
    void losingRoundTrips_overRestarts_areCounted() {
        for (int trip = 0; trip < 5; trip++) {
            fill("DMGUSDT", "1", "10");
            restart(trip % 2 == 0);
            fill("DMGUSDT", "-1", "9");
        }

        assertThat(signals()).containsExactly(Signal.WASH);
    }

    @Test
    void disclosures_overRestarts_areCounted() {
        for (int n = 0; n < 4; n++) {
            watch.tell(new Disclosed(Optional.of(KEY), How.REVEALED, "insider"));
            restart(true);
        }

        assertThat(signals()).containsExactly(Signal.DISCLOSURE);
    }

    /** Also what was exported while nobody ran, or in the minutes before a crash. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void exports_overARestart_areToldOnce(boolean ended) {
        trail(2);
        restart(ended);
        trail(5);
        assertThat(alarms).isEmpty();
        restart(ended);
        trail(5);
        assertThat(alarms).isEmpty();

        trail(6);

        assertThat(signals()).containsExactly(Signal.DISCLOSURE);
    }

    private void trail(int entries) {
        var all = new ArrayList<TrailRead.Entry>();
        for (int n = 0; n < entries; n++) {
            var what = new Disclosed(Optional.empty(), How.EXPORTED, "mallory", 1, Optional.of(BEGAN));
            all.add(new TrailRead.Entry("chain-1", n, false, what));
        }
        watch.tell(new TrailRead(all));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BAD_KEY", "NONCE"})
    void bursts_overARestart_areCounted(String kind) {
        var error = new VenueError("-1", Set.of(Kind.valueOf(kind)));
        for (int n = 0; n < 3; n++) {
            watch.error(KEY, error);
        }
        restart(false);
        for (int n = 0; n < 3; n++) {
            watch.error(KEY, error);
        }

        assertThat(alarms).hasSize(1);
    }
}
