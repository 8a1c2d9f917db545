/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects an answer, and breaks off one that is too large. What it outgrows is wiped. The HTTP client calls it from one thread at a time. */
final class LimitedBody implements BodySubscriber<byte[]> {
    private static final int FIRST = 4096;

    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private final int most;
    private byte[] room = new byte[FIRST];
    private int count;
    private @Nullable Subscription subscription;

    LimitedBody(int most) {
        this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            int more = buffer.remaining();
            if (more > most - count) {
                breakOff();
                return;
            }
            if (more > room.length - count) {
                resize(Math.max(count + more, 2 * room.length));
            }
            buffer.get(room, count, more);
            count += more;
        }
    }

    private void resize(int length) {
        byte[] old = room;
        room = Arrays.copyOf(old, length);
        Arrays.fill(old, (byte) 0);
    }

    private void breakOff() {
        if (subscription != null) {
            subscription.cancel();
        }
        Arrays.fill(room, (byte) 0);
        body.completeExceptionally(new TooLargeException(most));
    }

    @Override
    public void onError(Throwable failure) {
        Arrays.fill(room, (byte) 0);
        body.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        if (room.length != count) {
            resize(count);
        }
        body.complete(room);
    }
}
