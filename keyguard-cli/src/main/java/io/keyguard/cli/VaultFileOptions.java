/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which vault, and where its passphrase comes from. */
final class VaultFileOptions {
    @Parameters(index = "0", paramLabel = "VAULT", description = "the file of the vault")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    Path file() {
        if (file == null) {
            throw new IllegalArgumentException("name the vault");
        }
        return file;
    }

    Vault open(Desk desk) {
        return Vault.open(file(), passphrase(desk.prompts()), desk.options());
    }

    private PassphraseSource passphrase(Prompts prompts) {
        return passphraseFile != null
                ? PassphraseSource.file(passphraseFile)
                : PassphraseSource.ofChars(prompts.secret("Passphrase of the vault"));
    }

    /** A new passphrase is asked for twice, because nobody can look it up. */
    PassphraseSource newPassphrase(@Nullable Path from, Prompts prompts) {
        if (from != null) {
            return PassphraseSource.file(from);
        }
        char[] once = prompts.secret("New passphrase");
        char[] again = prompts.secret("The same again");
        boolean same = Arrays.equals(once, again);
        Arrays.fill(again, '\0');
        if (!same) {
            Arrays.fill(once, '\0');
            throw new IllegalArgumentException("the two are not the same; nothing was changed");
        }
        return PassphraseSource.ofChars(once);
    }

    PassphraseSource passphraseForCreation(Prompts prompts) {
        return newPassphrase(passphraseFile, prompts);
    }
}
