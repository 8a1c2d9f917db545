/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One message at a time, over a socket that a test lets go on. */
class SendQueueTest {
    private final WebSocket socket = mock(WebSocket.class);
    private final SendQueue queue = new SendQueue(socket, URI.create("wss://venue.example/ws"));
    private final List<String> sent = new ArrayList<>();
    private final List<CompletableFuture<WebSocket>> underWay = new ArrayList<>();

    @BeforeEach
    void take() {
        when(socket.sendText(any(), anyBoolean())).thenAnswer(call -> {
            sent.add(call.getArgument(0));
            var one = new CompletableFuture<WebSocket>();
            underWay.add(one);
            return one;
        });
    }

    @Test
    void add_whileOneIsUnderWay_waits_alsoIfThatFails() {
        queue.add("first");
        var second = queue.add("second");
        assertThat(sent).containsExactly("first");

        underWay.get(0).completeExceptionally(new IOException("canary"));
        assertThat(sent).containsExactly("first", "second");
        assertThat(second).isNotDone();
        underWay.get(1).complete(socket);
        assertThat(second).isCompleted();
    }

    @Test
    void failure_tellsNothingThatWasSent() {
        var first = queue.add("canary");

        underWay.get(0).completeExceptionally(new IOException("canary"));

        assertThatThrownBy(first::join)
                .hasCauseInstanceOf(IOException.class)
                .hasMessageContaining("wss://venue.example")
                .hasMessageNotContaining("canary");
    }

    @Test
    void requireRoom_whenTooManyWait_refuses_untilOneIsSent() {
        for (int n = 0; n < SendQueue.MOST_WAITING; n++) {
            queue.requireRoom();
            queue.add("message " + n);
        }
        assertThatThrownBy(queue::requireRoom)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("256 messages wait");

        underWay.get(0).complete(socket);

        queue.requireRoom();
    }

    @Test
    void close_dropsWhatWaits() {
        queue.add("first");
        var second = queue.add("second");

        assertThat(queue.close()).isTrue();
        assertThat(queue.close()).isFalse();
        underWay.get(0).complete(socket);

        assertThat(sent).containsExactly("first");
        assertThatThrownBy(second::join).hasCauseInstanceOf(IOException.class);
        assertThat(queue.isOpen()).isFalse();
        assertThatThrownBy(queue::requireRoom).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void isOpen_whenThePeerHasClosed_isFalse() {
        when(socket.isOutputClosed()).thenReturn(true);

        assertThat(queue.isOpen()).isFalse();
    }
}
