/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** How many secrets that nobody registered are found, and how many ordinary lines are taken for one, by kind; made into a page. */
class UnregisteredTest {
    private static final int EACH = 3_000;
    private static final int RUN = 8;
    private static final String PAGE = """
            # What is found of what nobody registered

            %,d made-up lines of each kind, the same ones each time (`Unregistered`, `Ordinary`), through a redactor that knows no key and no names of a venue. Made by `UnregisteredTest`,
            which `mvn verify` compares with this page (`-Dkeyguard.docs=write` writes it anew). The lines are written by the authors of what is measured, from the documents of venues and tools.

            A secret counts as found if no %d characters of it in a row are left.

            | secrets | found of %,d | |
            |---|---|---|
            %s
            Lines without a secret that were changed:

            | lines | changed of %,d | |
            |---|---|---|
            %s
            A line is masked for a name, a place or a look; what is only random is not. So a secret in free text is found if it looks like one, and a cursor or a signature on a chain that stands under the name of a
            secret is masked. `Redactor.registeredOnly()` leaves all of this out.
            """;

    private final Redactor redactor = Redactor.of(new LiveSecrets(Runnable::run));

    @Test
    void page_unregistered_isWhatIsFound() throws IOException {
        GeneratedPage.check(
                "redaction-unregistered.md",
                PAGE.formatted(
                        EACH,
                        RUN,
                        EACH,
                        table(Unregistered.kinds(), this::isFound),
                        EACH,
                        table(Ordinary.kinds(), this::isChanged)));
    }

    private static String table(
            Map<String, Function<Made, String>> kinds, java.util.function.Predicate<String> counts) {
        var rows = new StringBuilder();
        kinds.forEach((name, kind) -> {
            var made = new Made(name.hashCode());
            int count = 0;
            for (int i = 0; i < EACH; i++) {
                String line = kind.apply(made);
                boolean counted = counts.test(line);
                count += counted ? 1 : 0;
            }
            rows.append(String.format(Locale.ROOT, "| %s | %,d | %.1f %% |%n", name, count, 100.0 * count / EACH));
        });
        return rows.toString();
    }

    private boolean isFound(String marked) {
        int from = marked.indexOf('«');
        int to = marked.indexOf('»');
        String secret = marked.substring(from + 1, to);
        String masked = redactor.redact(marked.substring(0, from) + secret + marked.substring(to + 1));
        for (int i = 0; i + RUN <= secret.length(); i++) {
            if (masked.contains(secret.substring(i, i + RUN))) {
                return false;
            }
        }
        return !masked.contains(secret);
    }

    private boolean isChanged(String line) {
        return !redactor.redact(line).equals(line);
    }
}
