/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.detection.OrderTags;
import io.keyguard.detection.VenueOrder;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every venue whose orders carry ids takes tags as client order ids. */
class OrderTagsTest {
    private static final Set<String> WITHOUT_ROOM = Set.of("bitfinex");

    static Stream<VenueDefinition> venues() {
        return Venues.all().stream()
                .filter(venue -> !venue.clientOrderIds().parameter().isEmpty())
                .filter(venue -> !WITHOUT_ROOM.contains(venue.id()));
    }

    /** A venue whose ids are short numbers says so at once, and not with the first order. */
    @Test
    void tags_ofAVenueWithoutRoomForThem_areRefused() {
        byte[] secret = "SYNTHETIC-tag-key-0123456789-abcdefgh".getBytes(StandardCharsets.UTF_8);
        try (SecretBytes key = SecretBytes.take(secret, InsecureSecretAccess.get())) {
            assertThatThrownBy(() -> OrderTags.of(
                            "bitfinex", "main", Venues.bitfinex().clientOrderIds(), key, InstantSource.system()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no room for a tag");
        }
    }

    private static VenueOrder shown(String tag, BigDecimal quantity) {
        return new VenueOrder(
                "1", tag, "BTCUSDT", quantity, Optional.empty(), Instant.now(), VenueOrder.State.OPEN, false);
    }

    @ParameterizedTest
    @MethodSource("venues")
    void tag_hasTheFormOfAClientOrderId(VenueDefinition venue) {
        byte[] secret = "SYNTHETIC-tag-key-0123456789-abcdefgh".getBytes(StandardCharsets.UTF_8);
        try (SecretBytes key = SecretBytes.take(secret, InsecureSecretAccess.get());
                OrderTags tags =
                        OrderTags.of(venue.id(), "main", venue.clientOrderIds(), key, InstantSource.system())) {
            String tag = tags.next("BTCUSDT", BigDecimal.ONE, Optional.empty());

            assertThat(venue.clientOrderIds().accept(tag)).as(tag).isTrue();
            assertThat(tags.isOurs(shown(tag, BigDecimal.ONE))).as(tag).isTrue();
            assertThat(tags.isOurs(shown(tag, BigDecimal.TEN))).as(tag).isFalse();
        }
    }
}
