/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.KeyId;
import io.keyguard.incident.Freeze;
import io.keyguard.incident.FreezeScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is to be frozen, or no longer. */
final class FreezeOptions {
    @Option(names = "--key", paramLabel = "KEY", description = "this key; may be repeated")
    private @Nullable List<String> keys;

    @Option(names = "--strategy", paramLabel = "NAME", description = "every key of this strategy; may be repeated")
    private @Nullable List<String> strategies;

    @Option(names = "--venue", paramLabel = "VENUE", description = "every key of this venue; may be repeated")
    private @Nullable List<String> venues;

    @Option(names = "--all", description = "every key")
    private boolean all;

    /** Whether anything is said. */
    boolean isAny() {
        return all
                || !(names(keys).isEmpty()
                        && names(strategies).isEmpty()
                        && names(venues).isEmpty());
    }

    List<FreezeScope> scopes() {
        var scopes = new ArrayList<FreezeScope>();
        names(keys).forEach(key -> scopes.add(FreezeScope.key(KeyId.of(key))));
        names(strategies).forEach(strategy -> scopes.add(FreezeScope.strategy(strategy)));
        names(venues).forEach(venue -> scopes.add(FreezeScope.venue(venue)));
        if (all) {
            scopes.add(FreezeScope.all());
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("say what: --key, --strategy, --venue or --all");
        }
        return scopes;
    }

    /** With --all, whatever is frozen; otherwise what was frozen under just that name. */
    boolean chooses(Freeze freeze) {
        return all || scopes().contains(freeze.scope());
    }

    private static List<String> names(@Nullable List<String> given) {
        return given == null ? List.of() : given;
    }
}
