/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.venue.Movement;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a signed withdrawal names is found in what the venue shows of it. */
class MovementTermsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** Kraken's names of two assets are not those of everybody else. */
    @ParameterizedTest
    @CsvSource({
        "BTC, XXBT, true",
        "XBT, XXBT, true",
        "XXBT, BTC, true",
        "btc, XBT, true",
        "DOGE, XXDG, true",
        "XDG, DOGE, true",
        "ETH, XETH, true",
        "ETH, XXBT, false",
        "XBT, DOGE, false",
        "USDT, XBT, false",
    })
    void fit_namesOfOneAsset_areTheSame(String asked, String shown, boolean fits) {
        MovementTerms terms = MovementTerms.of(
                VenueRequest.post("/0/private/Withdraw").param("asset", asked).param("amount", "1"), NOW);
        var movement = new Movement(Movement.Kind.WITHDRAWAL, "m1", shown, new BigDecimal("-1"), "", "Success", NOW);

        assertThat(terms.fit(movement)).isEqualTo(fits);
    }
}
