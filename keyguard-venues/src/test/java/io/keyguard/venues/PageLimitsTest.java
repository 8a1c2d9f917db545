/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Permission;
import io.keyguard.VenueUnavailableException;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.SignedCalls;
import java.time.Instant;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Lists of a venue that always shows one page more. */
class PageLimitsTest {
    private static final int FAR_TOO_MANY = 50_000;
    private static final Instant FROM = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2026-11-02T00:00:00Z");
    private static final Set<Permission> SPOT = Set.of(Permission.TRADE_SPOT);

    /**
     * A list without end.
     *
     * @param page what the venue answers, with {@code #} where the pages differ
     */
    record Endless(VenueDefinition venue, String list, String page, BiConsumer<AccountReader, SignedCalls> read) {
        @Override
        public String toString() {
            return venue.id() + " " + list;
        }
    }

    static Stream<Endless> lists() {
        String order = "{\"ordId\":\"1\",\"clOrdId\":\"\",\"instId\":\"BTC-USDT\"}";
        String orders = IntStream.range(0, 100).mapToObj(n -> order).collect(Collectors.joining(","));
        return Stream.of(
                new Endless(
                        Venues.coinbase(),
                        "orders",
                        "{\"orders\":[],\"has_next\":true,\"cursor\":\"#\"}",
                        (account, calls) -> account.openOrders(calls, SPOT)),
                new Endless(
                        Venues.coinbase(),
                        "fills",
                        "{\"fills\":[{}],\"cursor\":\"#\"}",
                        (account, calls) -> account.fills(calls, SPOT, Set.of(), FROM, TO)),
                new Endless(
                        Venues.coinbase(),
                        "accounts",
                        "{\"data\":[{\"id\":\"#\"}],\"pagination\":{\"next_uri\":\"/next\"}}",
                        (account, calls) -> account.movements(calls, Movement.Kind.DEPOSIT, FROM, TO)),
                new Endless(
                        Venues.kraken(),
                        "trades",
                        "{\"error\":[],\"result\":{\"trades\":{\"#\":{}},\"count\":1000000000}}",
                        (account, calls) -> account.fills(calls, SPOT, Set.of(), FROM, TO)),
                new Endless(
                        Venues.kraken(),
                        "deposits",
                        "{\"error\":[],\"result\":[{\"refid\":\"#\",\"time\":1}]}",
                        (account, calls) -> account.movements(calls, Movement.Kind.DEPOSIT, FROM, TO)),
                new Endless(
                        Venues.okx(),
                        "orders",
                        "{\"code\":\"0\",\"data\":[" + orders + "]}",
                        (account, calls) -> account.openOrders(calls, SPOT)));
    }

    @ParameterizedTest
    @MethodSource("lists")
    void list_thatNeverEnds_isGivenUp(Endless endless) {
        var asked = new int[1];
        SignedCalls calls = request -> {
            assertThat(++asked[0]).isLessThan(FAR_TOO_MANY);
            return new HttpReply(200, endless.page().replace("#", "p" + asked[0]));
        };

        assertThatThrownBy(() -> endless.read().accept(endless.venue().account(), calls))
                .isInstanceOf(VenueUnavailableException.class);
    }
}
