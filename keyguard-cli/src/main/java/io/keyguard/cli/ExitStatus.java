/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

/** What a command ends with, the same for all of them. */
final class ExitStatus {
    static final int DONE = 0;
    /** Keyguard refused, or what was asked about is not as it should be. */
    static final int REFUSED = 1;
    /** The command was not understood; nothing was read. */
    static final int USAGE = 2;
    /** Venues could not be asked; it may pass by itself. */
    static final int UNAVAILABLE = 3;

    /** It is not done yet, and goes on later: somebody has to do something, or time has to pass. */
    static final int LATER = 4;

    /** Some of what was asked for is done or goes on, and some was refused. */
    static final int PARTIAL = 5;

    private ExitStatus() {}
}
