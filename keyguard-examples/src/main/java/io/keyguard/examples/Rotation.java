/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import io.keyguard.KeyId;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what happens to one key. */
final class Rotation implements KeyListener {
    private final KeyId key;
    private final CompletableFuture<KeyEvent> published = new CompletableFuture<>();
    private final CompletableFuture<KeyEvent> retired = new CompletableFuture<>();
    private volatile boolean watching;

    Rotation(String key) {
        this.key = KeyId.of(key);
    }

    /** From now on events count; those of the start do not. */
    void begin() {
        watching = true;
    }

    @Override
    public void onEvent(KeyEvent event) {
        if (!watching) {
            return;
        }
        if (event instanceof KeyEvent.Published snapshot && snapshot.fresh().contains(key)) {
            published.complete(event);
        } else if (event instanceof KeyEvent.Retired old && old.key().equals(key)) {
            retired.complete(event);
        } else if (event instanceof KeyEvent.Refused refused && refused.keys().contains(key)) {
            published.completeExceptionally(new IllegalStateException(refused.report()));
        }
    }

    void awaitPublished() {
        await(published);
    }

    void awaitRetired() {
        await(retired);
    }

    private static void await(CompletableFuture<KeyEvent> event) {
        try {
            event.get(20, TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("the rotation did not get there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
