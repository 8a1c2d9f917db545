/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static io.keyguard.detection.Watched.BEGAN;
import static io.keyguard.detection.Watched.IDS;
import static io.keyguard.detection.Watched.KEY;
import static io.keyguard.detection.Watched.TRADE;

import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.metrics.Metrics;
import io.keyguard.venue.Classification;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** A bot that places, changes, replaces, renames and cancels one to three orders at random, a venue that shows each state as it comes about, and a thief who changes one of them to what nobody ever said. */
final class ChangeStory {
    private static final Classification CANCEL = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final Classification BOTH = TRADE.with(OrderEffect.BOTH);
    private static final Set<Signal> ACCUSING =
            Set.of(Signal.FOREIGN_ORDER, Signal.COPIED_ORDER_ID, Signal.FOREIGN_CANCEL);
    private static final long FIRST = 1_300_123;
    private static final long WAY = 30;
    /** Between what the bot does and what it does next; the first are shorter than the way to the venue and back. */
    private static final long[] GAPS = {10, 50, 400, 2_500, 15_000, 70_000};

    /** The first of them after which all is shown. */
    private static final int SHOWN = 2;

    private static final String THEIR_PRICE = "66666";
    private static final String THEIR_SIZE = "9.5";

    private record Step(long at, Runnable done) {}

    /** An order at the venue, as it is. */
    private static final class Order {
        private final String id;
        private final Instant created;
        private String clientId;
        private String price;
        private String size;
        /** What the bot said last. */
        private String saidPrice;

        private String saidSize;
        private boolean isTouched;

        Order(String id, String clientId, String price, String size, Instant created) {
            this.id = id;
            this.clientId = clientId;
            this.price = price;
            this.size = size;
            this.saidPrice = price;
            this.saidSize = size;
            this.created = created;
        }
    }

    /** Whether older states are shown again, after newer ones. */
    private final boolean repeats;

    private final boolean restarts;
    /** What the thief does, and when; for reading. */
    private String theft = "";
    /** Whether what the thief made of an order was shown after something else of it. */
    private boolean isShown;

    private final List<String> told = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private final Set<String> theirs = new HashSet<>();
    private final Set<String> shownBefore = new HashSet<>();
    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private final SecureRandom salts;
    private Instant now = BEGAN;
    private AccountWatch watch;
    private int names;
    private int numbers;
    private long end;

    ChangeStory(long seed) {
        random = new Random(seed);
        salts = Watched.salts(seed);
        repeats = random.nextBoolean();
        restarts = random.nextInt(4) == 0;
        watch = start(Optional.empty());
    }

    private AccountWatch start(Optional<byte[]> saved) {
        return AccountWatch.of("binance", "main", IDS)
                .clock(() -> now)
                .random(salts)
                .onEveryAlarm(alarm -> {
                    if (ACCUSING.contains(alarm.signal())) {
                        log.add("told " + alarm.evidence());
                        told.add(alarm.evidence().split(" ")[1].replace(",", "") + " " + alarm.signal());
                    }
                })
                .build(new Surroundings((scope, reason) -> {}, Runnable::run, alarm -> {}, Metrics.NONE, saved));
    }

    /** All that is said here and happens there. */
    void tell() {
        for (int n = 0; n < ShownAsSaid.MANY; n++) {
            long at = FIRST / 2 + n * 1_000L;
            Order order = place(at, true);
            emit(order, at + WAY, State.OPEN);
        }
        int orders = 1 + random.nextInt(3);
        for (int n = 0; n < orders; n++) {
            lives(FIRST + random.nextInt(30_000), n == 0);
        }
        run();
    }

