/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.jspecify.annotations.Nullable;

/** A connection to a venue's WebSocket, and the key that has logged in. Thread-safe. */
final class Session {
    private final WebSocket connection;
    private final ClientHandshake request;
    private final String caller;
    private volatile @Nullable SimulatedKey key;

    Session(WebSocket connection, ClientHandshake request, String caller) {
        this.connection = connection;
        this.request = request;
        this.caller = caller;
    }

    /** Path, and query if there is one, as sent. */
    String resource() {
        return request.getResourceDescriptor();
    }

    /** A header of the request for the connection; empty if there is none. */
    String header(String name) {
        return request.getFieldValue(name);
    }

    /** From where. */
    String caller() {
        return caller;
    }

    /** The key that has logged in, or null. */
    @Nullable
    SimulatedKey key() {
        return key;
    }

    boolean isOf(SimulatedKey other) {
        SimulatedKey mine = key;
        return mine != null && mine.apiKey().equals(other.apiKey());
    }

    void logIn(SimulatedKey with) {
        key = with;
    }

    void send(String text) {
        if (connection.isOpen() && !text.isEmpty()) {
            connection.send(text);
        }
    }

    void close(int code, String reason) {
        connection.close(code, reason);
    }

    /** Hangs up without a word. */
    void hangUp() {
        connection.closeConnection(1006, "");
    }
}
