/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.List;

/**
 * Tells a no of HashiCorp Vault or OpenBao from one of a proxy, a balancer or a firewall in between: theirs is an object with {@code errors}, a list of texts that may be
 * empty, or, for a version that was deleted, with {@code data.metadata}.
 *
 * @see <a href="https://developer.hashicorp.com/vault/api-docs#error-response">error responses</a>
 * @see <a href="https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2#read-secret-version">versions that were deleted</a>
 */
final class HashiCorpDenial {
    private static final JsonFactory JSON = new JsonFactory();
    private static final List<String> PATH = List.of("data", "metadata");

    private boolean errors;
    private boolean gone;

    private HashiCorpDenial() {}

    /** Returns whether the server itself says with {@code body} that there is nothing, or nothing for this token. */
    static boolean isItsOwn(byte[] body) {
        var denial = new HashiCorpDenial();
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            denial.object(parser, 0);
            return parser.nextToken() == null && (denial.errors || denial.gone);
        } catch (IOException e) {
            // Not JSON, or not whole; what the parser says of it quotes it.
            return false;
        }
    }

    /** Reads to the end of the object that is {@code depth} names deep on the path. */
    private void object(JsonParser parser, int depth) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (depth == 0 && name.equals("errors")) {
                errors = value == JsonToken.START_ARRAY && areTexts(parser);
            } else if (value == JsonToken.START_OBJECT && leadsOn(depth, name)) {
                object(parser, depth + 1);
            } else if (depth == PATH.size()) {
                gone |= saysGone(name, value, parser);
            }
            parser.skipChildren();
        }
    }

    private static boolean leadsOn(int depth, String name) {
        return depth < PATH.size() && name.equals(PATH.get(depth));
    }

    private static boolean saysGone(String name, JsonToken value, JsonParser parser) throws IOException {
        return name.equals("deletion_time")
                ? value == JsonToken.VALUE_STRING && !parser.getText().isEmpty()
                : name.equals("destroyed") && value == JsonToken.VALUE_TRUE;
    }

    private static boolean areTexts(JsonParser parser) throws IOException {
        boolean texts = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            texts &= parser.currentToken() == JsonToken.VALUE_STRING;
            parser.skipChildren();
        }
        return texts;
    }
}
