/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

/** What a bot's listener sees of a connection: it may read, answer pings and hang up; messages go through {@link SignedWebSocket#send}. */
final class ReceivingEnd implements WebSocket {
    private final WebSocket socket;

    ReceivingEnd(WebSocket socket) {
        this.socket = socket;
    }

    @Override
    public CompletableFuture<WebSocket> sendText(CharSequence data, boolean last) {
        return refused();
    }

    @Override
    public CompletableFuture<WebSocket> sendBinary(ByteBuffer data, boolean last) {
        return refused();
    }

    private static CompletableFuture<WebSocket> refused() {
        return CompletableFuture.failedFuture(new IllegalStateException(
                "what goes over this WebSocket is signed; use SignedWebSocket.send; nothing was sent"));
    }

    @Override
    public CompletableFuture<WebSocket> sendPing(ByteBuffer message) {
        return socket.sendPing(message).thenApply(sent -> this);
    }

    @Override
    public CompletableFuture<WebSocket> sendPong(ByteBuffer message) {
        return socket.sendPong(message).thenApply(sent -> this);
    }

    @Override
    public CompletableFuture<WebSocket> sendClose(int statusCode, String reason) {
        return socket.sendClose(statusCode, reason).thenApply(sent -> this);
    }

    @Override
    public void request(long n) {
        socket.request(n);
    }

    @Override
    public String getSubprotocol() {
        return socket.getSubprotocol();
    }

    @Override
    public boolean isOutputClosed() {
        return socket.isOutputClosed();
    }

    @Override
    public boolean isInputClosed() {
        return socket.isInputClosed();
    }

    @Override
    public void abort() {
        socket.abort();
    }
}
