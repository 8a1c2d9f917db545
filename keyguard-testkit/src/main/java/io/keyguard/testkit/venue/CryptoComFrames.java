/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Crypto.com's WebSocket for users: one login that is signed, and afterwards subscriptions and the setting of what a disconnection does. Nothing is streamed, and no orders are taken.
 *
 * <p>UNCONFIRMED and chosen here: that a session goes on without its key.
 */
final class CryptoComFrames implements Frames {
    private static final String PATH = "/exchange/v1/user";

    private final CryptoComSimulator venue;

    CryptoComFrames(CryptoComSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        if (!session.resource().equals(PATH)) {
            throw new Refusal("40002");
        }
    }

    @Override
    public Reply answer(Session session, String text) {
        JsonNode frame = CryptoComSimulator.parsed(text);
        String method = frame.path("method").asText("");
        if (method.equals("public/auth")) {
            SimulatedKey key = venue.authenticate(frame, session.caller());
            venue.stats().accepted(key);
            session.logIn(key);
        } else if (session.key() == null) {
            throw new Refusal("40101");
        } else if (!method.equals("subscribe") && !method.equals("private/set-cancel-on-disconnect")) {
            throw new Refusal("40002");
        }
        ObjectNode json = VenueSimulator.JSON.createObjectNode();
        json.set("id", frame.path("id"));
        return Reply.ok(json.put("method", method).put("code", 0));
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        return venue.refusal(code);
    }

    @Override
    public boolean endWithKeys() {
        return false;
    }

    @Override
    public void keyChanged(Session session) {
        session.close(1000, "");
    }
}
