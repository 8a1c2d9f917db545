/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.StateDirectory;
import io.keyguard.StateException;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.WatchView;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.inventory.KeyUse;
import io.keyguard.inventory.KnownKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard watch}. */
@Command(
        name = "watch",
        description = {
            "Shows the keys, how many orders they sign, what to look at, and every alarm.",
            "At a terminal it goes on until it is interrupted. Elsewhere, and with --json or --once, it shows it once; with --follow, each new alarm in a line.",
            "It is what bots that were started with this state directory have written: alarms within a second, all else within ten."
        },
        mixinStandardHelpOptions = true)
final class WatchCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("KEY", "GENERATION", "VENUE", "ACCOUNT", "STRATEGY", "LAST USE", "ORDERS/MIN", "USUAL", "ALARMS");
    /** Clears the screen and begins at its top. */
    private static final String ANEW = "\u001B[H\u001B[2J";
    /** Far longer than a watch goes without a sign of life. */
    private static final Duration SILENT = Duration.ofMinutes(2);

    private final boolean terminal;
    private final Predicate<Duration> pause;

    @Parameters(paramLabel = "STATE", description = "the state directory")
    private @Nullable Path state;

    @Option(
            names = "--every",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "how often it looks; every 2 seconds")
    private long seconds;

    @Option(names = "--once", description = "show it once, also at a terminal")
    private boolean once;

    @Option(names = "--follow", description = "show it once, and then each new alarm in a line of its own")
    private boolean follow;

    @Option(
            names = "--strict",
            description = "end with 1 if there is an alarm, or a bot that has not ended is silent for two minutes")
    private boolean strict;

    @Mixin
    private Output output = new Output();

    /**
     * Makes the command.
     *
     * @param terminal whether somebody looks
     * @param pause waits; false ends the command
     */
    WatchCommand(boolean terminal, Predicate<Duration> pause) {
        this.terminal = terminal;
        this.pause = pause;
    }

    @Override
    public Integer call() {
        if (state == null || !Files.isDirectory(state)) {
            throw new IllegalArgumentException("there is no folder " + state);
        }
        if (seconds < 1) {
            throw new IllegalArgumentException("it looks once a second at most");
        }
        boolean live = terminal && !once && !follow && !output.isJson();
        List<WatchView> views = picture(state, live);
        if (follow) {
            follow(state, views);
        }
        while (live && pause.test(Duration.ofSeconds(seconds))) {
            views = next(state, views);
        }
        boolean wrong =
                AlarmTable.isWorthALook(views) || views.stream().anyMatch(view -> isSilent(view, Instant.now()));
        return strict && wrong ? ExitStatus.REFUSED : ExitStatus.DONE;
    }

    /** Its process died, or hangs: nobody inside is left to say so. */
    private static boolean isSilent(WatchView view, Instant now) {
        return !view.ended() && view.saved().plus(SILENT).isBefore(now);
    }

    /** Who looks all night does not want to miss the rest because a disk was away for a moment. */
    private List<WatchView> next(Path state, List<WatchView> before) {
        try {
            return picture(state, true);
        } catch (StateException e) {
            output.report(String.valueOf(e.getMessage()) + System.lineSeparator(), "");
            return before;
        }
    }

    private List<WatchView> picture(Path state, boolean anew) {
        Instant now = Instant.now();
        List<WatchView> views = WatchView.read(state);
        Inventory inventory = StateDirectory.at(state).inventory(InventoryRules.usual(), now);
        List<Alarm> alarms = AlarmTable.of(views);
        if (output.isJson()) {
            output.say("", json -> WatchJson.write(json, now, views, inventory));
            return views;
        }
        String end = System.lineSeparator();
        output.report(
                (anew ? ANEW : "") + "keyguard watch " + state + "  " + now.truncatedTo(ChronoUnit.SECONDS) + end
                        + said(views, now) + AlarmTable.unknown(views) + end,
                "");
        output.table(COLUMNS, rows(inventory, views));
        output.report(end + inventory.toText() + end, "");
        output.table(AlarmTable.COLUMNS, alarms.stream().map(AlarmTable::row).toList());
        output.report("", "");
        return views;
    }

    /** How old it is: of a bot that ended, nothing new comes. */
    private static String said(List<WatchView> views, Instant now) {
        var text = new StringBuilder();
        for (WatchView view : views) {
            text.append(view.venue())
                    .append('/')
                    .append(view.account())
                    .append(": ")
                    .append(view.ended() ? "the bot has ended; " : "")
                    .append(Math.max(0, Duration.between(view.saved(), now).toSeconds()))
                    .append(" s ago")
                    .append(isSilent(view, now) ? ", NO SIGN OF LIFE: nobody watches it" : "")
                    .append(System.lineSeparator());
        }
        return views.isEmpty() ? "no account is watched" + System.lineSeparator() : text.toString();
    }

    private void follow(Path state, List<WatchView> shown) {
        var following = new FollowedAlarms();
        following.fresh(AlarmTable.of(shown));
        while (pause.test(Duration.ofSeconds(seconds))) {
            try {
                following
                        .fresh(AlarmTable.of(WatchView.read(state)))
                        .forEach(alarm -> output.say(AlarmTable.line(alarm), json -> AlarmTable.write(json, alarm)));
            } catch (StateException e) {
                String trouble = String.valueOf(e.getMessage());
                output.say(trouble, json -> {
                    json.writeStartObject();
                    json.writeStringField("trouble", trouble);
                    json.writeEndObject();
                });
            }
        }
    }

    private static List<List<String>> rows(Inventory inventory, List<WatchView> views) {
        var rows = new ArrayList<List<String>>();
        for (KnownKey key : inventory.keys()) {
            for (String strategy : key.granted().keySet()) {
                rows.add(row(key, strategy, inventory, views));
            }
        }
        return rows;
    }

    private static List<String> row(KnownKey key, String strategy, Inventory inventory, List<WatchView> views) {
        String last = inventory.uses().stream()
                .filter(use -> use.key().equals(key.key()) && use.strategy().equals(strategy))
                .map(KeyUse::last)
                .max(Comparator.naturalOrder())
                .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse("never");
        var rate = views.stream()
                .flatMap(view -> view.rates().stream())
                .filter(one -> one.key().equals(key.key()) && one.strategy().equals(strategy))
                .findFirst();
        long alarms = AlarmTable.of(views).stream()
                .filter(alarm -> alarm.key().filter(key.key()::equals).isPresent())
                .count();
        return List.of(
                key.key().value() + (key.gone() ? " (gone)" : ""),
                Long.toString(key.generation()),
                key.venue(),
                key.account(),
                strategy,
                last,
                rate.map(one -> Integer.toString(one.lastMinute())).orElse(""),
                rate.map(one -> String.format(Locale.ROOT, "%.1f", one.average()))
                        .orElse(""),
                Long.toString(alarms));
    }
}
