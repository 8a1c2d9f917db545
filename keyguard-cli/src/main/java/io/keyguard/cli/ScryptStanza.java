/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.UnsupportedRecipientStanzaException;
import com.exceptionfactory.jagged.framework.codec.CanonicalBase64;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.generators.SCrypt;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * A file key under a passphrase, as the age format has it: scrypt with r = 8 and p = 1, then ChaCha20-Poly1305 with a nonce of zeros; alone in its header. Not thread-safe.
 *
 * @see <a href="https://c2sp.org/age#scrypt-recipient-stanza">C2SP age, scrypt recipient stanza</a>
 */
final class ScryptStanza implements RecipientStanzaWriter, RecipientStanzaReader, AutoCloseable {
    private static final String TYPE = "scrypt";
    private static final byte[] LABEL = "age-encryption.org/v1/scrypt".getBytes(US_ASCII);
    private static final int SALT = 16;
    private static final int FILE_KEY = 16;
    private static final int TAG = 16;
    private static final int R = 8;
    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]?");

    /** What age accepts at most: 4 GiB. The heap is the other limit. */
    private static final int MOST_LOG_N = 22;

    private final byte[] passphrase;
    private final int logN;

    /**
     * Takes a copy of {@code passphrase}.
     *
     * @param logN the work factor to write with; 18 is age's own, which takes 256 MiB
     */
    ScryptStanza(char[] passphrase, int logN) {
        byte[] room = new byte[3 * passphrase.length];
        ByteBuffer utf8 = ByteBuffer.wrap(room);
        boolean isText = !StandardCharsets.UTF_8
                .newEncoder()
                .encode(CharBuffer.wrap(passphrase), utf8, true)
                .isError();
        this.passphrase = Arrays.copyOf(room, isText ? utf8.position() : 0);
        Arrays.fill(room, (byte) 0);
        if (!isText) {
            throw new IllegalArgumentException("the passphrase is not text: it has half of a surrogate pair");
        }
        this.logN = logN;
    }

    private static final class Stanza implements RecipientStanza {
        private final List<String> arguments;
        private final byte[] body;

        private Stanza(List<String> arguments, byte[] body) {
            this.arguments = arguments;
            this.body = body;
        }

        @Override
        public String getType() {
            return TYPE;
        }

        @Override
        public List<String> getArguments() {
            return arguments;
        }

        @Override
        public byte[] getBody() {
            return body.clone();
        }
    }

    @Override
    public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey) throws GeneralSecurityException {
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        // Its own array, which it wipes when it is destroyed.
        byte[] body = cipher(true, salt, logN, fileKey.getEncoded());
        String salt64 = CanonicalBase64.getEncoder().encodeToString(salt);
        return List.of(new Stanza(List.of(salt64, Integer.toString(logN)), body));
    }

    @Override
    public FileKey getFileKey(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        Iterator<RecipientStanza> all = stanzas.iterator();
        RecipientStanza stanza = all.hasNext() ? all.next() : null;
        boolean alone = !all.hasNext();
        if (stanza == null || (alone && !stanza.getType().equals(TYPE))) {
            throw new UnsupportedRecipientStanzaException("the file is not encrypted with a passphrase");
        }
        if (!alone) {
            for (RecipientStanza one : stanzas) {
                if (one.getType().equals(TYPE)) {
                    throw new InvalidKeyException("a passphrase stands beside another recipient");
                }
            }
            throw new UnsupportedRecipientStanzaException("the file is not encrypted with a passphrase");
        }
        return open(stanza);
    }

    private FileKey open(RecipientStanza stanza) throws GeneralSecurityException {
        List<String> arguments = stanza.getArguments();
        byte[] body = stanza.getBody();
        if (arguments.size() != 2 || !DECIMAL.matcher(arguments.get(1)).matches() || body.length != FILE_KEY + TAG) {
            throw new InvalidKeyException("the header is not written as age does");
        }
        byte[] salt = CanonicalBase64.getDecoder().decode(arguments.get(0).getBytes(US_ASCII));
        int logN = Integer.parseInt(arguments.get(1));
        requireAffordable(logN);
        if (salt.length != SALT) {
            throw new InvalidKeyException("the header is not written as age does");
        }
        return new FileKey(cipher(false, salt, logN, body));
    }

    /** Before memory is taken. */
    private static void requireAffordable(int logN) throws InvalidKeyException {
        long bytes = (128L * R) << logN;
        if (logN > MOST_LOG_N || bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new InvalidKeyException("the header asks for a work factor of 2^" + logN
                    + ", which this process cannot afford; give Java more memory (-Xmx) if the file is yours");
        }
    }

    private byte[] cipher(boolean encrypt, byte[] salt, int logN, byte[] input) throws InvalidKeyException {
        byte[] labelled =
                ByteBuffer.allocate(LABEL.length + SALT).put(LABEL).put(salt).array();
        byte[] wrapKey = SCrypt.generate(passphrase, labelled, 1 << logN, R, 1, 32);
        try {
            var cipher = new ChaCha20Poly1305();
            cipher.init(encrypt, new AEADParameters(new KeyParameter(wrapKey), 8 * TAG, new byte[12]));
            byte[] output = new byte[cipher.getOutputSize(input.length)];
            int written = cipher.processBytes(input, 0, input.length, output, 0);
            written += cipher.doFinal(output, written);
            if (written != output.length) {
                throw new IllegalStateException("a cipher without a block size kept something back");
            }
            return output;
        } catch (InvalidCipherTextException e) {
            throw new InvalidKeyException("the passphrase does not open it");
        } finally {
            Arrays.fill(wrapKey, (byte) 0);
        }
    }

    @Override
    public void close() {
        Arrays.fill(passphrase, (byte) 0);
    }

    @Override
    public String toString() {
        return "ScryptStanza[redacted]";
    }
}
