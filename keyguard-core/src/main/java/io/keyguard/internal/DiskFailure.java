/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.util.Set;

/** Why a file could not be read or written, in words that tell a full disk from a read-only one. */
public final class DiskFailure {
    /** What the JDK says of a file that is open already, in the words of the operating system; any other message may name anything. */
    private static final Set<String> KNOWN = Set.of(
            "No space left on device",
            "Read-only file system",
            "Input/output error",
            "Disk quota exceeded",
            "Too many open files",
            "Stale file handle",
            "File too large",
            "There is not enough space on the disk");

    private DiskFailure() {}

    /** Returns the operating system's words for {@code failure}, or the name of its class where there are none that are known. */
    public static String words(Throwable failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String said = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        return said != null && KNOWN.contains(said) ? said : failure.getClass().getSimpleName();
    }
}
