/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.KeyScopeException;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** Where requests go, and that a path of one host means nothing at another. */
class ServicesTest {
    private static final VenueRequest SPOT = VenueRequest.get("/api/v3/account");
    private static final VenueRequest FUTURES = VenueRequest.get("/fapi/v3/account");

    @Test
    void home_isTheHostOfTheService() {
        VenueDefinition binance = Venues.binance();
        assertThat(binance.home(Environment.PRODUCTION, SPOT)).contains(URI.create("https://api.binance.com"));
        assertThat(binance.home(Environment.PRODUCTION, FUTURES)).contains(URI.create("https://fapi.binance.com"));
        assertThat(binance.home(Environment.SANDBOX, FUTURES))
                .contains(URI.create("https://testnet.binancefuture.com"));
        assertThat(binance.home(Environment.PRODUCTION, VenueRequest.webSocket("order.place")))
                .contains(URI.create("wss://ws-api.binance.com:443"));
        assertThat(Venues.kraken().home(Environment.SANDBOX, SPOT)).isEmpty();
    }

    @Test
    void classify_atTheHostOfAnotherService_isRefused() {
        var classifier = Venues.binance().classifier(Environment.PRODUCTION);
        assertThat(classifier.classify(FUTURES.at(URI.create("https://fapi.binance.com"))))
                .isEqualTo(new Classification(Permission.READ_ACCOUNT, Risk.READ));
        assertThatThrownBy(() -> classifier.classify(FUTURES.at(URI.create("https://api.binance.com"))))
                .isInstanceOf(KeyScopeException.class);
        assertThatThrownBy(() -> classifier.classify(SPOT.at(URI.create("https://fapi.binance.com"))))
                .isInstanceOf(KeyScopeException.class);
    }

    @Test
    void servedAt_movesEveryServiceOverHttpOrOneAlone() {
        URI gateway = URI.create("https://gateway.example");
        VenueDefinition all = Venues.binance().servedAt(Environment.PRODUCTION, gateway);
        assertThat(all.home(Environment.PRODUCTION, SPOT)).contains(gateway);
        assertThat(all.home(Environment.PRODUCTION, FUTURES)).contains(gateway);
        assertThat(all.home(Environment.PRODUCTION, VenueRequest.webSocket("order.place")))
                .contains(URI.create("wss://ws-api.binance.com:443"));

        VenueDefinition one = Venues.binance().servedAt(Environment.PRODUCTION, "futures", gateway);
        assertThat(one.home(Environment.PRODUCTION, SPOT)).contains(URI.create("https://api.binance.com"));
        assertThat(one.home(Environment.PRODUCTION, FUTURES)).contains(gateway);
        assertThatThrownBy(() -> Venues.kraken().servedAt(Environment.PRODUCTION, "futures", gateway))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void servedAt_takesTheSchemeOfTheService() {
        VenueDefinition binance = Venues.binance();
        URI socket = URI.create("ws://127.0.0.1:1");
        assertThat(binance.servedAt(Environment.PRODUCTION, "ws", socket)
                        .home(Environment.PRODUCTION, VenueRequest.webSocket("order.place")))
                .contains(socket);
        assertThatThrownBy(() -> binance.servedAt(Environment.PRODUCTION, socket))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> binance.servedAt(Environment.PRODUCTION, "ws", URI.create("https://gateway.example")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
