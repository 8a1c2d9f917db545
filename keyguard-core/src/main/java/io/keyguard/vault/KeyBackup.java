/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TSFBuilder;
import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.internal.Utf8;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a vault in plain JSON, to be encrypted by the caller with something that outlives keyguard. Material is on the heap while it is written and read: for the
 * short process of a command line.
 *
 * <pre>{@code
 * {"format":"keyguard backup","version":1,"made":"2026-06-01T00:00:00Z","keys":[{"id":"grid-binance","venue":"binance","account":"main","accountId":"42",
 *  "environment":"PRODUCTION","strategies":["grid"],"algorithm":"HMAC_SHA256","created":"2026-05-01T00:00:00Z","generation":3,
 *  "apiKey":"…","secret":"…","passphrase":"…"}]}
 * }</pre>
 *
 * <p>{@code accountId} and {@code passphrase} may be missing. Names that a reader does not know are passed over.
 */
public final class KeyBackup implements AutoCloseable {
    private static final String FORMAT = "keyguard backup";
    private static final int VERSION = 1;
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final Set<String> SECRETS = Set.of("apiKey", "secret", "passphrase");

    /** A recycled buffer would keep what it held last. */
    private static final JsonFactory JSON = ((TSFBuilder<?, ?>) JsonFactory.builder())
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .build();

    private final Instant made;
    private final List<ApiKey> keys;

    private KeyBackup(Instant made, List<ApiKey> keys) {
        this.made = made;
        this.keys = List.copyOf(keys);
    }

    /**
     * Writes {@code keys} to {@code out}, and leaves it open.
     *
     * @throws IllegalArgumentException if material is not UTF-8, which no venue's is
     */
    public static void write(Collection<ApiKey> keys, Instant now, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.writeStartObject();
            json.writeStringField("format", FORMAT);
            json.writeNumberField("version", VERSION);
            json.writeStringField("made", now.toString());
            json.writeArrayFieldStart("keys");
            for (ApiKey key : keys) {
                write(json, key);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ApiKey key) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", key.id().value());
        json.writeStringField("venue", key.venue());
        json.writeStringField("account", key.account());
        if (key.accountId().isPresent()) {
            json.writeStringField("accountId", key.accountId().get());
        }
        json.writeStringField("environment", key.environment().name());
        json.writeArrayFieldStart("strategies");
        for (String strategy : key.strategies()) {
            json.writeString(strategy);
        }
        json.writeEndArray();
        json.writeStringField("algorithm", key.algorithm().name());
        json.writeStringField("created", key.createdAt().toString());
        json.writeNumberField("generation", key.generation());
        write(json, "apiKey", key.apiKey());
        write(json, "secret", key.secret());
        if (key.passphrase().isPresent()) {
            write(json, "passphrase", key.passphrase().get());
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String name, SecretBytes material) throws IOException {
        char[] text = material.lend(ACCESS, view -> {
            if (!Utf8.isText(view)) {
                throw new IllegalArgumentException("the " + name + " of a key is not text in UTF-8");
            }
            CharBuffer chars = StandardCharsets.UTF_8.decode(view);
            char[] copy = new char[chars.remaining()];
            chars.get(copy);
            Arrays.fill(chars.array(), '\0');
            return copy;
        });
        try {
            json.writeFieldName(name);
            json.writeString(text, 0, text.length);
        } finally {
            Arrays.fill(text, '\0');
        }
    }

    /**
     * Reads what {@link #write} wrote. The keys are closed with the result.
     *
     * @throws IllegalArgumentException without a word of the text if it is something else, not whole, of a newer version, or has a key twice
     */
    public static KeyBackup read(byte[] text) {
        var keys = new ArrayList<ApiKey>();
        try (JsonParser json = JSON.createParser(text)) {
            Instant made = new Reader(json, keys).read();
            return new KeyBackup(made, keys);
        } catch (IOException | DateTimeException | IllegalArgumentException | NullPointerException e) {
            keys.forEach(ApiKey::close);
            // Only our own are known to quote nothing.
            throw new IllegalArgumentException(
                    e instanceof Refused ? e.getMessage() : "this is no backup of keyguard's, or not whole");
        }
    }

    private static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        private Refused(String why) {
            super(why);
        }
    }

