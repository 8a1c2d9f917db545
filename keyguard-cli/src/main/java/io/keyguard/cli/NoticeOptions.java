/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.incident.Notifier;
import io.keyguard.venue.HttpTransport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Who is told. The address of a webhook is a secret, so that it stands in a file and not in an argument. */
final class NoticeOptions {
    @Option(
            names = "--webhook-file",
            paramLabel = "FILE",
            description =
                    "tell people by the webhook whose https address is the first line of FILE, which only its owner may read; may be repeated")
    private List<Path> files = List.of();

    /**
     * By webhooks that are called like their files. One whose file cannot be used tells nobody, as one that does not answer: an incident does not wait for it.
     *
     * @param trouble is told why
     */
    Notices open(HttpTransport transport, Consumer<String> trouble) {
        return Notices.to(files.stream()
                        .map(file -> webhook(file, transport, trouble))
                        .toArray(Notifier[]::new))
                .build();
    }

    private static Notifier webhook(Path file, HttpTransport transport, Consumer<String> trouble) {
        String name = String.valueOf(file.getFileName());
        try {
            return Notifier.webhook(name, file, transport);
        } catch (IllegalArgumentException e) {
            trouble.accept(String.valueOf(e.getMessage()));
            return new Unusable(name);
        }
    }

    /** What was asked for, and cannot be had. */
    private record Unusable(String name) implements Notifier {
        @Override
        public void deliver(Notice notice) throws IOException {
            throw new FileNotFoundException("there is no address");
        }
    }
}
