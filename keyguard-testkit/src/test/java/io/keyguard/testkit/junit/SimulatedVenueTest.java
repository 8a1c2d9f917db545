/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.testkit.venue.BinanceSimulator;
import io.keyguard.testkit.venue.OkxSimulator;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimulatedVenueTest {
    private static final Set<BinanceSimulator> SEEN = new HashSet<>();

    @RegisterExtension
    final SimulatedVenue<BinanceSimulator> binance = SimulatedVenue.of(BinanceSimulator::start);

    @RegisterExtension
    final SimulatedVenue<OkxSimulator> okx = SimulatedVenue.of(OkxSimulator::start);

    @RepeatedTest(2)
    void eachTestHasVenuesOfItsOwn(BinanceSimulator venue, OkxSimulator other) {
        assertThat(venue).isSameAs(binance.venue());
        assertThat(other).isSameAs(okx.venue());
        assertThat(SEEN.add(venue)).isTrue();
        assertThat(venue.uri()).isNotEqualTo(other.uri());
    }

    @Test
    void outsideOfATest_thereIsNoVenue() {
        assertThatThrownBy(() -> SimulatedVenue.of(BinanceSimulator::start).venue())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    @Test
    void anotherPort_servesTheSameAccount(BinanceSimulator venue) throws Exception {
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        venue.listenAt(port);

        var reply = java.net.http.HttpClient.newHttpClient()
                .send(
                        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v3/time"))
                                .build(),
                        java.net.http.HttpResponse.BodyHandlers.ofString());

        assertThat(reply.body()).contains("serverTime");
        assertThatThrownBy(() -> venue.listenAt(port)).hasMessage("the port is not free");
    }
}
