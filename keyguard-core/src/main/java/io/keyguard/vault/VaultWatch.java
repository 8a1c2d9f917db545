/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.util.Objects.requireNonNull;

import io.keyguard.internal.FolderWatch;
import io.keyguard.source.KeySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Notices that a vault file was replaced. What counts as a change is the header, which has a new nonce with every write. */
final class VaultWatch {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private VaultWatch() {}

    static KeySource.Watch start(Path file, Runnable changed) {
        Path folder = requireNonNull(file.toAbsolutePath().getParent(), "a file is in a folder");
        try {
            return FolderWatch.start(folder, "keyguard-vault-watch", () -> header(file), changed, LOOK)::close;
        } catch (IOException e) {
            throw VaultExceptions.io(file, "watching its folder", e);
        }
    }

    /** What the file begins with; empty while it cannot be read, which is a change as well and is told by whoever reads it. */
    private static byte[] header(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(VaultHeader.LENGTH);
        } catch (IOException e) {
            return new byte[0];
        }
    }
}
