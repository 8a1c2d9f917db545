/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import org.java_websocket.WebSocket;
import org.jspecify.annotations.Nullable;

/** A connection to a venue's WebSocket, and the key that has logged in. Thread-safe. */
final class Session {
    private final WebSocket connection;
    private final String resource;
    private final String caller;
    private volatile @Nullable SimulatedKey key;

    Session(WebSocket connection, String resource, String caller) {
        this.connection = connection;
        this.resource = resource;
        this.caller = caller;
    }

    /** Path, and query if there is one, as sent. */
    String resource() {
        return resource;
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
