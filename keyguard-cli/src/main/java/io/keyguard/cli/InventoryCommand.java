/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyId;
import io.keyguard.StateDirectory;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.WatchView;
import io.keyguard.inventory.Inventory;
import io.keyguard.inventory.InventoryFinding;
import io.keyguard.inventory.InventoryRules;
import io.keyguard.inventory.KeyUse;
import io.keyguard.inventory.KnownKey;
import io.keyguard.rotation.RotationSchedule;
import io.keyguard.rotation.RotationSchedule.DueKey;
import io.keyguard.rotation.RotationSchedule.KeyAge;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard inventory}. */
@Command(
        name = "inventory",
        description = {
            "Says which key is used where, by whom, since when, and what somebody should look at.",
            "It is what bots that were started with this state directory have written; a bot that runs is seconds behind."
        },
        mixinStandardHelpOptions = true)
final class InventoryCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of(
            "KEY",
            "GENERATION",
            "VENUE",
            "ACCOUNT",
            "STRATEGY",
            "PERMISSION",
            "HOST",
            "SERVICE",
            "FIRST",
            "LAST",
            "COUNT");

    @Parameters(paramLabel = "STATE", description = "the state directory")
    private @Nullable Path state;

    @Option(
            names = "--due-days",
            paramLabel = "N",
            defaultValue = "60",
            description = "a key is due from this age on; 60")
    private long due;

    @Option(
            names = "--limit-days",
            paramLabel = "N",
            defaultValue = "90",
            description = "a key is too old from this age on; 90")
    private long limit;

    @Option(
            names = "--unused-days",
            paramLabel = "N",
            defaultValue = "30",
            description = "how long a key or right may go unused; 30")
    private long unused;

    @Option(
            names = "--host",
            split = ",",
            paramLabel = "HOST",
            description = "the machines that keys may be used on; any one, but only one, if it is left out")
    private Set<String> hosts = Set.of();

    @Option(names = "--strict", description = "end with 1 if there is anything to look at")
    private boolean strict;

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        if (state == null || !Files.isDirectory(state)) {
            throw new IllegalArgumentException("there is no folder " + state);
        }
        InventoryRules rules = InventoryRules.usual()
                .maxAge(Duration.ofDays(due), Duration.ofDays(limit))
                .unusedAfter(Duration.ofDays(unused))
                .onHosts(hosts.toArray(String[]::new));
        Inventory inventory = StateDirectory.at(state).inventory(rules, Instant.now());
        Map<KeyId, DueKey> due = due(inventory);
        List<WatchView> views = WatchView.read(state);
        List<Alarm> alarms = AlarmTable.of(views);
        if (output.isJson()) {
            String keys = inventory.toJson(
                    key -> Optional.ofNullable(due.get(key.key())).map(DueKey::since));
            output.say("", json -> WatchJson.write(json, keys, alarms));
        } else {
            output.table(COLUMNS, rows(inventory));
            output.report(System.lineSeparator(), "");
            output.table(
                    List.of("KEY", "DUE", "BECAUSE OF"),
                    due.values().stream().map(InventoryCommand::row).toList());
            output.report(System.lineSeparator() + inventory.toText() + text(alarms) + AlarmTable.unknown(views), "");
        }
        boolean worthALook = !inventory.findings().isEmpty() || AlarmTable.isWorthALook(views);
        return strict && worthALook ? ExitStatus.REFUSED : ExitStatus.DONE;
    }

    private static String text(List<Alarm> alarms) {
        return alarms.stream()
                .map(alarm -> "alarm: " + AlarmTable.line(alarm) + System.lineSeparator())
                .collect(Collectors.joining());
    }

    /** When each key that is in use is to be replaced, by the usual schedule of rotations. */
    static Map<KeyId, DueKey> due(Inventory inventory) {
        Set<KeyId> exposed = inventory.findings().stream()
                .filter(finding -> finding.kind() == InventoryFinding.Kind.EXPOSED)
                .map(InventoryFinding::key)
                .collect(Collectors.toSet());
        var due = new TreeMap<KeyId, DueKey>();
        for (KnownKey key : inventory.keys()) {
            if (!key.gone()) {
                var age = new KeyAge(
                        key.key(),
                        key.created(),
                        Optional.ofNullable(inventory.ends().get(key.key())),
                        exposed.contains(key.key()));
                due.put(
                        key.key(),
                        RotationSchedule.usual().next(age, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
            }
        }
        return due;
    }

    private static List<String> row(DueKey due) {
        return List.of(due.key().value(), due.since().toString(), due.reason().name());
    }

    /** One line for each use, and one for each key that nobody has used. */
    private static List<List<String>> rows(Inventory inventory) {
        return inventory.keys().stream()
                .flatMap(key -> {
                    List<KeyUse> uses = inventory.uses().stream()
                            .filter(use -> use.key().equals(key.key()))
                            .toList();
                    String id = key.key().value() + (key.gone() ? " (gone)" : "");
                    return uses.isEmpty()
                            ? Stream.of(List.of(
                                    id,
                                    Long.toString(key.generation()),
                                    key.venue(),
                                    key.account(),
                                    String.join(",", key.granted().keySet()),
                                    "",
                                    "",
                                    "",
                                    "",
                                    "never",
                                    "0"))
                            : uses.stream().map(use -> row(id, key.venue(), key.account(), use));
                })
                .toList();
    }

    private static List<String> row(String id, String venue, String account, KeyUse use) {
        return List.of(
                id,
                Long.toString(use.generation()),
                venue,
                account,
                use.strategy(),
                use.permission().name(),
                use.host(),
                use.service(),
                use.first().truncatedTo(ChronoUnit.SECONDS).toString(),
                use.last().truncatedTo(ChronoUnit.SECONDS).toString(),
                Long.toString(use.count()));
    }
}
