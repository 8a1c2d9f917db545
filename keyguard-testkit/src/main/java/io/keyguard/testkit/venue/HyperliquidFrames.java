/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Hyperliquid's WebSocket: requests that are posted over it, each action signed as over HTTP; nobody logs in, and nothing is streamed. */
final class HyperliquidFrames implements Frames {
    private final HyperliquidSimulator venue;

    HyperliquidFrames(HyperliquidSimulator venue) {
        this.venue = venue;
    }

    @Override
    public void open(Session session) {
        HyperliquidOrders.check(session.resource().equals("/ws"), HyperliquidSimulator.MALFORMED);
    }

    @Override
    public Reply answer(Session session, String text) {
        JsonNode frame = HyperliquidSimulator.parsed(text);
        JsonNode request = frame.path("request");
        boolean action = frame.path("method").asText("").equals("post")
                && frame.path("id").isIntegralNumber()
                && request.path("type").asText("").equals("action");
        HyperliquidOrders.check(action, HyperliquidSimulator.MALFORMED);
        Reply done = venue.act(request.path("payload"));
        return new Reply(200, posted(frame, done).toString(), done.error(), done.headers());
    }

    private static ObjectNode posted(JsonNode frame, Reply done) {
        ObjectNode json = VenueSimulator.JSON.createObjectNode().put("channel", "post");
        ObjectNode data = json.putObject("data");
        data.set("id", frame.path("id"));
        data.putObject("response").put("type", "action").set("payload", HyperliquidSimulator.parsed(done.body()));
        return json;
    }

    @Override
    public Reply refusal(Session session, String text, String code) {
        Reply refused = venue.refusal(code);
        if (code.equals(HyperliquidSimulator.MALFORMED)) {
            ObjectNode json = VenueSimulator.JSON.createObjectNode().put("channel", "error");
            return Reply.error(200, json.put("data", "Invalid request"), code);
        }
        JsonNode frame = HyperliquidSimulator.parsed(text);
        return Reply.error(200, posted(frame, refused), code);
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
