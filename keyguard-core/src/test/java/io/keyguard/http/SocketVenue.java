/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** A WebSocket server on this machine that notes what arrives and repeats it in capitals. */
final class SocketVenue extends WebSocketServer implements AutoCloseable {
    final List<String> messages = new CopyOnWriteArrayList<>();
    final List<String> paths = new CopyOnWriteArrayList<>();
    final List<String> goodbyes = new CopyOnWriteArrayList<>();
    final AtomicInteger pings = new AtomicInteger();
    private final CountDownLatch listening = new CountDownLatch(1);

    private SocketVenue() {
        super(new InetSocketAddress("127.0.0.1", 0), 1);
        setDaemon(true);
        setReuseAddr(true);
    }

    static SocketVenue launch() throws InterruptedException {
        var venue = new SocketVenue();
        venue.start();
        venue.listening.await();
        return venue;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + getPort() + "/");
    }

    void sayToAll(String text) {
        broadcast(text);
    }

    void hangUp() {
        getConnections().forEach(connection -> connection.close(4007, "the key was deleted"));
    }

    @Override
    public void onStart() {
        listening.countDown();
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
        paths.add(handshake.getResourceDescriptor());
    }

    @Override
    public void onMessage(WebSocket connection, String message) {
        messages.add(message);
        connection.send(message.toUpperCase(java.util.Locale.ROOT));
    }

    @Override
    public void onWebsocketPing(WebSocket connection, org.java_websocket.framing.Framedata frame) {
        pings.incrementAndGet();
        super.onWebsocketPing(connection, frame);
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
        goodbyes.add(code + " " + reason);
    }

    @Override
    public void onError(WebSocket connection, Exception failure) {
        messages.add(failure.toString());
    }

    @Override
    public void close() {
        try {
            stop(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
