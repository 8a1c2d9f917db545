/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.TSFBuilder;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON object or array with secrets in it, such as the answer of a secret store or of a venue that has made a key: each value by its path, secrets off the heap without a string.
 *
 * <p>A path has dots between names and the numbers of elements, which begin with zero, as in {@code data.0.apiKey}. What is secret in one object of a list is so in all, and so is whatever stands in its place. Not thread-safe.
 */
public final class SecretJson implements AutoCloseable {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    /** Each value has its whole path in memory. */
    private static final int DEEPEST = 32;

    /** A recycled buffer would keep what it held last. */
    private static final JsonFactory JSON = ((TSFBuilder<?, ?>) JsonFactory.builder())
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .build();

    private static final String ANY = "*";
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private final Map<String, SecretBytes> secrets = new LinkedHashMap<>();
    private final Map<String, String> plain = new LinkedHashMap<>();

    private SecretJson() {}

    /**
     * Reads {@code json}, which stays the caller's to wipe.
     *
     * @param secretPaths where secrets stand, with dots, an asterisk at the end for any name
     * @throws IOException without a word of the text if it is not JSON, or not whole, or nested deeper than 32, or an array while none of the secrets stands in one
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
        JsonToken first = parser.nextToken();
        if (first != JsonToken.START_OBJECT && !(first == JsonToken.START_ARRAY && inArray(secretPaths))) {
            throw new IOException("neither an object nor an array with a secret in it");
        }
        while (!parser.getParsingContext().inRoot()) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw new IOException("it ends early");
            }
            if (token.isScalarValue()) {
                value(json, parser, secretPaths);
            }
        }
        if (parser.nextToken() != null) {
            throw new IOException("something follows it");
        }
    }

    private static boolean inArray(Set<String> secretPaths) {
        return secretPaths.stream().anyMatch(path -> isNumber(names(path)[0]));
    }

    private void value(byte[] json, JsonParser parser, Set<String> secretPaths) throws IOException {
        String path = path(parser.getParsingContext());
        if (!isSecret(path, secretPaths)) {
            plain.put(path, parser.getText());
        } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
            // Not from the parser, which skips a text that nobody asks it for.
            long start = parser.currentTokenLocation().getByteOffset();
            SecretBytes before = secrets.put(path, JsonText.take(json, start, ACCESS));
            if (before != null) {
                before.close();
                throw new IOException("a name stands twice");
            }
        }
    }

    private static String path(JsonStreamContext value) {
        Deque<String> names = new ArrayDeque<>();
        for (JsonStreamContext at = value; !at.inRoot(); at = at.getParent()) {
            names.addFirst(at.inArray() ? Integer.toString(at.getCurrentIndex()) : at.getCurrentName());
        }
        return String.join(".", names);
    }

    private static boolean isSecret(String path, Set<String> secretPaths) {
        String[] names = names(path);
        return secretPaths.stream().anyMatch(secret -> isAt(names(secret), names));
    }

    private static String[] names(String path) {
        return path.split("\\.", -1);
    }

    /** A sender that tells of one more than expected, or of something deeper, does not make a string of it. */
    private static boolean isAt(String[] secret, String[] names) {
        int last = secret.length - 1;
        boolean at = names.length > last;
        for (int i = 0; at && i <= last; i++) {
            boolean any = secret[i].equals(ANY) || (i < last && isNumber(secret[i]) && isNumber(names[i]));
            at = any || secret[i].equals(names[i]);
        }
        return at;
    }

    private static boolean isNumber(String name) {
        return NUMBER.matcher(name).matches();
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
