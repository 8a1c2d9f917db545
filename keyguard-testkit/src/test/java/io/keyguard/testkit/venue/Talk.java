/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A WebSocket by hand: what is said is a text, and what is heard comes in order. */
final class Talk implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final WebSocket socket;

    private Talk(URI uri, Map<String, String> headers) {
        WebSocket.Builder connection = CLIENT.newWebSocketBuilder();
        headers.forEach(connection::header);
        socket = connection.buildAsync(uri, new Ear()).join();
    }

    /**
     * Connects.
     *
     * @throws java.util.concurrent.CompletionException if it is refused
     */
    static Talk with(VenueSimulator venue, String pathAndQuery) {
        return with(venue, pathAndQuery, Map.of());
    }

    /** The same with headers. */
    static Talk with(VenueSimulator venue, String pathAndQuery, Map<String, String> headers) {
        return new Talk(URI.create(venue.webSocketUri() + pathAndQuery), headers);
    }

    private final class Ear implements WebSocket.Listener {
        private final StringBuilder part = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                heard.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add("closed " + code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            heard.add("closed without a word");
        }
    }

    /** Says {@code text} and returns what is heard next. */
    String ask(String text) {
        say(text);
        return hear();
    }

    JsonNode askJson(String text) {
        String answer = ask(text);
        try {
            return VenueSimulator.JSON.readTree(answer);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + answer, e);
        }
    }

    void say(String text) {
        socket.sendText(text, true).join();
    }

    /** Returns the next text, or {@code closed} and the code. */
    String hear() {
        try {
            String next = heard.poll(20, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing is said");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
    }
}