    /** Reads one document. */
    private static final class Reader {
        private final JsonParser json;
        private final List<ApiKey> keys;
        private final Set<KeyId> ids = new HashSet<>();

        private Reader(JsonParser json, List<ApiKey> keys) {
            this.json = json;
            this.keys = keys;
        }

        private Instant read() throws IOException {
            Instant made = Instant.EPOCH;
            boolean known = false;
            require(json.nextToken() == JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "format" -> known = FORMAT.equals(json.getText());
                    case "version" -> requireVersion(json.getIntValue());
                    case "made" -> made = Instant.parse(json.getText());
                    case "keys" -> readKeys();
                    default -> json.skipChildren();
                }
            }
            require(known && json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null);
            return made;
        }

        private static void require(boolean holds) throws IOException {
            if (!holds) {
                throw new IOException("another form");
            }
        }

        private static void requireVersion(int version) {
            if (version > VERSION) {
                throw new Refused("this backup is of a newer version; use a newer keyguard");
            }
        }

        private void readKeys() throws IOException {
            require(json.currentToken() == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                ApiKey key = readKey();
                keys.add(key);
                if (!ids.add(key.id())) {
                    throw new Refused("this backup has the key '" + key.id() + "' twice");
                }
            }
            require(json.currentToken() == JsonToken.END_ARRAY);
        }

        private ApiKey readKey() throws IOException {
            Map<String, String> labels = new HashMap<>();
            Set<String> strategies = new LinkedHashSet<>();
            Map<String, SecretBytes> material = new HashMap<>();
            try {
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String name = json.currentName();
                    JsonToken token = json.nextToken();
                    if (SECRETS.contains(name)) {
                        require(token == JsonToken.VALUE_STRING && !material.containsKey(name));
                        material.put(name, secret());
                    } else if (name.equals("strategies")) {
                        while (json.nextToken() == JsonToken.VALUE_STRING) {
                            strategies.add(json.getText());
                        }
                    } else if (token.isScalarValue()) {
                        labels.put(name, json.getText());
                    } else {
                        json.skipChildren();
                    }
                }
                require(json.currentToken() == JsonToken.END_OBJECT);
                return key(labels, strategies, material);
            } catch (IOException | RuntimeException e) {
                material.values().forEach(SecretBytes::close);
                throw e;
            }
        }

        private SecretBytes secret() throws IOException {
            int from = json.getTextOffset();
            return Utf8.take(Arrays.copyOfRange(json.getTextCharacters(), from, from + json.getTextLength()), ACCESS);
        }

        private static ApiKey key(
                Map<String, String> labels, Set<String> strategies, Map<String, SecretBytes> material) {
            return ApiKey.builder(KeyId.of(label(labels, "id")))
                    .on(label(labels, "venue"), label(labels, "account"))
                    .accountId(labels.get("accountId"))
                    .environment(Environment.valueOf(label(labels, "environment")))
                    .strategies(strategies)
                    .algorithm(SignatureAlgorithm.valueOf(label(labels, "algorithm")))
                    .createdAt(Instant.parse(label(labels, "created")))
                    .generation(Long.parseLong(label(labels, "generation")))
                    .material(
                            present(material.get("apiKey")),
                            present(material.get("secret")),
                            material.get("passphrase"))
                    .build();
        }

        private static String label(Map<String, String> labels, String name) {
            String value = labels.get(name);
            if (value == null) {
                throw new IllegalArgumentException("a label is missing");
            }
            return value;
        }

        private static SecretBytes present(@Nullable SecretBytes material) {
            if (material == null) {
                throw new IllegalArgumentException("material is missing");
            }
            return material;
        }
    }

    /** Returns when the backup was made. */
    public Instant made() {
        return made;
    }

    /** Returns the keys, which are closed with this. */
    public List<ApiKey> keys() {
        return keys;
    }

    /** Wipes the material. */
    @Override
    public void close() {
        keys.forEach(ApiKey::close);
    }

    @Override
    public String toString() {
        return "KeyBackup[made=" + made + ", keys=" + keys + "]";
    }
}
