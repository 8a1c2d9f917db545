/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.secret.MemoryProtection;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keyguard memory}. */
@Command(
        name = "memory",
        description = {
            "Says how the memory of secrets is protected in this process, and so in a bot that is started alike.",
            "Ends with 1 if pages are not locked or core files would hold them."
        },
        mixinStandardHelpOptions = true)
final class MemoryCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        MemoryProtection now = MemoryProtection.current();
        output.say(
                "locked: " + (now.locked() ? "yes" : "no") + ", kept out of core files: "
                        + (now.excludedFromDumps() ? "yes" : "no") + System.lineSeparator() + now.words(),
                json -> {
                    json.writeStartObject();
                    json.writeBooleanField("locked", now.locked());
                    json.writeBooleanField("excludedFromDumps", now.excludedFromDumps());
                    json.writeNumberField("unlockedBytes", now.unlockedBytes());
                    json.writeStringField("words", now.words());
                    json.writeEndObject();
                });
        return now.complete() ? ExitStatus.DONE : ExitStatus.REFUSED;
    }
}
