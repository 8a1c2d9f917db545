/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.Year;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each section of a page says where its facts come from, and when that was written or read. */
class VenueSourcesTest {
    private static final LocalDate FIRST_EXCHANGES = LocalDate.of(2014, 1, 1);

    static Stream<VenueDefinition> venues() {
        return Venues.all().stream();
    }

    @ParameterizedTest
    @MethodSource("venues")
    void page_everySection_namesSourceAndDate(VenueDefinition venue) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "venues", venue.id() + ".md"));
        String[] sections = page.split("\n## ", -1);

        assertThat(Arrays.stream(sections).skip(1).filter(section -> !section.startsWith("Sources\n")))
                .hasSize(12)
                .allSatisfy(section -> assertThat(section)
                        .containsPattern("Source: (?:\\[S[0-9]+]\\(#sources\\), [0-9]{4}(?:-[0-9]{2}){0,2}"
                                + "(?:, not official)?(?:; )?)+\\. ?"));
    }

    @ParameterizedTest
    @MethodSource("venues")
    void sources_cover_everyTopic(VenueDefinition venue) {
        Set<Topic> told = venue.notes().sources().stream()
                .flatMap(source -> source.topics().stream())
                .collect(Collectors.toSet());

        assertThat(told).isEqualTo(EnumSet.allOf(Topic.class));
    }

    @ParameterizedTest
    @MethodSource("venues")
    void source_tellsATopicOrAPoint(VenueDefinition venue) {
        Set<Integer> marked = marks(venue).collect(Collectors.toSet());

        assertThat(venue.notes().sources())
                .isNotEmpty()
                .allSatisfy(source -> assertThat(!source.topics().isEmpty()
                                || marked.contains(venue.notes().sources().indexOf(source) + 1))
                        .as(source.title())
                        .isTrue());
        assertThat(marked)
                .allSatisfy(mark ->
                        assertThat(mark).isBetween(1, venue.notes().sources().size()));
    }

    @ParameterizedTest
    @MethodSource("venues")
    void source_hasAnAddressAndARealDate(VenueDefinition venue) {
        assertThat(venue.notes().sources()).allSatisfy(source -> {
            assertThat(source.address().getScheme()).isEqualTo("https");
            assertThat(source.address().getHost()).matches("[a-z0-9-]+(\\.[a-z0-9-]+)+");
            assertThat(source.address().getUserInfo()).isNull();
            assertThat(source.address().getFragment()).isNull();
            assertThat(source.address().getPort()).isEqualTo(-1);
            assertThat(firstDay(source.date())).isAfter(FIRST_EXCHANGES);
            assertThat(source.title()).isNotBlank();
        });
    }

    @ParameterizedTest
    @MethodSource("venues")
    void source_ofAClientThatOthersWrote_isNotOfficial(VenueDefinition venue) {
        assertThat(venue.notes().sources())
                .filteredOn(source -> source.address()
                        .toString()
                        .matches("https://github\\.com/(ccxt|tiagosiebler|JKorf|nautechsystems|formancehq)/.*"))
                .allSatisfy(source -> assertThat(source.official()).isFalse());
        assertThat(venue.notes().sources()).anyMatch(Source::official);
    }

    @Test
    void topic_thatNobodyOfTheVenueTells_isUnconfirmed() {
        var sources = new VenueSources(List.of(
                Source.other("a client", "https://example.com/client", "2026").on(Topic.ERRORS),
                Source.official("a page", "https://example.com/page", "2026-05-01")
                        .on(Topic.LIFECYCLE)));

        assertThat(sources.of(Topic.ERRORS))
                .isEqualTo("Source: [S1](#sources), 2026, not official. No official document was read: UNCONFIRMED.");
        assertThat(sources.of(Topic.LIFECYCLE)).isEqualTo("Source: [S2](#sources), 2026-05-01.");
        assertThat(sources.linked("So it is. [S2]")).isEqualTo("So it is. ([S2](#sources), 2026-05-01)");
    }

    private static Stream<Integer> marks(VenueDefinition venue) {
        VenueNotes notes = venue.notes();
        return Stream.of(
                        notes.use(),
                        notes.keys(),
                        notes.sessions(),
                        notes.emergency(),
                        notes.reconciliation(),
                        notes.limits())
                .flatMap(points -> points.stream())
                .flatMap(point -> VenueSources.MARK.matcher(point).results())
                .map(mark -> Integer.valueOf(mark.group(1)));
    }

    private static LocalDate firstDay(String date) {
        return switch (date.length()) {
            case 4 -> Year.parse(date).atDay(1);
            case 7 -> YearMonth.parse(date).atDay(1);
            default -> LocalDate.parse(date);
        };
    }
}
