/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.venue.Venue;
import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code keyguard}: makes vaults, shows and changes what is in them, asks venues about it, and shows who used it. */
@Command(
        name = "keyguard",
        description =
                "Makes vaults, shows and changes what is in them, asks venues what keys may do, and shows who used them. No secret is ever an argument.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        version = "keyguard 0.1.0-SNAPSHOT")
public final class Main {
    private Main() {}

    /** Runs the command line; the exit status is 0, 1 if keyguard refused, 2 if the command was not understood, 3 if venues could not be asked, 4 if it goes on later, 5 if some of several things were done and others not. */
    public static void main(String[] args) {
        System.exit(commandLine(Desk.usual()).execute(args));
    }

    /**
     * Runs one command line in this process, for venues of your own, or for simulators; returns the exit status. Thread-safe.
     *
     * @param venues those that commands know, instead of {@code Venues.all()}
     * @param out where answers go
     * @param err where progress and mistakes go
     * @param args what {@link #main} takes; passphrases that no option names a file for are asked for at the terminal
     */
    public static int run(List<Venue> venues, PrintWriter out, PrintWriter err, String... args) {
        return commandLine(Desk.at(venues)).setOut(out).setErr(err).execute(args);
    }

    private static void sleep(Instant until) {
        for (long left = left(until); left > 0; left = left(until)) {
            LockSupport.parkNanos(left);
        }
    }

    /** From Java 22 on there is a console without a terminal too, and it can be asked. */
    private static boolean isTerminal() {
        return Optional.ofNullable(System.console()).filter(Main::leadsToOne).isPresent();
    }

    private static boolean leadsToOne(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (ReflectiveOperationException e) {
            return false;
        }
    }

    /** Goes on until the process is ended. */
    private static boolean pause(Duration pause) {
        sleep(Instant.now().plus(pause));
        return !Thread.currentThread().isInterrupted();
    }

    private static long left(Instant until) {
        return Duration.between(Instant.now(), until).toNanos();
    }

    static CommandLine commandLine(Desk desk) {
        var commands = new CommandLine(new Main())
                .addSubcommand(new VaultCommands(desk))
                .addSubcommand(new CheckCommand(desk))
                .addSubcommand(new BackupCommand(desk))
                .addSubcommand(new RestoreCommand(desk))
                .addSubcommand(RotateCommand.line(desk, Main::sleep))
                .addSubcommand(new ScanCommand(desk, System.in))
                .addSubcommand(new FreezeCommands.Set())
                .addSubcommand(new FreezeCommands.Lift(desk))
                .addSubcommand(new FreezeCommands.SetUp(desk))
                .addSubcommand(new IncidentCommands(desk))
                .addSubcommand(new InventoryCommand())
                .addSubcommand(new WatchCommand(isTerminal(), Main::pause))
                .addSubcommand(new AuditCommands())
                .addSubcommand(new MemoryCommand())
                .addSubcommand(new CompletionCommand());
        var mistakes = new Mistakes();
        commands.setParameterExceptionHandler(mistakes);
        commands.setExecutionExceptionHandler(mistakes);
        return commands;
    }
}
