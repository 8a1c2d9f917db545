/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.exceptionfactory.jagged.DecryptingChannelFactory;
import com.exceptionfactory.jagged.EncryptingChannelFactory;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.armor.ArmoredDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.armor.ArmoredEncryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/**
 * Files of the age format: X25519 recipients and passphrases, binary and armoured.
 *
 * @see <a href="https://c2sp.org/age">C2SP age</a>
 */
final class Age {
    private static final byte[] ARMOR = "-----BEGIN AGE ENCRYPTED FILE-----".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_BYTES = 1 << 25;

    private Age() {}

    /** Returns the writer for {@code recipient}. A message does not repeat it: an identity looks much like one, and gets pasted in its place. */
    static RecipientStanzaWriter recipient(String recipient) {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(recipient);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new IllegalArgumentException(
                    "a recipient is no X25519 recipient of age: those begin with age1 and have 62 characters");
        }
    }

    /** Returns the reader for {@code identity}, which the caller wipes. */
    static RecipientStanzaReader identity(char[] identity) {
        try {
            return X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(CharBuffer.wrap(identity));
        } catch (GeneralSecurityException | RuntimeException e) {
            // It quotes what it was given.
            throw new IllegalArgumentException("an identity of age begins with AGE-SECRET-KEY-1 and has 74 characters");
        }
    }

    /** Returns {@code payload}, which the caller wipes, as an age file. */
    static byte[] encrypt(byte[] payload, List<RecipientStanzaWriter> recipients, boolean armor) {
        EncryptingChannelFactory factory =
                armor ? new ArmoredEncryptingChannelFactory() : new StandardEncryptingChannelFactory();
        var file = new ByteArrayOutputStream();
        try (WritableByteChannel channel = factory.newEncryptingChannel(Channels.newChannel(file), recipients)) {
            ByteBuffer left = ByteBuffer.wrap(payload);
            while (left.hasRemaining()) {
                channel.write(left);
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("encrypting in memory failed", e);
        }
        return file.toByteArray();
    }

    /**
     * Returns what is in {@code file}, armoured or not; the caller wipes it.
     *
     * @throws IllegalArgumentException if none of {@code readers} opens it, or it is not as it was written
     */
    static byte[] decrypt(byte[] file, List<RecipientStanzaReader> readers) {
        DecryptingChannelFactory factory =
                isArmoured(file) ? new ArmoredDecryptingChannelFactory() : new StandardDecryptingChannelFactory();
        ByteBuffer payload = ByteBuffer.allocate(Math.min(file.length, MOST_BYTES));
        try (ReadableByteChannel channel =
                factory.newDecryptingChannel(Channels.newChannel(new ByteArrayInputStream(file)), readers)) {
            int count = 0;
            while (count >= 0 && payload.hasRemaining()) {
                count = channel.read(payload);
            }
            if (channel.read(ByteBuffer.allocate(1)) > 0) {
                throw new IOException("longer than it can be");
            }
            return Arrays.copyOf(payload.array(), payload.position());
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw new IllegalArgumentException(
                    e instanceof java.security.InvalidKeyException
                                    && e.getStackTrace().length > 0
                                    && e.getStackTrace()[0].getClassName().equals(ScryptStanza.class.getName())
                            ? "the backup cannot be opened: " + e.getMessage()
                            : "the backup cannot be opened: it is no age file, not whole, or for somebody else");
        } finally {
            Arrays.fill(payload.array(), (byte) 0);
        }
    }

    private static boolean isArmoured(byte[] file) {
        int start = 0;
        while (start < file.length
                && (file[start] == '\n' || file[start] == '\r' || file[start] == ' ' || file[start] == '\t')) {
            start++;
        }
        return file.length - start >= ARMOR.length
                && Arrays.equals(file, start, start + ARMOR.length, ARMOR, 0, ARMOR.length);
    }
}
