/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Reads a passphrase without leaving it behind. */
final class Passphrases {
    private Passphrases() {}

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
