/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import java.io.Console;

/** Asks the operator for what must not be an argument. */
interface Prompts {
    /**
     * Returns what was typed, without echo; the array is the caller's to wipe.
     *
     * @throws IllegalArgumentException if there is nobody to ask
     */
    char[] secret(String question);

    /** The terminal. */
    final class Terminal implements Prompts {
        @Override
        @SuppressWarnings("SystemConsoleNull") // it is null without a terminal before JDK 22
        public char[] secret(String question) {
            Console console = System.console();
            char[] typed = console == null ? null : console.readPassword("%s: ", question);
            if (typed == null) {
                throw new IllegalArgumentException(
                        "there is no terminal to ask at; use --passphrase-file, and --material-file for add and replace");
            }
            return typed;
        }
    }
}
