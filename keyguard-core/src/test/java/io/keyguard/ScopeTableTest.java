/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.HttpReply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScopeTableTest {
    private static final int MANY = 5_000;

    private final FakeVenue venue = new FakeVenue();
    private final FakeKeySource source = new FakeKeySource();
    private Keyguard keyguard;

    @BeforeEach
    void start() {
        venue.knows("canary-key-1", "read", "trade");
        source.put("grid-fake", "canary-key-1", "canary-secret-1");
        keyguard = Keyguard.builder()
                .source(source)
                .venues(venue)
                .grant(
                        "grid",
                        Grant.on("fake", "main")
                                .allow(Permission.READ_ACCOUNT, Permission.TRADE_SPOT)
                                .acceptBundled(Permission.TRADE_MARGIN))
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .start();
    }

    @AfterEach
    void close() {
        keyguard.close();
    }

    private static KeyScope scope(int account) {
        return KeyScope.of("fake", "account-" + account, Permission.TRADE_SPOT);
    }

    /** A handle for the provider's own look-up, to be told from others by identity. */
    private GrantedKey handle() {
        KeyProvider provider = keyguard.forStrategy("grid");
        KeyScope scope = KeyScope.of("fake", "main", Permission.TRADE_SPOT);
        GrantedKey handle = (GrantedKey) provider.get(scope);
        assertThat(provider.get(KeyScope.of("fake", "main", Permission.TRADE_SPOT)))
                .as("once for each ring and scope")
                .isSameAs(handle);
        keyguard.close();
        start();
        return handle;
    }

    @Test
    void get_ofManyScopes_isTheHandleOfEach_andNoneOfOthers() {
        var table = new ScopeTable();
        var added = new HashMap<KeyScope, GrantedKey>();
        List<GrantedKey> handles = List.of(handle(), handle(), handle());
        for (int i = 0; i < MANY; i++) {
            GrantedKey handle = handles.get(i % handles.size());
            assertThat(table.get(scope(i))).isNull();
            assertThat(table.add(scope(i), handle)).isSameAs(handle);
            added.put(scope(i), handle);
        }

        added.forEach((scope, handle) -> assertThat(table.get(scope)).isSameAs(handle));
        assertThat(table.add(scope(0), handles.get(1))).as("the first stays").isSameAs(handles.get(0));
        assertThat(table.get(KeyScope.of("fake", "account-1", Permission.READ_ACCOUNT)))
                .isNull();
    }

    /** Whoever asks while others add gets the handle of that scope or none, never that of another. */
    @Test
    void get_whileOthersAdd_isNeverTheHandleOfAnotherScope() throws Exception {
        List<GrantedKey> handles = List.of(handle(), handle(), handle());
        for (int round = 0; round < 20; round++) {
            var table = new ScopeTable();
            var work = new ArrayList<Callable<Integer>>();
            work.add(() -> addAll(table, handles, 0));
            work.add(() -> addAll(table, handles, 1));
            work.add(() -> wrong(table, handles));
            work.add(() -> wrong(table, handles));
            var threads = Executors.newFixedThreadPool(work.size());
            try {
                for (Future<Integer> wrong : threads.invokeAll(work)) {
                    assertThat(wrong.get()).isZero();
                }
            } finally {
                threads.shutdownNow();
            }
            assertThat(wrong(table, handles)).isZero();
            assertThat(IntStream.range(0, MANY / 10).allMatch(i -> table.get(scope(i)) != null))
                    .isTrue();
        }
    }

    private static int addAll(ScopeTable table, List<GrantedKey> handles, int from) {
        for (int i = from; i < MANY / 10; i += 2) {
            var unused = table.add(scope(i), handles.get(i % handles.size()));
        }
        return 0;
    }

    private static int wrong(ScopeTable table, List<GrantedKey> handles) {
        int wrong = 0;
        for (int i = 0; i < MANY / 10; i++) {
            GrantedKey found = table.get(scope(i));
            wrong += found == null || found.equals(handles.get(i % handles.size())) ? 0 : 1;
        }
        return wrong;
    }
}
