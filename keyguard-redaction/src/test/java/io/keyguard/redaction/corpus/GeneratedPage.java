/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A page of {@code docs} that a test makes; {@code -Dkeyguard.docs=write} writes it anew, otherwise what is committed has to be the same. */
final class GeneratedPage {
    private static final Path DOCS = Path.of("..", "docs");

    private GeneratedPage() {}

    static void check(String name, String content) throws IOException {
        Path page = DOCS.resolve(name);
        if ("write".equals(System.getProperty("keyguard.docs"))) {
            Files.writeString(page, content);
        }
        assertThat(page).as("write it anew with -Dkeyguard.docs=write").hasContent(content);
    }
}
