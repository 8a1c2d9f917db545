/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The newest generation that was ever seen, kept outside the vault, so that an older vault in its place is noticed after a restart. */
final class Anchor {
    private final Optional<VaultFile> file;

    Anchor(Optional<Path> path, Disk disk) {
        this.file = path.map(p -> new VaultFile(p, disk));
    }

    /** Refuses {@code generation} if a newer one was seen. */
    void check(Path vault, long generation) {
        long known = known();
        if (generation < known) {
            throw VaultExceptions.rolledBack(vault, generation, known);
        }
    }

    /** Remembers {@code generation} for good, if it is the newest. */
    void raise(long generation) {
        if (file.isPresent() && known() < generation) {
            file.get().replace(Long.toString(generation).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private long known() {
        if (file.isEmpty() || !file.get().exists()) {
            return 0;
        }
        try {
            return Long.parseLong(new String(file.get().read(), StandardCharsets.US_ASCII).strip());
        } catch (NumberFormatException e) {
            throw VaultExceptions.damaged(file.get().path(), "the anchor");
        }
    }
}
