/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyguardException;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Says in one line what went wrong.
 *
 * <p>What stood in an argument is not repeated, although no secret is ever an argument: keys get pasted into the wrong place.
 */
final class Mistakes implements IParameterExceptionHandler, IExecutionExceptionHandler {
    private static final String NEVER_AN_ARGUMENT =
            ". A secret is never one: arguments are seen in ps and stay in the shell's history, so a secret that was one is to be replaced. Leave it out and "
                    + "type it when asked, or use the option that names a file, which takes pipes as well";

    /** A command that can be understood, but whose options contradict each other. */
    static ParameterException contradiction(CommandLine command, String rule) {
        return new Contradiction(command, rule);
    }

    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        command.getErr()
                .println("keyguard: " + said(mistake) + "; see '"
                        + command.getCommandSpec().qualifiedName() + " --help'");
        return ExitStatus.USAGE;
    }

    private static String said(ParameterException mistake) {
        if (mistake instanceof Contradiction) {
            return String.valueOf(mistake.getMessage());
        }
        if (mistake instanceof MissingParameterException missing) {
            return "missing: "
                    + missing.getMissing().stream().map(Mistakes::name).collect(Collectors.joining(", "));
        }
        if (mistake instanceof UnmatchedArgumentException unmatched) {
            return unmatched.getUnmatched().size() + " of the arguments were not understood" + NEVER_AN_ARGUMENT;
        }
        if (mistake instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + " is given twice";
        }
        ArgSpec about = mistake.getArgSpec();
        return about == null ? "the command was not understood" : "the value of " + name(about) + " was not understood";
    }

    private static String name(ArgSpec option) {
        return option instanceof CommandLine.Model.OptionSpec named ? named.longestName() : option.paramLabel();
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        command.getErr().println("keyguard: " + said(failure));
        return ExitStatus.REFUSED;
    }

    private static String said(Exception failure) {
        if (failure instanceof KeyguardException || failure instanceof IllegalArgumentException) {
            return String.valueOf(failure.getMessage());
        }
        // Nobody wrote this message for an operator, so it may hold anything; where it happened cannot.
        StackTraceElement[] trace = failure.getStackTrace();
        return "this should not happen, please report it: " + failure.getClass().getName()
                + (trace.length == 0 ? "" : " at " + trace[0]);
    }

    private static final class Contradiction extends ParameterException {
        private static final long serialVersionUID = 1L;

        Contradiction(CommandLine command, String rule) {
            super(command, rule);
        }
    }
}
