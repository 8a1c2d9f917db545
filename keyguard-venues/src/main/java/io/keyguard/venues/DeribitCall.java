/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.VenueRequest;
import java.util.Set;

/**
 * A call of one of Deribit's methods, however it is written: its parameters.
 *
 * <p>A {@code GET} has them in the query. A {@code POST}, or a message over a WebSocket, is a JSON-RPC document; which method the venue takes from it is not to be guessed, so
 * it must name the one of the path.
 *
 * @param params the parameters; {@code true} and {@code false} of a query are what they say
 */
record DeribitCall(Fields params) {
    /** Before the method's name in the path of a request over HTTP. */
    static final String ROOT = "/api/v2/";

    /** Who calls: that is the signer's to say. */
    static final Set<String> SIGNER_SETS =
            Set.of("access_token", "client_id", "client_secret", "grant_type", "refresh_token");

    private static final Set<String> ENVELOPE = Set.of("jsonrpc", "id", "method", "params");

    static DeribitCall of(CheckedRequest request) {
        JsonBody document = request.json();
        return new DeribitCall(
                document != null
                        ? fromDocument(document, method(request.request()))
                        : fromParameters(request.request()));
    }

    /** The name of the method that {@code request} calls, as {@code private/buy}. */
    static String method(VenueRequest request) {
        String path = request.path();
        return path.startsWith(ROOT) ? path.substring(ROOT.length()) : path;
    }

    private static Fields fromDocument(JsonBody document, String method) {
        Fields call = document.items().get(0);
        boolean fits = !document.isArray()
                && call.hasOnly(ENVELOPE)
                && isText(call.path("jsonrpc"), "2.0")
                && isText(call.path("method"), method)
                && isId(call.path("id"));
        if (!fits) {
            throw refused("a JSON-RPC document has 'jsonrpc' 2.0, an 'id', the 'method' of the path, 'params', and"
                    + " nothing else");
        }
        JsonNode params = call.path("params");
        if (params.isMissingNode()) {
            return new Fields.OfTree(JsonNodeFactory.instance.objectNode());
        }
        if (!(params instanceof ObjectNode object)) {
            throw refused("'params' is an object, or is left out");
        }
        requireNoneOfTheSigner(object);
        return new Fields.OfTree(object);
    }

    private static boolean isText(JsonNode value, String text) {
        return value.isTextual() && value.asText().equals(text);
    }

    private static boolean isId(JsonNode id) {
        return id.isMissingNode() || id.isTextual() || id.isIntegralNumber();
    }

    private static void requireNoneOfTheSigner(ObjectNode params) {
        for (String name : SIGNER_SETS) {
            if (params.has(name)) {
                throw KeyguardExceptions.signerSets(Deribit.ID, name);
            }
        }
    }

    private static Fields fromParameters(VenueRequest request) {
        boolean overWebSocket = request.method().equals(VenueRequest.WEB_SOCKET);
        if (request.method().equals("POST")
                || (overWebSocket && !request.params().isEmpty())) {
            throw refused("parameters go with GET; a POST, or a message over a WebSocket that has any, is a JSON-RPC"
                    + " document, where they have types");
        }
        return new Fields.OfParameters(request.params(), true);
    }

    static RuntimeException refused(String rule) {
        return KeyguardExceptions.notCanonical(Deribit.ID, rule);
    }
}