    private void lives(long at, boolean isStolen) {
        long time = at;
        Order order = place(time, false);
        emit(order, time + WAY, State.OPEN);
        int actions = random.nextInt(5);
        boolean wait = false;
        int thief = isStolen ? random.nextInt(actions + 1) : -1;
        for (int n = 0; n <= actions; n++) {
            if (n == thief) {
                steal(order, time + WAY + 1 + random.nextInt(8));
            }
            if (n < actions) {
                int way = order.clientId.isEmpty() ? 0 : random.nextInt(10);
                // What a replacement is made of, or has made, is shown before the next.
                time += gap(wait || way > 5);
                order = acts(order, time, way);
                wait = way > 5;
            }
        }
        if (random.nextInt(3) == 0) {
            time += gap(wait);
            sign(time, CANCEL, VenueRequest.delete("/order").param("orderId", order.id));
            emit(order, time + WAY, State.CANCELLED);
        }
        end = Math.max(end, time);
    }

    private long gap(boolean isLong) {
        int least = isLong ? SHOWN : 0;
        return GAPS[least + random.nextInt(GAPS.length - least)] + 10;
    }

    private Order place(long at, boolean isPlain) {
        String id = "c" + names++;
        String price = price();
        String size = size();
        int form = isPlain ? 0 : random.nextInt(4);
        VenueRequest request = VenueRequest.post("/api/v3/order")
                .param("newClientOrderId", id)
                .param(form == 1 ? "limitPrice" : "price", price)
                .param("quantity", size);
        if (form == 2) {
            request = VenueRequest.post("/orders")
                    .json("{\"newClientOrderId\":\"" + id + "\",\"px\":\"" + price + "\",\"sz\":" + size + "}");
        } else if (form == 3) {
            request = VenueRequest.post("/batch-orders")
                    .json("[{\"newClientOrderId\":\"" + id + "\",\"price\":\"" + price + "\",\"size\":\"" + size
                            + "\"},{\"newClientOrderId\":\"never-" + id + "\",\"price\":\"1\",\"size\":\"1\"}]");
        }
        sign(at, TRADE, request);
        return new Order("v" + names, id, price, size, BEGAN.plusMillis(at + WAY));
    }

    private String price() {
        return Integer.toString(60_000 + 10 * numbers++);
    }

    private String size() {
        return BigDecimal.valueOf(100 + 10 * random.nextInt(30), 2).toPlainString();
    }

    private Order acts(Order order, long at, int way) {
        if (way < 5) {
            return changes(order, at, order.clientId);
        }
        return way == 5 ? changes(order, at, "c" + names++) : replaces(order, at, way);
    }

    /** Adds to {@code request} what the order is to be, and returns that. */
    private VenueRequest terms(VenueRequest request, Order order, Order anew) {
        VenueRequest said = request;
        int what = random.nextInt(5);
        if (what != 0) {
            anew.saidPrice = random.nextInt(4) == 0 ? order.saidPrice : price();
            anew.price = anew.saidPrice;
            said = said.param("price", anew.price);
        }
        if (what < 2) {
            anew.saidSize = random.nextInt(4) == 0 ? order.saidSize : size();
            anew.size = anew.saidSize;
            said = said.param("quantity", anew.size);
        }
        return said;
    }

    private Order changes(Order order, long at, String newId) {
        boolean byOurs = !order.clientId.isEmpty() && random.nextBoolean();
        VenueRequest request = VenueRequest.put("/order/amend")
                .param(byOurs ? "origClientOrderId" : "orderId", byOurs ? order.clientId : order.id);
        if (!newId.equals(order.clientId)) {
            request = request.param("newClientOrderId", newId);
        }
        sign(at, TRADE, terms(request, order, order));
        order.clientId = newId;
        emit(order, at + WAY, State.OPEN);
        return order;
    }

    /** A change without an id goes on from what was shown last, which is not to be an older state. */
    private Order replaces(Order order, long at, int way) {
        boolean byOurs = random.nextBoolean();
        Order anew = new Order("v" + ++names, order.clientId, order.price, order.size, BEGAN.plusMillis(at + WAY));
        anew.saidPrice = order.saidPrice;
        anew.saidSize = order.saidSize;
        VenueRequest request = VenueRequest.post("/api/v3/order/cancelReplace")
                .param(byOurs ? "cancelOrigClientOrderId" : "cancelOrderId", byOurs ? order.clientId : order.id);
        if (way == 6) {
            request = VenueRequest.post("/api/v1/hf/orders/alter")
                    .param(byOurs ? "newClientOrderId" : "orderId", byOurs ? order.clientId : order.id);
        } else if (way == 7 && !repeats) {
            anew.clientId = "";
            request = VenueRequest.post("/0/private/EditOrder").param("txid", order.id);
        } else {
            anew.clientId = way == 8 ? "c" + names++ : order.clientId;
            request = request.param("newClientOrderId", anew.clientId);
        }
        sign(at, BOTH, terms(request, order, anew));
        anew.isTouched = order.isTouched;
        if (anew.isTouched) {
            theirs.add(anew.id);
        }
        emit(order, at + WAY, State.CANCELLED);
        emit(anew, at + WAY, State.OPEN);
        return anew;
    }

