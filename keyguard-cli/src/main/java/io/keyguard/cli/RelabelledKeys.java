/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.source.KeySource;
import java.util.ArrayList;
import java.util.Set;

/** The keys of one environment, as if they were of another: to see that they are refused there. */
final class RelabelledKeys implements KeySource {
    private final KeySource source;
    private final Environment from;
    private final Environment to;

    /** In the place of a strategy, for a key that none may use: what it may do is asked all the same, and not compared with other spare ones. */
    static String nobody(KeyId key) {
        return "(no strategy: " + key + ")";
    }

    RelabelledKeys(KeySource source, Environment from, Environment to) {
        this.source = source;
        this.from = from;
        this.to = to;
    }

    @Override
    public String name() {
        return source.name() + ", keys of " + from;
    }

    @Override
    public KeySnapshot read() {
        KeySnapshot snapshot = source.read();
        var keys = new ArrayList<ApiKey>();
        for (ApiKey key : snapshot.keys().values()) {
            if (key.environment() == from) {
                keys.add(relabelled(key));
            } else {
                key.close();
            }
        }
        return new KeySnapshot(snapshot.generation(), keys, snapshot.withheld());
    }

    private ApiKey relabelled(ApiKey key) {
        return ApiKey.builder(key.id())
                .on(key.venue(), key.account())
                .accountId(key.accountId().orElse(null))
                .environment(to)
                .strategies(key.strategies().isEmpty() ? Set.of(nobody(key.id())) : key.strategies())
                .algorithm(key.algorithm())
                .createdAt(key.createdAt())
                .generation(key.generation())
                .material(key.apiKey(), key.secret(), key.passphrase().orElse(null))
                .build();
    }

    @Override
    public Watch watch(Runnable changed) {
        return source.watch(changed);
    }

    @Override
    public void close() {
        source.close();
    }

    @Override
    public String toString() {
        return "KeySource[" + name() + "]";
    }
}
