/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.java_websocket.WebSocket;
import org.java_websocket.drafts.Draft;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.exceptions.InvalidDataException;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.handshake.ServerHandshakeBuilder;
import org.java_websocket.protocols.Protocol;
import org.java_websocket.server.WebSocketServer;

/** The WebSockets of a simulated venue, on a free loopback port. */
final class SocketServer extends WebSocketServer {
    private static final int MOST_BYTES = 1 << 18;

    private final VenueSimulator venue;
    private final Frames frames;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();

    private SocketServer(VenueSimulator venue, Frames frames) {
        super(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                1,
                List.of(new Draft_6455(List.of(), List.of(new Protocol("")), MOST_BYTES)));
        this.venue = venue;
        this.frames = frames;
        setDaemon(true);
        setReuseAddr(true);
        setTcpNoDelay(true);
        // No pings of its own: a venue that keeps a stopped clock must not find its callers dead.
        setConnectionLostTimeout(0);
    }

    static SocketServer launch(VenueSimulator venue, Frames frames) {
        var server = new SocketServer(venue, frames);
        server.start();
        server.port.join();
        return server;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + port.join());
    }

    /** The open connections on which {@code key} has logged in. */
    Stream<Session> sessionsOf(SimulatedKey key) {
        return getConnections().stream()
                .map(SocketServer::session)
                .filter(session -> session != null && session.isOf(key));
    }

    private static Session session(WebSocket connection) {
        return connection.getAttachment();
    }

    @Override
    public void onStart() {
        port.complete(getPort());
    }

    @Override
    public ServerHandshakeBuilder onWebsocketHandshakeReceivedAsServer(
            WebSocket connection, Draft draft, ClientHandshake request) throws InvalidDataException {
        String caller = venue.seen(connection.getRemoteSocketAddress());
        var session = new Session(connection, request, caller);
        try {
            frames.open(session);
        } catch (Refusal refused) {
            venue.stats().rejected(refused.code());
            throw new InvalidDataException(CloseFrame.REFUSE, refused.code());
        }
        connection.setAttachment(session);
        return super.onWebsocketHandshakeReceivedAsServer(connection, draft, request);
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
        Session session = session(connection);
        session.send(frames.greeting(session));
    }

    @Override
    public void onMessage(WebSocket connection, String text) {
        venue.pause();
        Session session = session(connection);
        Object trouble = venue.trouble();
        if (trouble instanceof Fault fault) {
            fail(session, text, fault);
        } else if (trouble instanceof String code) {
            session.send(venue.count(frames.refusal(session, text, code)).body());
        } else {
            session.send(answer(session, text));
        }
    }

    @Override
    public void onMessage(WebSocket connection, ByteBuffer bytes) {
        connection.close(CloseFrame.REFUSE, "text only");
    }

    private String answer(Session session, String text) {
        return venue.counted(
                        () -> frames.answer(session, text), refused -> frames.refusal(session, text, refused.code()))
                .body();
    }

    private void fail(Session session, String text, Fault fault) {
        switch (fault) {
            case LOST_ANSWER -> {
                answer(session, text);
                session.hangUp();
            }
            case DOUBLED -> {
                String first = answer(session, text);
                answer(session, text);
                session.send(first);
            }
            case MAINTENANCE -> session.close(CloseFrame.GOING_AWAY, "System maintenance");
            case NO_ANSWER -> session.hangUp();
            case TRUNCATED -> session.send("{\"ipRestrict\":tr");
            case NOT_JSON -> session.send("OK, more or less");
            case OTHER_JSON -> session.send("[[\"surprise\"], {\"code\": {}}]");
            case HUGE -> session.send(" ".repeat(4 << 20));
            default -> throw new IllegalStateException("a fault that nobody plays");
        }
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
        Session session = session(connection);
        if (session != null) {
            frames.closed(session);
        }
    }

    /** What fails here is counted, and its connection closed: who waits for an answer hears that none comes. */
    @Override
    public void onError(WebSocket connection, Exception failure) {
        if (connection == null) {
            port.completeExceptionally(new UncheckedIOException(
                    "no loopback port is free", new IOException("the WebSocket did not start")));
        } else if (connection.isOpen()) {
            venue.stats().rejected(VenueStats.INTERNAL_ERROR);
            connection.close(CloseFrame.UNEXPECTED_CONDITION, "internal error");
        }
    }

    void end() {
        try {
            stop(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
