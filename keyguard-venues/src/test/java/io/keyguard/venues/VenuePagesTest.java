/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages of {@code docs/venues} are what the definitions say; {@code -Dkeyguard.docs.write=true} writes them anew. */
class VenuePagesTest {
    private static final Path FOLDER = Path.of("..", "docs", "venues");

    static Stream<VenueDefinition> venues() {
        return Venues.all().stream();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void page_isWhatTheDefinitionSays(VenueDefinition venue) throws IOException {
        Path file = FOLDER.resolve(venue.id() + ".md");
        if (Boolean.getBoolean("keyguard.docs.write")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, VenuePages.page(venue));
        }
        assertThat(Files.readString(file)).isEqualTo(VenuePages.page(venue));
    }
}
