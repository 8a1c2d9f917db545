/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import io.keyguard.internal.NetworkFailures;
import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Passes on to the bot's listener what arrives, with a connection that cannot send past the key, and knows when it has ended. It is told once that it has. */
final class SessionListener implements WebSocket.Listener {
    private final WebSocket.Listener bot;
    private final URI address;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable ReceivingEnd end;

    SessionListener(WebSocket.Listener bot, URI address) {
        this.bot = bot;
        this.address = address;
    }

    /** Completes when nothing more arrives. */
    CompletableFuture<Void> ended() {
        return ended.copy();
    }

    private ReceivingEnd end(WebSocket socket) {
        ReceivingEnd known = end;
        if (known == null) {
            known = new ReceivingEnd(socket);
            end = known;
        }
        return known;
    }

    @Override
    public void onOpen(WebSocket socket) {
        bot.onOpen(end(socket));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        return bot.onText(end(socket), data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        return bot.onBinary(end(socket), data, last);
    }

    @Override
    public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
        return bot.onPing(end(socket), message);
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
        return bot.onPong(end(socket), message);
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        try {
            return told.compareAndSet(false, true) ? bot.onClose(end(socket), statusCode, reason) : null;
        } finally {
            ended.complete(null);
        }
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        try {
            if (told.compareAndSet(false, true)) {
                bot.onError(end(socket), error instanceof IOException ? NetworkFailures.clean(error, address) : error);
            }
        } finally {
            ended.complete(null);
        }
    }
}
