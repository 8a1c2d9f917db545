/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.VaultException;
import io.keyguard.secret.SecretBytes;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Where the passphrase of a vault comes from. It is asked at the start, and again only if the passphrase was changed while the vault was open.
 *
 * <p>A passphrase is its UTF-8 bytes as they are, without normalisation; one line break at the end of a file is not part of it.
 */
@FunctionalInterface
public interface PassphraseSource {
    /** The most bytes that a passphrase may have. */
    int MOST_BYTES = 1024;

    /**
     * Lends the passphrase as UTF-8 in an array that is wiped when {@code borrower} returns.
     *
     * @throws VaultException with {@link VaultException.Reason#PASSPHRASE} if there is none
     */
    void lend(Consumer<byte[]> borrower);

    /**
     * Returns a source of {@code passphrase}, which is copied off the heap and wiped.
     *
     * @throws VaultException with {@link VaultException.Reason#PASSPHRASE} if it has half of a surrogate pair
     */
    static PassphraseSource ofChars(char[] passphrase) {
        SecretBytes kept = Passphrases.take(passphrase);
        return borrower -> Passphrases.lend(kept, borrower);
    }

    /** Returns a source that reads {@code file}, which nobody but its owner may read or write. */
    static PassphraseSource file(Path file) {
        return borrower -> {
            VaultSafety.requirePrivate(file);
            Passphrases.lendFile(file, borrower);
        };
    }

    /**
     * Returns a source that reads the systemd credential {@code name} from the folder that {@code CREDENTIALS_DIRECTORY} names. File and folder must
     * belong to root or to this user; the group may read the file but not write it, and others have no right to it.
     */
    static PassphraseSource systemdCredential(String name) {
        return borrower -> {
            String folder = System.getenv("CREDENTIALS_DIRECTORY");
            if (folder == null || name.contains("/")) {
                throw VaultExceptions.passphraseUnreadable(
                        "systemd: CREDENTIALS_DIRECTORY is not set, or the name has a slash");
            }
            Path file = Path.of(folder, name);
            VaultSafety.requireCredential(file);
            Passphrases.lendFile(file, borrower);
        };
    }

    /** Returns a source that reads what is left in file descriptor {@code number}, once; for {@code 3< <(…)} in a shell. */
    static PassphraseSource fileDescriptor(int number) {
        return borrower -> {
            try (InputStream in = Files.newInputStream(Path.of("/dev/fd/" + number))) {
                Passphrases.lendFrom(in, "file descriptor " + number, borrower);
            } catch (IOException e) {
                throw VaultExceptions.passphraseUnreadable("file descriptor " + number);
            }
        };
    }

    /** Returns a source that asks at the terminal, without echo. */
    @SuppressWarnings("SystemConsoleNull") // it is null without a terminal before JDK 22
    static PassphraseSource console(String prompt) {
        return borrower -> {
            Console console = System.console();
            char[] typed = console == null ? null : console.readPassword("%s", prompt);
            if (typed == null) {
                throw VaultExceptions.passphraseUnreadable("the terminal: there is none");
            }
            Passphrases.lendOnce(Passphrases.take(typed), borrower);
        };
    }
}
