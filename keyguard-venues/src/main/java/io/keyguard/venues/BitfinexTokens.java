/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.TokenMaker;
import io.keyguard.venue.VenueRequest;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tokens of Bitfinex, made and ended with a key. Whether one may write is asked for once for all its scopes: it writes in those of them in which its key does.
 *
 * <p>Source: docs.bitfinex.com, generate token and delete token. UNCONFIRMED: which scope lets a token read positions and what is over, the longest life, and that a token may read its account's number with {@code a}.
 */
final class BitfinexTokens implements TokenMaker {
    private static final String MAKE = Bitfinex.API + "/w/token";
    private static final String END = Bitfinex.API + "/w/token/del";

    /** By the scopes of keys; there are none for positions and history. */
    private static final Map<String, String> CAPS = new TreeMap<>(Map.of(
            "account", "a",
            "orders", "o",
            "funding", "f",
            "settings", "s",
            "wallets", "w",
            "withdraw", "wd",
            "bfxpay", "bp"));

    @Override
    public SecretBytes make(SignedCalls parent, Set<String> rights, Duration life) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("scope", "api")
                .put("ttl", life.toSeconds())
                .put("writePermission", rights.stream().anyMatch(right -> right.endsWith(Bitfinex.WRITE)));
        ArrayNode caps = body.putArray("caps");
        scopes(rights).forEach(scope -> caps.add(CAPS.get(scope)));
        VenueRequest request = VenueRequest.post(MAKE).json(body.toString());
        HttpReply reply = parent.call(request);
        try {
            String token = answer(request, reply).path(0).asText("");
            if (token.isBlank()) {
                throw KeyguardExceptions.malformedReply(Bitfinex.ID, request.toString(), reply.status());
            }
            return ApiKey.typed(token.toCharArray());
        } finally {
            reply.wipe();
        }
    }

    private static Set<String> scopes(Set<String> rights) {
        var scopes = new TreeSet<String>();
        rights.forEach(right -> scopes.add(right.replaceFirst(":.*", "")));
        scopes.retainAll(CAPS.keySet());
        return scopes;
    }

    @Override
    public void end(SignedCalls parent, SecretBytes token) {
        VenueRequest request = VenueRequest.post(END).param("token", Bearer.text(token));
        answer(request, parent.call(request));
    }

    /** Where it says that it has done nothing, and where it does not say whether. */
    private static JsonNode answer(VenueRequest request, HttpReply reply) {
        String question = request.toString();
        if (BitfinexErrors.TABLE.classify(reply).isPresent()) {
            Answers.change(Bitfinex.ID, question, reply, BitfinexErrors.TABLE);
        }
        return Answers.array(Bitfinex.ID, question, reply, BitfinexErrors.TABLE);
    }
}
