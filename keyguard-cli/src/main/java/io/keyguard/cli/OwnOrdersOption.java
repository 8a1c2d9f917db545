/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which orders are ours. */
final class OwnOrdersOption {
    @Option(
            names = "--own-orders",
            paramLabel = "REGEX",
            description =
                    "what the client order ids of the bots look like as a whole; every other order is listed as foreign. All are foreign if it is left out")
    private @Nullable Pattern ownOrders;

    Predicate<String> ours() {
        Pattern own = ownOrders;
        return own == null ? id -> false : own.asMatchPredicate();
    }
}
