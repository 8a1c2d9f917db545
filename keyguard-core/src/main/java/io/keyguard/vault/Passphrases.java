/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads a passphrase without leaving it behind. */
final class Passphrases {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    private Passphrases() {}

    /** Wipes {@code typed}. */
    static SecretBytes take(char[] typed) {
        try {
            return Utf8.take(typed, ACCESS);
        } catch (IllegalArgumentException e) {
            throw VaultExceptions.passphrase("is not text: it has half of a surrogate pair");
        }
    }

    static void lend(SecretBytes kept, Consumer<byte[]> borrower) {
        byte[] loan = new byte[kept.length()];
        try {
            kept.copyTo(ACCESS, 0, loan, 0, loan.length);
            borrower.accept(loan);
        } finally {
            Arrays.fill(loan, (byte) 0);
        }
    }

    /** Closes {@code passphrase} when {@code borrower} has returned or thrown. */
    static void lendOnce(SecretBytes passphrase, Consumer<byte[]> borrower) {
        try (passphrase) {
            lend(passphrase, borrower);
        }
    }

    /** Does not look at who else may read {@code file}. */
    static void lendFile(Path file, Consumer<byte[]> borrower) {
        try (InputStream in = Files.newInputStream(file)) {
            lendFrom(in, "the file " + file, borrower);
        } catch (IOException e) {
            throw VaultExceptions.passphraseUnreadable("the file " + file);
        }
    }

    static void lendFrom(InputStream in, String from, Consumer<byte[]> borrower) throws IOException {
        byte[] room = new byte[PassphraseSource.MOST_BYTES + 2];
        try {
            int length = in.readNBytes(room, 0, room.length);
            if (length > 0 && room[length - 1] == '\n') {
                length--;
            }
            if (length > 0 && room[length - 1] == '\r') {
                length--;
            }
            if (length == 0 || length > PassphraseSource.MOST_BYTES) {
                throw VaultExceptions.passphraseUnreadable(from + ": it is empty or longer than a passphrase");
            }
            byte[] loan = Arrays.copyOf(room, length);
            try {
                borrower.accept(loan);
            } finally {
                Arrays.fill(loan, (byte) 0);
            }
        } finally {
            Arrays.fill(room, (byte) 0);
        }
    }
}
