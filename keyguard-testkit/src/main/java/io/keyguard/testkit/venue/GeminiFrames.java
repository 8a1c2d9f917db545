/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/**
 * Gemini's stream of order events: the login is in the headers of the upgrade, an acknowledgement comes first, and nothing that is said is answered.
 *
 * <p>UNCONFIRMED and chosen here: that it asks for {@code Trader} or {@code Auditor}; that a session goes on without its key. Events themselves are not streamed.
 */
final class GeminiFrames implements Frames {
    static final String EVENTS = "/v1/order/events";

    private static final Set<String> ROLES = Set.of("Trader", "Auditor");

    private final GeminiSimulator venue;

    GeminiFrames(GeminiSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        String resource = session.resource();
        int query = resource.indexOf('?');
        if (!(query < 0 ? resource : resource.substring(0, query)).equals(EVENTS)) {
            throw new Refusal("EndpointNotFound");
        }
        SimulatedKey key =
                venue.authenticate(session::header, EVENTS, session.caller()).key();
        if (ROLES.stream().noneMatch(key::may)) {
            throw new Refusal("MissingRole");
        }
        session.logIn(key);
        venue.stats().accepted(key);
    }

    @Override
    public String greeting(Session session) {
        ObjectNode json = VenueSimulator.JSON
                .createObjectNode()
                .put("type", "subscription_ack")
                .put("accountId", 5365)
                .put("subscriptionId", "ws-order-events-5365-synthetic");
        json.putArray("symbolFilter");
        json.putArray("apiSessionFilter");
        json.putArray("eventTypeFilter");
        return json.toString();
    }

    @Override
    public Reply answer(Session session, String text) {
        return Reply.raw(200, "", "");
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
