/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.WatchLimits;
import io.keyguard.detection.WatchStore;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.Payout;
import io.keyguard.venue.VenueRequest;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What watches noticed, as an operator sees it. */
class WatchCommandTest {
    private static final KeyId KEY = KeyId.of("grid-binance");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private Path state;
    private Instant now = Instant.parse("2026-11-29T12:00:00Z");
    private ProcessFolder process;
    private WatchStore store;
    private AccountWatch watch;

    @BeforeEach
    void startABot() throws Exception {
        state = folder.resolve("state");
        process = ProcessFolder.start(state, now);
        store = WatchStore.start(state, process.path(), Set.of("binance/main"), Set.of());
        watch = AccountWatch.of("binance", "main", new ClientOrderIds("newClientOrderId", Pattern.compile(".+"), "all"))
                .limits(WatchLimits.usual().settle(Duration.ZERO))
                .clock(() -> now)
                .build();
        now = now.plusSeconds(60);
    }

    @AfterEach
    void stopIt() throws Exception {
        store.close();
        process.close();
    }

    private void stolen(String symbol) throws Exception {
        watch.signed(
                KEY,
                1,
                "grid",
                new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK),
                VenueRequest.post("/order").param("newClientOrderId", "ours"));
        watch.order(new VenueOrder(
                "7001", "theirs", symbol, BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
        store.save(List.of(watch.save(false).orElseThrow()));
    }

    private int run(boolean terminal, Predicate<Duration> pause, String... options) {
        var command = new CommandLine(new WatchCommand(terminal, pause));
        command.setOut(new PrintWriter(out, true));
        String[] all = new String[options.length + 1];
        System.arraycopy(options, 0, all, 0, options.length);
        all[options.length] = state.toString();
        return command.execute(all);
    }

    @Test
    void watch_withoutATerminal_showsItOnce() throws Exception {
        stolen("VIABTC");

        assertThat(run(false, pause -> true)).isZero();

        assertThat(out.toString())
                .contains("binance/main: ", "FOREIGN_ORDER", "VIABTC", "CERTAIN", "RESPOND")
                .doesNotContain("\u001B");
        assertThat(run(false, pause -> true, "--strict")).isEqualTo(1);
    }

    /** Nobody is left in its process to say that it died; who looks from outside sees it. */
    @Test
    void watch_ofABotThatDied_saysThatNobodyWatches_andIsRefused() throws Exception {
        store.save(List.of(watch.save(false).orElseThrow()));

        assertThat(run(false, pause -> true)).isZero();
        assertThat(out.toString()).contains("NO SIGN OF LIFE");
        assertThat(run(false, pause -> true, "--strict")).isEqualTo(1);
    }

    @Test
    void watch_ofABotThatLives_orHasEnded_isNotRefused() throws Exception {
        // However long this takes.
        now = Instant.now().plus(Duration.ofDays(1));
        store.save(List.of(watch.save(false).orElseThrow()));
        assertThat(run(false, pause -> true, "--strict")).isZero();
        now = now.minus(Duration.ofDays(2));
        store.save(List.of(watch.save(true).orElseThrow()));

        assertThat(run(false, pause -> true, "--strict")).isZero();
        assertThat(out.toString()).doesNotContain("NO SIGN OF LIFE");
    }

    @Test
    void watch_atATerminal_goesOn_untilItIsEnded() throws Exception {
        stolen("VIABTC");
        int[] pauses = {0};

        assertThat(run(true, pause -> ++pauses[0] < 3)).isZero();

        assertThat(out.toString().split("\u001B\\[2J", -1)).hasSize(4);
    }

    @Test
    void watch_followed_saysEachNewAlarm_inALine() throws Exception {
        stolen("VIABTC");

        int status = run(
                false,
                pause -> {
                    if (out.toString().contains("DMGUSD")) {
                        return false;
                    }
                    try {
                        stolen2();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return true;
                },
                "--follow",
                "--json");

        assertThat(status).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("{\"first\":").contains("\"subject\":\"DMGUSD\"", "\"count\":1");
    }

    @Test
    void watch_followed_saysWhatRingsEachSecond_once_andAgainAtTen() throws Exception {
        stolen("VIABTC");
        int[] pauses = {0};

        run(
                false,
                pause -> {
                    try {
                        for (int n = 0; n < 3; n++) {
                            again("again-" + pauses[0] + "-" + n);
                        }
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return ++pauses[0] < 6;
                },
                "--follow",
                "--json");

        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains("\"subject\":\"VIABTC\"", "\"count\":10");
    }

    private void again(String id) throws Exception {
        watch.order(new VenueOrder(
                id, "theirs", "VIABTC", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
        store.save(List.of(watch.save(false).orElseThrow()));
    }

    @Test
    void alarmOfANewerVersion_isSaid_andTheOthersAreShown() throws Exception {
        stolen("VIABTC");
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qours", "")));
        watch.payouts(List.of(new Payout("farm1", "BTC", "bc1qtheirs", "")));
        String newer = new String(watch.save(false).orElseThrow(), StandardCharsets.ISO_8859_1);
        store.save(List.of(newer.replace("FOREIGN_PAYOUT", "FOREIGN_CUSTOM").getBytes(StandardCharsets.ISO_8859_1)));

        assertThat(run(false, pause -> true)).isZero();
        assertThat(run(false, pause -> true, "--json")).isZero();

        assertThat(out.toString())
                .contains("binance/main: 1 alarms that only a newer keyguard can show", "FOREIGN_ORDER")
                .contains("\"unknownAlarms\":1");
    }

    private void stolen2() throws Exception {
        watch.order(new VenueOrder(
                "7002", "theirs", "DMGUSD", BigDecimal.ONE, Optional.empty(), now, VenueOrder.State.OPEN, false));
        store.save(List.of(watch.save(false).orElseThrow()));
    }

    @Test
    void watch_asJson_hasAccountsRatesAndAlarms() throws Exception {
        stolen("VIABTC");

        assertThat(run(true, pause -> true, "--json")).isZero();

        assertThat(out.toString())
                .startsWith("{\"at\":")
                .contains("\"accounts\":[{\"venue\":\"binance\"", "\"strategy\":\"grid\"", "\"findings\":[]")
                .contains("\"alarms\":[{", "\"signal\":\"FOREIGN_ORDER\"");
    }

    @Test
    void whatAVenueNamed_steersNoTerminal() throws Exception {
        stolen("VIA\u001B[2J\nBTC");

        assertThat(run(false, pause -> true)).isZero();

        assertThat(out.toString()).contains("VIA?[2J?BTC").doesNotContain("\u001B");
    }

    @Test
    void inventory_hasTheAlarms() throws Exception {
        stolen("VIABTC");
        var command = new CommandLine(new InventoryCommand());
        command.setOut(new PrintWriter(out, true));

        assertThat(command.execute(state.toString())).isZero();
        assertThat(command.execute("--json", state.toString())).isZero();
        assertThat(command.execute("--strict", state.toString())).isEqualTo(1);

        assertThat(out.toString()).contains("alarm: ", "\"alarms\":[{", "FOREIGN_ORDER");
    }

    @Test
    void folderThatIsNotThere_isSaid() {
        state = folder.resolve("nowhere");

        assertThat(run(false, pause -> true)).isNotZero();
    }
}
