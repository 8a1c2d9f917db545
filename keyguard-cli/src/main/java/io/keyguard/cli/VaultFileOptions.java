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
    /** Characters of a passphrase, as vaults ask for. */
    private static final int LEAST = 12;

    @Parameters(index = "0", paramLabel = "VAULT", description = "the file of the vault")
    private @Nullable Path file;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    /** The same for a command that reads them by itself. */
    static VaultFileOptions of(@Nullable Path file, @Nullable Path passphraseFile) {
        var options = new VaultFileOptions();
        options.file = file;
        options.passphraseFile = passphraseFile;
        return options;
    }

    Path file() {
        if (file == null) {
            throw new IllegalArgumentException("name the vault");
        }
        return file;
    }

    Vault open(Desk desk) {
        return Vault.open(file(), passphrase(passphraseFile, desk.prompts()), desk.options());
    }

    static PassphraseSource passphrase(@Nullable Path from, Prompts prompts) {
        return passphrase(from, prompts, "Passphrase of the vault");
    }

    static PassphraseSource passphrase(@Nullable Path from, Prompts prompts, String question) {
        return from != null ? PassphraseSource.file(from) : PassphraseSource.ofChars(prompts.secret(question));
    }

    static PassphraseSource newPassphrase(@Nullable Path from, Prompts prompts) {
        return from != null
                ? PassphraseSource.file(from)
                : PassphraseSource.ofChars(askTwice(prompts, "New passphrase"));
    }

    /** A new passphrase from its file, or from somebody who types it; the caller wipes it. */
    static char[] newPassphrase(@Nullable Path from, Prompts prompts, String question) {
        char[] passphrase = from != null ? SecretFile.stripped(from) : askTwice(prompts, question);
        if (passphrase.length < LEAST) {
            Arrays.fill(passphrase, '\0');
            throw new IllegalArgumentException(
                    "a passphrase has at least " + LEAST + " characters; nothing was written");
        }
        return passphrase;
    }

    /** A new passphrase is asked for twice, because nobody can look it up. */
    private static char[] askTwice(Prompts prompts, String question) {
        char[] once = prompts.secret(question);
        char[] again = prompts.secret("The same again");
        boolean same = Arrays.equals(once, again);
        Arrays.fill(again, '\0');
        if (!same) {
            Arrays.fill(once, '\0');
            throw new IllegalArgumentException("the two are not the same; nothing was changed");
        }
        return once;
    }

    PassphraseSource passphraseForCreation(Prompts prompts) {
        return newPassphrase(passphraseFile, prompts);
    }
}
