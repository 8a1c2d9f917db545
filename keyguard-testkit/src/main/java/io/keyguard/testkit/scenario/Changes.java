/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.VenueOrder;
import io.keyguard.testkit.scenario.Wording.Kind;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a bot does with the orders that it has, and with several at once. Not thread-safe. */
final class Changes {
    private final Bot bot;
    private final Desk desk;

    Changes(Bot bot) {
        this.bot = bot;
        this.desk = bot.desk();
    }

    /** Changes the price of an order, which keeps its ids where the venue lets it. */
    void amend(Ticket ticket, BigDecimal price) {
        ticket.taken().ifPresent(order -> {
            if (desk.wording() == Wording.BINANCE) {
                amend(ticket, order, price);
            } else {
                Kind kind = desk.wording().allows(Kind.AMENDED) ? Kind.AMENDED : Kind.ANEW;
                change(
                        kind,
                        order,
                        new Wish(ticket.symbol(), ticket.clientId(), order.quantity(), Optional.of(price)),
                        ticket);
            }
        });
    }

    private void amend(Ticket ticket, VenueOrder order, BigDecimal price) {
        boolean byVenuesId = desk.dice().happens(0.5);
        bot.sign(
                Bot.ORDER,
                VenueRequest.put("/api/v3/order/amend/price")
                        .param(
                                byVenuesId ? "orderId" : "origClientOrderId",
                                byVenuesId ? order.id() : ticket.clientId())
                        .param("price", price.toPlainString()));
        bot.send(() -> desk.exchange().amend(order, price));
    }

    /** Changes price and size of several orders in one request, in one of the ways in which venues take it. */
    void amendAll(Map<VenueOrder, BigDecimal> prices) {
        boolean inWords = desk.dice().happens(0.5);
        String items = prices.entrySet().stream()
                .map(one -> item(one.getKey(), one.getValue(), inWords))
                .collect(Collectors.joining(","));
        VenueRequest request = inWords
                ? VenueRequest.post("/api/v3/batchorder").param("json", "{\"batchOrder\":[" + items + "]}")
                : VenueRequest.post("/api/v3/order/amend-batch").json("[" + items + "]");
        bot.sign(Bot.ORDER, request);
        bot.send(() -> prices.forEach((order, price) -> desk.exchange().amend(order, price)));
    }

    private static String item(VenueOrder order, BigDecimal price, boolean inWords) {
        String word = inWords ? "\"order\":\"edit\"," : "";
        return "{" + word + "\"orderId\":\"" + order.id() + "\",\"price\":\"" + price.toPlainString() + "\",\"size\":\""
                + order.quantity().abs().toPlainString() + "\"}";
    }

    /** Has the venue make another order of this one, which keeps the client's id. */
    Ticket replace(Ticket ticket, BigDecimal quantity, BigDecimal price) {
        var other = new Ticket(ticket.clientId(), ticket.symbol());
        ticket.taken().ifPresent(order -> {
            bot.sign(
                    Bot.ORDER.with(OrderEffect.BOTH),
                    VenueRequest.post("/api/v3/order/alter")
                            .param("orderId", order.id())
                            .param("size", quantity.abs().toPlainString())
                            .param("price", price.toPlainString()));
            bot.send(() -> {
                if (desk.exchange().isOpen(order)) {
                    desk.exchange().cancel(order);
                    other.isNow(desk.exchange().place(other.clientId(), other.symbol(), quantity, Optional.of(price)));
                }
            });
        });
        return other;
    }

    /** Changes an order that the venue has taken, and returns what becomes of it: itself, if the venue refuses because it is gone. */
    Ticket change(Kind kind, Ticket ticket, BigDecimal quantity, BigDecimal price) {
        VenueOrder order = ticket.taken().orElseThrow();
        Optional<BigDecimal> limit = Optional.of(price);
        Ticket other = kind.renames()
                ? bot.next(ticket.symbol(), quantity, limit)
                : new Ticket(ticket.clientId(), ticket.symbol());
        change(kind, order, new Wish(other.symbol(), other.clientId(), quantity, limit), other);
        return other;
    }

    private void change(Kind kind, VenueOrder order, Wish wish, Ticket becomes) {
        Dice dice = desk.dice();
        boolean byVenuesId =
                order.clientOrderId().isEmpty() || desk.wording().namesByVenuesIdAlone() || dice.happens(0.5);
        String venueId = byVenuesId ? order.id() : "";
        VenueRequest request = desk.wording().change(kind, order, venueId, wish, dice);
        bot.sign(Bot.ORDER.with(kind.effect()), request);
        bot.send(() -> becomes.isNow(desk.exchange()
                .called(venueId, order.clientOrderId())
                .map(now -> desk.exchange().change(kind, now, wish))
                .orElse(order)));
    }

    /** Places several orders in one request. */
    List<Ticket> placeTogether(List<Wish> wishes) {
        List<Ticket> tickets = new ArrayList<>();
        wishes.forEach(wish -> tickets.add(new Ticket(wish.clientId(), wish.symbol())));
        bot.sign(Bot.ORDER, desk.wording().orders(wishes));
        bot.send(() -> {
            for (int n = 0; n < wishes.size(); n++) {
                Wish wish = wishes.get(n);
                tickets.get(n)
                        .isNow(desk.exchange().place(wish.clientId(), wish.symbol(), wish.quantity(), wish.price()));
            }
            // All of them weigh as much as one.
            desk.exchange().usage().request(desk.exchange().now(), 1 - wishes.size());
        });
        return tickets;
    }
}