    private void steal(Order order, long at) {
        boolean isPrice = random.nextBoolean();
        theft = (isPrice ? "price" : "size") + " of " + order.id;
        if (isPrice) {
            order.price = THEIR_PRICE;
        } else {
            order.size = THEIR_SIZE;
        }
        order.isTouched = true;
        theirs.add(order.id);
        emit(order, at, State.OPEN);
    }

    private void sign(long at, Classification meaning, VenueRequest request) {
        step(at, () -> {
            log.add(at + " signed " + request.path() + " " + values(request)
                    + request.json().orElse(""));
            watch.signed(KEY, 1, "grid", meaning, request);
        });
    }

    private static String values(VenueRequest request) {
        return request.params().stream()
                .map(param -> param.name() + "=" + param.value())
                .toList()
                .toString();
    }

    /** The order is so at the venue from now on. */
    private void emit(Order order, long at, State state) {
        var shown = new VenueOrder(
                order.id,
                order.clientId,
                "BTCUSDT",
                new BigDecimal(order.size),
                Optional.of(new BigDecimal(order.price)),
                order.created,
                state,
                false);
        shows(shown, at + 3);
        for (int n = repeats ? random.nextInt(3) : 0; n > 0; n--) {
            shows(shown, at + 3 + random.nextInt(40_000));
        }
    }

    private void shows(VenueOrder order, long at) {
        step(at, () -> {
            boolean isTheirs = order.price().orElseThrow().equals(new BigDecimal(THEIR_PRICE))
                    || order.quantity().equals(new BigDecimal(THEIR_SIZE));
            isShown |= isTheirs && shownBefore.contains(order.id());
            if (!isTheirs) {
                shownBefore.add(order.id());
            }
            log.add(at + " shown " + order.id() + " " + order.clientOrderId() + " " + order.quantity() + " at "
                    + order.price().orElseThrow() + " " + order.state());
            watch.order(order);
        });
    }

    private void step(long at, Runnable done) {
        steps.add(new Step(at, done));
    }

    private void run() {
        long restart = FIRST + random.nextInt((int) (end - FIRST) + 20_000);
        if (restarts) {
            step(restart, () -> {
                log.add(restart + " restarts");
                Optional<byte[]> saved = watch.save(true);
                watch = start(saved);
            });
        }
        steps.sort(Comparator.comparingLong(Step::at));
        Instant next = BEGAN.plusMillis(FIRST / 2);
        for (Step step : steps) {
            Instant at = BEGAN.plusMillis(step.at());
            while (next.isBefore(at)) {
                now = next;
                watch.tick();
                next = next.plusSeconds(5);
            }
            now = at;
            step.done().run();
        }
        for (int n = 0; n < 60; n++) {
            now = now.plusSeconds(5);
            watch.tick();
        }
    }

    /** Orders of ours of which something was told, and which the thief never touched. */
    Set<String> ours() {
        var ours = new TreeSet<>(told);
        ours.removeIf(one -> theirs.contains(one.split(" ")[0]));
        return ours;
    }

    boolean isShown() {
        return isShown;
    }

    /** Whether what the thief did was shown, and nothing was told of it. */
    boolean isMissed() {
        return isShown && told.stream().noneMatch(one -> theirs.contains(one.split(" ")[0]));
    }

    @Override
    public String toString() {
        return theft + "\n" + String.join("\n", log);
    }
}
