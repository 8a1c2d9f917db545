/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.internal.DurableFiles;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/** Where what accounts held is kept. */
final class Snapshots {
    private static final String FOLDER = "known-good";

    private Snapshots() {}

    /** Named by venue and account, whose name may be of any characters. */
    static Path file(Path state, ApiKey key) {
        String account = HexFormat.of().formatHex(key.account().getBytes(StandardCharsets.UTF_8));
        return state.resolve(FOLDER)
                .resolve(key.venue() + "-" + key.environment().name() + "-" + account);
    }

    /** The same, in a folder that is there. */
    static Path prepare(Path state, ApiKey key) {
        Path folder = state.resolve(FOLDER);
        try {
            ProcessFolder.prepare(state);
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder, DurableFiles.ownersFolder(folder));
            }
            return file(state, key);
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "keeping what an account holds", e);
        }
    }
}
