/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.Fill;
import io.keyguard.venue.VenueError;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** An account under watch, a clock, and what was told of it. */
final class Watched {
    static final KeyId KEY = KeyId.of("grid-binance");
    static final ClientOrderIds IDS =
            new ClientOrderIds("newClientOrderId", Pattern.compile("[a-z0-9-]{1,36}"), "open orders");
    static final Classification TRADE = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    static final Instant BEGAN = Instant.parse("2026-11-29T12:00:00Z");

    final List<Alarm> alarms = new ArrayList<>();
    final AccountWatch watch;
    Instant now = BEGAN;
    private int orders;

    Watched(UnaryOperator<WatchLimits> limits) {
        watch = builder().limits(limits.apply(WatchLimits.usual())).build();
    }

    Watched() {
        this(UnaryOperator.identity());
    }

    /** The same for the same seed: it decides which digests fall together. */
    static SecureRandom salts(long seed) {
        try {
            SecureRandom random = SecureRandom.getInstance("SHA1PRNG");
            random.setSeed(seed);
            return random;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no generator with a seed", e);
        }
    }

    AccountWatch.Builder builder() {
        return AccountWatch.of("binance", "main", IDS).onAlarm(alarms::add).clock(() -> now);
    }

    void pass(Duration time) {
        now = now.plus(time);
        watch.tick();
    }

    void tell(AccountEvent... events) {
        for (AccountEvent event : events) {
            watch.tell(event);
        }
    }

    /** Signs an order, and lets the venue show it. */
    void trade(String symbol, String quantity, String price) {
        String id = sign();
        Optional<BigDecimal> limit = price.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(price));
        watch.order(new VenueOrder(
                "venue-" + id, id, symbol, new BigDecimal(quantity), limit, now, VenueOrder.State.OPEN, false));
    }

    String sign() {
        String id = "order-" + orders++;
        watch.signed(KEY, 1, "grid", TRADE, VenueRequest.post("/api/v3/order").param("newClientOrderId", id));
        return id;
    }

    void quote(String symbol, String bid, String ask, String depth) {
        Optional<BigDecimal> known = depth.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(depth));
        tell(new AccountEvent.Quoted(symbol, new BigDecimal(bid), new BigDecimal(ask), known));
    }

    void fill(String id, String symbol, String quantity, String price) {
        tell(new AccountEvent.Filled(new Fill(
                id,
                "order of " + id,
                "",
                symbol,
                new BigDecimal(quantity),
                new BigDecimal(price),
                BigDecimal.ZERO,
                "",
                now)));
    }

    void answer(VenueError.Kind... kinds) {
        Optional<VenueError> error =
                kinds.length == 0 ? Optional.empty() : Optional.of(new VenueError("-1", Set.of(kinds)));
        tell(new AccountEvent.Answered(KEY, "grid", error));
    }

    List<Signal> signals() {
        return alarms.stream().map(Alarm::signal).toList();
    }
}
