/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** The effects on the file system that a vault rests on, one method each, so that a test can lose any of them in a crash. */
interface Disk {
    /** Returns the content of {@code file}, of at most {@code most} bytes; more is an {@link IOException}. */
    byte[] read(Path file, int most) throws IOException;

    /** Returns the first {@code length} bytes of {@code file}, or as many as there are. */
    byte[] head(Path file, int length) throws IOException;

    /** Makes {@code file}, readable and writable by its owner alone, with {@code content}; it must not exist. */
    void create(Path file, byte[] content) throws IOException;

    /** Returns once the content of {@code file} would survive a power cut. */
    void force(Path file) throws IOException;

    /** Puts {@code from} in the place of {@code to}, in one step. */
    void rename(Path from, Path to) throws IOException;

    /** Returns once the names in {@code folder} would survive a power cut. */
    void forceFolder(Path folder) throws IOException;

    /** Deletes {@code file} if it is there. */
    void delete(Path file) throws IOException;

    /** Refuses {@code file} unless nobody but its owner can read or swap it. */
    void requirePrivate(Path file);

    /** Refuses the folder of {@code file} unless nobody but its owner can swap files in it. */
    void requirePrivateFolder(Path file);

    /** The one name of {@code file}, links followed: what is replaced and locked must be the same for everybody. */
    Path resolve(Path file);

    /** Returns once nobody else writes {@code vault}, or throws after {@code wait}. */
    VaultLock lock(Path vault, Duration wait);
}
