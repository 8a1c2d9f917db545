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
                    "what client order ids look like as a whole that are ours as well, beside those that bots of this state directory signed; such as of bots on other machines")
    private @Nullable Pattern ownOrders;

    Predicate<String> ours() {
        Pattern own = ownOrders;
        return own == null ? id -> false : own.asMatchPredicate();
    }
}
