/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.scenario;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.VenueOrder;
import io.keyguard.detection.VenueOrder.State;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One account at a venue: it takes orders from whoever asks, and shows what became of them. Not thread-safe. */
final class Exchange {
    private static final BigDecimal FEE = new BigDecimal("0.001");

    private record Happened(Duration at, AccountEvent event) {}

    private final World world;
    private final Stream stream;
    private final Duration skew;
    private final Desk desk;
    private final Wallet wallet;
    private final Usage usage = new Usage();
    /** Orders as they were taken, as long as the stream has not brought them. */
    private final Map<String, VenueOrder> begun = new HashMap<>();

    private final Map<String, VenueOrder> open = new LinkedHashMap<>();
    private final List<Happened> happened = new ArrayList<>();
    private String feeAsset = Market.QUOTE;
    private long lastId = 7_000;

    /** @param skew by how much the venue's clock is ahead */
    Exchange(Desk desk, Stream stream, Duration skew) {
        this.world = desk.world();
        this.stream = stream;
        this.skew = skew;
        this.desk = desk;
        this.wallet = new Wallet(world.market(), world.home());
    }

    Instant now() {
        return world.time().instant().plus(skew);
    }

    Wallet wallet() {
        return wallet;
    }

    Usage usage() {
        return usage;
    }

    /** Fees are paid in {@code asset} from now on. */
    void feesIn(String asset) {
        feeAsset = asset;
    }

    /** Takes an order, which rests if it has a price and is executed otherwise. */
    VenueOrder place(String clientId, String symbol, BigDecimal quantity, Optional<BigDecimal> price) {
        return take(clientId, symbol, quantity, price, false);
    }

    /** Takes an order that the venue itself gives. */
    VenueOrder placeItself(String symbol, BigDecimal quantity) {
        return take("autoclose-" + lastId, symbol, quantity, Optional.empty(), true);
    }

    private VenueOrder take(
            String clientId, String symbol, BigDecimal quantity, Optional<BigDecimal> price, boolean byVenue) {
        State state = price.isPresent() ? State.OPEN : State.FILLED;
        var order = new VenueOrder(nextId(), shownAs(clientId), symbol, quantity, price, now(), state, byVenue);
        usage.order(now());
        begun.put(order.id(), order);
        show(order);
        if (price.isPresent()) {
            open.put(order.id(), order);
        } else {
            execute(order, world.market().taken(symbol, quantity));
        }
        return order;
    }

    /** Some venues give an id to what came without one. */
    private String shownAs(String clientId) {
        return clientId.isEmpty() && desk.wording().givesIds()
                ? "venue-" + desk.dice().word(16)
                : clientId;
    }

    private String nextId() {
        return Long.toString(++lastId);
    }

    private void delivered(VenueOrder order) {
        if (order.equals(begun.get(order.id()))) {
            begun.remove(order.id());
        }
    }

    /** Whether the bot's side has heard of {@code order} as it was when it was taken. */
    boolean isDelivered(VenueOrder order) {
        return !begun.containsKey(order.id());
    }

    private void show(VenueOrder order) {
        tell(new AccountEvent.OrderShown(order));
    }

    /** Sends an event to the bot's side, by the stream: to the process that runs now, and no other. */
    void tell(AccountEvent event) {
        happened.add(new Happened(world.time().passed(), event));
        publish(event);
    }

    private void publish(AccountEvent event) {
        int process = desk.process();
        stream.publish(() -> {
            if (process == desk.process()) {
                world.wake();
                if (event instanceof AccountEvent.OrderShown shown) {
                    delivered(shown.order());
                }
                desk.tell(event);
            }
        });
    }

    /** Shows again what happened after {@code since}, as lists that are asked for. */
    void showSince(Duration since) {
        happened.stream().filter(one -> one.at().compareTo(since) > 0).forEach(one -> publish(one.event()));
    }

