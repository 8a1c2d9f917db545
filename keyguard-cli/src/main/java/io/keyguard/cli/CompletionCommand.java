/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code keyguard completion}. */
@Command(
        name = "completion",
        description = {"Writes the script that completes commands, for bash and zsh:", "  source <(keyguard completion)"
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {
    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public void run() {
        CommandLine whole = requireNonNull(spec).root().commandLine();
        requireNonNull(spec).commandLine().getOut().print(AutoComplete.bash("keyguard", whole));
        requireNonNull(spec).commandLine().getOut().flush();
    }
}
