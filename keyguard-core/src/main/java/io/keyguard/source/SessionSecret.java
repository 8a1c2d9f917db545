/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The token of one session, off the heap: whoever has it is taken for the key as long as the session lasts. Thread-safe. */
public final class SessionSecret implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    /** Where it goes in a message. A text inside a document cannot look like this: its quotation marks are escaped. */
    private static final String PLACE = "\"token\":\"\"";

    private static final int AT = PLACE.length() - 1;

    private final SecretBytes token;

    private SessionSecret(SecretBytes token) {
        this.token = token;
    }

    /**
     * Returns the token at {@code path} of {@code json}, which stays the caller's to wipe; empty if there is none, or it is not of the form of tokens: signs of ASCII, without quotation marks and
     * backslashes.
     */
    public static Optional<SessionSecret> read(byte[] json, String path) {
        try (SecretJson answer = SecretJson.read(json, Set.of(path))) {
            SecretBytes token = answer.take(path);
            if (token.length() > 0 && token.lend(ACCESS, SessionSecret::isPlain)) {
                return Optional.of(new SessionSecret(token));
            }
            token.close();
        } catch (IOException e) {
            // That there is none is the answer.
            return Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isPlain(ByteBuffer view) {
        boolean plain = true;
        while (view.hasRemaining()) {
            byte sign = view.get();
            plain &= sign > ' ' && sign < 127 && sign != '"' && sign != '\\';
        }
        return plain;
    }

    /**
     * Returns {@code message} with the token where it leaves room for one, which is the first text of that name that is empty; as it is if it leaves none.
     *
     * @throws IllegalStateException if this is closed
     */
    public String into(String message) {
        int place = message.indexOf(PLACE);
        if (place < 0) {
            return message;
        }
        byte[] head = message.substring(0, place + AT).getBytes(StandardCharsets.UTF_8);
        byte[] tail = message.substring(place + AT).getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + token.length() + tail.length);
        try {
            token.copyTo(ACCESS, 0, whole, head.length, token.length());
            System.arraycopy(tail, 0, whole, head.length + token.length(), tail.length);
            return new String(whole, StandardCharsets.UTF_8);
        } finally {
            Arrays.fill(whole, (byte) 0);
        }
    }

    /** Wipes the token. */
    @Override
    public void close() {
        token.close();
    }

    /** Prints nothing of the token. */
    @Override
    public String toString() {
        return "SessionSecret[redacted]";
    }
}