    private void execute(VenueOrder order, BigDecimal price) {
        BigDecimal fee = order.quantity().abs().multiply(price).multiply(FEE).setScale(8, RoundingMode.HALF_UP);
        BigDecimal paid = feeAsset.equals(Market.QUOTE) ? fee : fee.movePointLeft(2);
        wallet.traded(order.symbol(), order.quantity(), price);
        wallet.add(feeAsset, paid.negate());
        tell(new AccountEvent.Filled(new Fill(
                "t" + nextId(),
                order.id(),
                order.clientOrderId(),
                order.symbol(),
                order.quantity(),
                price,
                paid,
                feeAsset,
                now())));
    }

    /** Executes an open order at its price. */
    void fill(VenueOrder order) {
        now(order).ifPresent(now -> fill(now, now.price().orElseThrow()));
    }

    void fill(VenueOrder order, BigDecimal price) {
        Optional<VenueOrder> now = now(order);
        if (become(order, State.FILLED)) {
            execute(now.orElse(order), price);
        }
    }

    /** An open order as it was changed to. */
    private Optional<VenueOrder> now(VenueOrder order) {
        return Optional.ofNullable(open.get(order.id()));
    }

    void cancel(VenueOrder order) {
        become(order, State.CANCELLED);
    }

    /** The venue ends it: it was to be executed at once or not at all. */
    void expire(VenueOrder order) {
        become(order, State.ENDED);
    }

    private boolean become(VenueOrder order, State state) {
        VenueOrder was = open.remove(order.id());
        if (was != null) {
            show(changed(was, was.clientOrderId(), was.quantity(), was.price(), state));
        }
        return was != null;
    }

    private static VenueOrder changed(
            VenueOrder order, String clientId, BigDecimal quantity, Optional<BigDecimal> price, State state) {
        return new VenueOrder(
                order.id(), clientId, order.symbol(), quantity, price, order.created(), state, order.byVenue());
    }

    /** Changes the price of an open order. */
    void amend(VenueOrder order, BigDecimal price) {
        amend(order, order.quantity(), price);
    }

    /** Changes the size and the price of an open order. */
    void amend(VenueOrder order, BigDecimal quantity, BigDecimal price) {
        now(order).ifPresent(now -> amend(now, now.clientOrderId(), quantity, Optional.of(price)));
    }

    private VenueOrder amend(VenueOrder order, String clientId, BigDecimal quantity, Optional<BigDecimal> price) {
        VenueOrder amended = changed(order, clientId, quantity, price, State.OPEN);
        open.put(order.id(), amended);
        show(amended);
        return amended;
    }

    /** Makes {@code wish} of an open order, and returns what it is then. */
    VenueOrder change(Wording.Kind kind, VenueOrder now, Wish wish) {
        if (!kind.isAnew()) {
            String clientId = kind.renames() ? wish.clientId() : now.clientOrderId();
            return amend(now, clientId, wish.quantity(), wish.price());
        }
        cancel(now);
        return place(wish.clientId(), wish.symbol(), wish.quantity(), wish.price());
    }

    /**
     * The open order that is called so.
     *
     * @param venueId empty where it is called by {@code clientId}, which another may have by now
     */
    Optional<VenueOrder> called(String venueId, String clientId) {
        return venueId.isEmpty()
                ? open.values().stream()
                        .filter(order -> order.clientOrderId().equals(clientId))
                        .findFirst()
                : Optional.ofNullable(open.get(venueId));
    }

    boolean isOpen(VenueOrder order) {
        return open.containsKey(order.id());
    }

    List<VenueOrder> open() {
        return new ArrayList<>(open.values());
    }

    /** Shows the open orders again, as a list that is read. */
    void list() {
        open().forEach(order -> publish(new AccountEvent.OrderShown(order)));
    }

    void move(Movement.Kind kind, String asset, BigDecimal amount, String counterparty) {
        wallet.add(asset, amount);
        // Some venues say when in whole seconds.
        boolean cut = world.conditions().noise() == Conditions.Noise.ROUGH;
        Instant at = cut ? now().truncatedTo(ChronoUnit.SECONDS) : now();
        tell(new AccountEvent.Moved(new Movement(kind, "m" + nextId(), asset, amount, counterparty, "done", at)));
    }

    /** The venue itself adds or takes something, and says so. */
    void adjust(String asset, BigDecimal amount) {
        wallet.add(asset, amount);
        tell(new AccountEvent.Adjusted("b" + nextId(), asset, amount));
    }
}
