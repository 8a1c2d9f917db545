/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.KeyRetiredException;
import io.keyguard.ScopedKey;
import io.keyguard.http.SignedWebSocket;
import io.keyguard.venue.VenueRequest;
import io.keyguard.venues.RotationPlaces.Place;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A strategy's session over a WebSocket: one order after the other, and a new login in between once the key is replaced. */
final class TradingSession {
    private static final long PATIENCE_MILLIS = 120_000;

    private final HttpClient http;
    private final Place place;
    private final List<Open> opened = new ArrayList<>();

    TradingSession(HttpClient http, Place place) {
        this.http = http;
        this.place = place;
    }

    /** What is heard, message by message. */
    private static final class Ear implements WebSocket.Listener {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
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

        String next() {
            try {
                return String.valueOf(heard.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private record Open(SignedWebSocket socket, Ear ear) {}

    /** Logs in with {@code key}, and trades over that from then on; the session before ends when no order is under way in it. */
    CompletionStage<?> logIn(ScopedKey key) {
        var ear = new Ear();
        SignedWebSocket socket =
                SignedWebSocket.open(http, key, login().first().get(), ear).join();
        String answer = ear.next();
        if (login().greets()) {
            socket.send(VenueRequest.webSocket("session").json(answer));
            answer = ear.next();
        }
        assertThat(answer).contains(login().accepted());
        return take(new Open(socket, ear));
    }

    private synchronized CompletionStage<?> take(Open fresh) {
        opened.add(fresh);
        notifyAll();
        if (opened.size() == 1) {
            return CompletableFuture.completedStage(fresh);
        }
        SignedWebSocket before = opened.get(opened.size() - 2).socket();
        before.close();
        return before.closed();
    }

    private RotationPlaces.Login login() {
        return requireNonNull(place.login());
    }

    private Open now() {
        return opened.get(opened.size() - 1);
    }

    /**
     * Sends an order, and returns what it was answered with and the generation of the key of the session. Where the key was retired before the new login is through, nothing was sent, and the order goes over the
     * new session.
     */
    synchronized Answer order(int number) throws InterruptedException {
        Open open = now();
        try {
            open.socket().send(requireNonNull(place.socket()).order().apply(number));
        } catch (KeyRetiredException e) {
            for (int left = 100; left > 0 && now() == open; left--) {
                wait(PATIENCE_MILLIS / 100);
            }
            assertThat(now()).isNotSameAs(open);
            return order(number);
        }
        return new Answer(open.socket().generation(), open.ear().next());
    }

    record Answer(long generation, String text) {}

    /** The generations with which it has logged in, in order. */
    synchronized List<Long> logins() {
        return opened.stream().map(open -> open.socket().generation()).toList();
    }

    synchronized void close() {
        opened.forEach(open -> open.socket().close());
    }
}
