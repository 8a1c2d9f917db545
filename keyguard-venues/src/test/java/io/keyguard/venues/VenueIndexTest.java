/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tables of all venues are what the definitions and simulators say; {@code -Dkeyguard.docs.write=true} writes them anew. */
class VenueIndexTest {
    private static final Path PAGE = Path.of("..", "docs", "venues", "README.md");
    private static final Path README = Path.of("..", "README.md");
    private static final String BEGIN = "<!-- venues: made by VenueIndexTest -->\n";
    private static final String END = "<!-- end of venues -->";

    @Test
    void tables_areWhatTheDefinitionsAndSimulatorsSay() throws IOException {
        VenueIndex index = VenueIndex.ask();
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertThat(begin).isGreaterThan(BEGIN.length());
        assertThat(end).isGreaterThanOrEqualTo(begin);
        if (Boolean.getBoolean("keyguard.docs.write")) {
            Files.writeString(PAGE, index.page());
            Files.writeString(README, readme.substring(0, begin) + index.summary() + readme.substring(end));
            readme = Files.readString(README);
            end = readme.indexOf(END);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(index.page());
        assertThat(readme.substring(begin, end)).isEqualTo(index.summary());
    }
}
