/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Environment;
import io.keyguard.VenueUnavailableException;
import io.keyguard.testkit.venue.FoundrySimulator;
import io.keyguard.testkit.venue.LuxorSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Payout;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueError.Kind;
import io.keyguard.venue.VenueRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Requests and errors of Luxor and Foundry; what they have in common with other pools is in {@link PoolsTest}. */
class TokenPoolsTest {
    @Test
    void luxor_theKeyStandsInItsHeaderAsItIs() {
        try (LuxorSimulator pool = LuxorSimulator.start()) {
            SimulatedKey key = pool.createKey("Mining Pool: Read Only");
            try (Desk desk = Desk.of(Venues.luxor(), pool, key)) {
                SignedRequest read = desk.sign(
                        VenueRequest.get("/api/v2/pool/payment-settings/BTC").param("subaccount_names", "a,b"));
                assertThat(read.uri())
                        .hasToString("https://app.luxor.tech/api/v2/pool/payment-settings/BTC?subaccount_names=a%2Cb");
                assertThat(read.headers()).containsExactlyInAnyOrderEntriesOf(Map.of("authorization", key.apiKey()));
                SignedRequest delete = desk.sign(VenueRequest.delete("/api/v2/pool/subaccounts/farm2"));
                assertThat(delete.body()).isEmpty();
                assertThat(delete.headers()).doesNotContainKey("Content-Type");
            }
        }
    }

    private static VenueRequest payTo(String address) {
        return VenueRequest.put("/api/v2/pool/payment-settings/BTC/subaccount_1")
                .json(
                        "{\"payment_frequency\":\"DAILY\",\"addresses\":[{\"address_name\":\"main\",\"external_address\":\""
                                + address + "\",\"revenue_allocation\":100}]}");
    }

    @Test
    void luxor_settingsAreChangedByAKeyThatWrites_andTold() {
        try (LuxorSimulator pool = LuxorSimulator.start()) {
            VenueDefinition venue = Venues.luxor().servedAt(Environment.PRODUCTION, pool.uri());
            try (Desk reader = Desk.of(venue, pool, pool.createKey("Mining Pool: Read Only"));
                    Desk writer = Desk.of(venue, pool, pool.createKey("Mining Pool: Read & Write"))) {
                assertThat(venue.errors()
                                .classify(reader.call(payTo("bc1qother")))
                                .orElseThrow()
                                .kinds())
                        .containsExactly(Kind.PERMISSION);
                assertThat(venue.errors().classify(writer.call(payTo("bc1qother"))))
                        .isEmpty();
                assertThat(venue.account().payouts(reader).value().orElseThrow())
                        .containsExactly(new Payout("subaccount_1", "BTC", "bc1qother", "100 % DAILY"));
            }
        }
    }

    @Test
    void luxor_aKeyWithoutThePool_isRefusedWhereThePoolIsRead() {
        try (LuxorSimulator pool = LuxorSimulator.start()) {
            VenueDefinition venue = Venues.luxor().servedAt(Environment.PRODUCTION, pool.uri());
            try (Desk desk = Desk.of(venue, pool, pool.createKey("Derivatives: Read & Write"))) {
                assertThatThrownBy(() -> venue.inspector(Environment.PRODUCTION).inspect(desk))
                        .isInstanceOf(io.keyguard.VenueRefusedException.class);
            }
        }
    }

    @Test
    void luxor_error_means() {
        var errors = Venues.luxor().errors();
        String body = "{\"error\":{\"code\":\"canary\",\"message\":\"canary\"}}";
        assertThat(errors.classify(new HttpReply(401, body)).orElseThrow().kinds())
                .containsExactlyInAnyOrder(Kind.BAD_KEY, Kind.EXPIRED);
        assertThat(errors.classify(new HttpReply(403, body)).orElseThrow().kinds())
                .containsExactly(Kind.PERMISSION);
        assertThat(errors.classify(new HttpReply(429, body)).orElseThrow().kinds())
                .containsExactly(Kind.RATE);
        assertThat(errors.classify(new HttpReply(400, body)).orElseThrow().code())
                .doesNotContain("canary");
        assertThat(errors.classify(new HttpReply(200, "{}"))).isEmpty();
    }

    @Test
    void foundry_aKeyOfAnotherSubAccount_isRefused() {
        try (FoundrySimulator pool = FoundrySimulator.start()) {
            VenueDefinition venue = Venues.foundry().servedAt(Environment.PRODUCTION, pool.uri());
            SimulatedKey key = pool.createKey();
            try (Desk desk = Desk.of(venue, pool, key)) {
                SignedRequest read = desk.sign(
                        VenueRequest.get("/subaccount_hashrate_day/farm_sub1").param("coin", "BTC"));
                assertThat(read.headers()).containsExactlyInAnyOrderEntriesOf(Map.of("X-API-KEY", key.apiKey()));
                assertThat(venue.errors()
                                .classify(desk.call(VenueRequest.get("/earnings/another")))
                                .orElseThrow()
                                .kinds())
                        .contains(Kind.PERMISSION);
            }
        }
        assertThatThrownBy(() ->
                        Venues.foundry().inspector(Environment.PRODUCTION).inspect(request -> new HttpReply(200, "[]")))
                .as("nobody says which sub-account")
                .isInstanceOf(VenueUnavailableException.class);
    }
}
