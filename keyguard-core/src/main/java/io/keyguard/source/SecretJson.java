/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TSFBuilder;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A JSON object with secrets in it, such as the answer of a secret store or of a venue that has made a key: each value by its path, secrets off the heap without a string.
 *
 * <p>A path has dots between names; an object inside an array stands under the array's name twice, as in {@code data.data.apiKey}. Not thread-safe.
 */
public final class SecretJson implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    /** A recycled buffer would keep what it held last. */
    private static final JsonFactory JSON = ((TSFBuilder<?, ?>) JsonFactory.builder())
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .build();

    private final Map<String, SecretBytes> secrets = new LinkedHashMap<>();
    private final Map<String, String> plain = new LinkedHashMap<>();

    private SecretJson() {}

    /**
     * Reads {@code json}, which stays the caller's to wipe.
     *
     * @param secretPaths where secrets stand, with dots, an asterisk at the end for any name
     * @throws IOException without a word of the text if it is not JSON, or not whole
     */
    public static SecretJson read(byte[] json, Set<String> secretPaths) throws IOException {
        var found = new SecretJson();
        try (JsonParser parser = JSON.createParser(json)) {
            found.read(json, parser, secretPaths);
            return found;
        } catch (IOException | RuntimeException e) {
            found.close();
            // Jackson quotes the text.
            throw new IOException("not JSON, or not whole");
        }
    }

    private void read(byte[] json, JsonParser parser, Set<String> secretPaths) throws IOException {
        Deque<String> path = new ArrayDeque<>();
        String name = "";
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("no object");
        }
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("it ends early");
            } else if (token == JsonToken.FIELD_NAME) {
                name = parser.currentName();
            } else if (token.isStructStart()) {
                path.addLast(name);
                depth++;
            } else if (token.isStructEnd()) {
                path.pollLast();
                depth--;
            } else {
                value(json, parser, path, name, secretPaths);
            }
        }
        if (parser.nextToken() != null) {
            throw new IOException("something follows it");
        }
    }

    private void value(byte[] json, JsonParser parser, Collection<String> path, String name, Set<String> secretPaths)
            throws IOException {
        String parent = String.join(".", path);
        String full = parent.isEmpty() ? name : parent + "." + name;
        boolean secret = secretPaths.contains(full) || secretPaths.contains(parent + ".*");
        if (!secret) {
            plain.put(full, parser.getText());
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // Not from the parser, which skips a text that nobody asks it for.
            long start = parser.currentTokenLocation().getByteOffset();
            SecretBytes before = secrets.put(full, JsonText.take(json, start, ACCESS));
            if (before != null) {
                before.close();
                throw new IOException("a name stands twice");
            }
        }
    }

    /**
     * Returns the secret at {@code path}, which is the caller's from now on.
     *
     * @throws IOException if there is none, or it is no text
     */
    public SecretBytes take(String path) throws IOException {
        SecretBytes secret = secrets.remove(path);
        if (secret == null) {
            throw new IOException("no text at " + path);
        }
        return secret;
    }

    /** Returns whether there is a secret at {@code path} that nobody took. */
    public boolean has(String path) {
        return secrets.containsKey(path);
    }

    /** Returns what stands at {@code path}, where no secret was expected; empty if nothing does. */
    public String plain(String path) {
        return plain.getOrDefault(path, "");
    }

    long number(String path) throws IOException {
        try {
            return Long.parseLong(plain(path));
        } catch (NumberFormatException e) {
            throw new IOException("no number at " + path);
        }
    }

    /** Wipes the secrets that nobody took. */
    @Override
    public void close() {
        secrets.values().forEach(SecretBytes::close);
        secrets.clear();
    }

    @Override
    public String toString() {
        return "SecretJson";
    }
}
