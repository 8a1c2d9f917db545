/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.incident.Notices;
import io.keyguard.incident.Notifier;
import io.keyguard.venue.HttpTransport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Who is told. The address of a webhook is a secret, so that it stands in a file and not in an argument. */
final class NoticeOptions {
    @Option(
            names = "--webhook-file",
            paramLabel = "FILE",
            description =
                    "tell people by the webhook whose https address is the first line of FILE, which only its owner may read; may be repeated")
    private List<Path> files = List.of();

    /** By webhooks that are called like their files. */
    Notices open(HttpTransport transport) {
        return Notices.to(files.stream()
                        .map(file -> Notifier.webhook(String.valueOf(file.getFileName()), file, transport))
                        .toArray(Notifier[]::new))
                .build();
    }
}
