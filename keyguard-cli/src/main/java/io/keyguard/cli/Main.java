/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code keyguard}: makes vaults, and shows and changes what is in them. */
@Command(
        name = "keyguard",
        description = "Makes vaults, and shows and changes what is in them. No secret is ever an argument.",
        mixinStandardHelpOptions = true,
        version = "keyguard 0.1.0-SNAPSHOT")
public final class Main {
    private Main() {}

    /** Runs the command line; the exit status is 0, 1 if keyguard refused, 2 if the command was not understood. */
    public static void main(String[] args) {
        System.exit(commandLine(new Prompts.Terminal()).execute(args));
    }

    static CommandLine commandLine(Prompts prompts) {
        var commands = new CommandLine(new Main()).addSubcommand(new VaultCommands(prompts));
        var mistakes = new Mistakes();
        commands.setParameterExceptionHandler(mistakes);
        commands.setExecutionExceptionHandler(mistakes);
        return commands;
    }
}
