/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.keyguard.internal.NetworkFailures;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends one message after the other, in the order in which they came: the JDK's WebSocket takes one at a time. Thread-safe. */
final class SendQueue {
    /** A peer that does not read shall not fill the heap. */
    static final int MOST_WAITING = 256;

    private final WebSocket socket;
    private final URI address;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int waiting;
    private boolean closed;

    SendQueue(WebSocket socket, URI address) {
        this.socket = socket;
        this.address = address;
    }

    synchronized void requireRoom() {
        if (!isOpen()) {
            throw new IllegalStateException("this WebSocket is closed; open another with the provider's key");
        }
        if (waiting >= MOST_WAITING) {
            throw new IllegalStateException("the venue does not read: " + waiting + " messages wait to be sent");
        }
    }

    /** Sends {@code text} after those before it; completes when that is done. */
    @CanIgnoreReturnValue
    synchronized CompletableFuture<Void> add(String text) {
        waiting++;
        CompletableFuture<Void> sent = last.handle((before, failure) -> text)
                .thenCompose(this::transmit)
                .handle((done, failure) -> {
                    sentOne();
                    return NetworkFailures.outcome(failure, address);
                });
        last = sent;
        // Whoever cancels what he is given shall not let the next message overtake.
        return sent.copy();
    }

    private CompletionStage<?> transmit(String text) {
        synchronized (this) {
            if (closed) {
                return CompletableFuture.failedFuture(new IOException("closed before it was sent"));
            }
        }
        return socket.sendText(text, true);
    }

    private synchronized void sentOne() {
        waiting--;
    }

    synchronized boolean isOpen() {
        return !closed && !socket.isOutputClosed();
    }

    /** Drops what waits and takes no more; returns whether it did before. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }
}
