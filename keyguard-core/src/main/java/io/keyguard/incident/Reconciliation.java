/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.inventory.SignedOrders;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What changed in an account since it was known to be good, to the last digit: every difference is explained, or listed. Immutable.
 *
 * @param explained what the bots did, or what a movement tells
 * @param open what nobody here did, or nothing explains
 * @param losses what the account has less of by that, with amounts; nothing where {@code open} is about orders that were not executed
 */
public record Reconciliation(List<String> explained, List<String> open, List<String> losses) {
    private static final String NO_FILLS =
            "the venue does not tell what was executed, so that changes may stand below without a reason";
    private static final String NOT_ALL_FILLS =
            "the venue tells executions of one symbol at a time: those of symbols without an order, a position or a pair of changed balances are not known";
    private static final String NO_IDS =
            "the venue does not tell whose executed orders are, so that they are compared with what was signed by their number alone";
    private static final String NO_MOVEMENTS =
            "the venue does not tell what came and went, so that changes may stand below without a reason";

    /** Copies the lists. */
    public Reconciliation {
        explained = List.copyOf(explained);
        open = List.copyOf(open);
        losses = List.copyOf(losses);
    }

    /** Returns whether nothing is open but that the venue does not tell everything. */
    public boolean isExplained() {
        return Set.of(NO_FILLS, NOT_ALL_FILLS, NO_MOVEMENTS, NO_IDS).containsAll(open);
    }

    /**
     * What happened in between.
     *
     * @param fills what was executed, as far as the venue tells
     * @param tellsAllFills whether that is all, and not what was executed of some symbols alone
     * @param movements what came, went or moved, as far as the venue tells
     * @param ours whether a client order id is one that a bot of ours gave, whether or not that was kept
     * @param signed what is known of what bots here signed, for the client order ids of fills and open orders
     * @param tellsIds whether the venue tells client order ids with {@code fills}
     */
    public record Between(
            Observed<List<Fill>> fills,
            boolean tellsAllFills,
            Observed<List<Movement>> movements,
            Predicate<String> ours,
            SignedOrders.Answer signed,
            boolean tellsIds) {}

    /** Compares {@code before} with {@code after}. */
    public static Reconciliation of(AccountSnapshot before, AccountSnapshot after, Between between) {
        return new Work(before, after, between).result();
    }

    private static final class Work {
        /** Of one asset; each doubles what is tried. */
        private static final int MOST_UNCERTAIN = 12;

        private final AccountSnapshot before;
        private final AccountSnapshot after;
        private final Between between;
        private final List<Fill> fills;
        private final List<Movement> movements;
        private final Ownership ownership;
        private final Map<String, BigDecimal> expected = new TreeMap<>();
        private final Map<String, BigDecimal> expectedPositions = new TreeMap<>();
        /** What may be in the balances, or may not be yet, or never. */
        private final Map<String, List<Movement>> uncertain = new TreeMap<>();

        private final Losses losses = new Losses();
        private final List<String> explained = new ArrayList<>();
        private final List<String> open = new ArrayList<>();

        private Work(AccountSnapshot before, AccountSnapshot after, Between between) {
            this.before = before;
            this.after = after;
            this.between = between;
            this.fills = between.fills().value().orElse(List.of());
            this.movements = between.movements().value().orElse(List.of());
            this.ownership = new Ownership(before, after, between);
        }

        private Reconciliation result() {
            unknown();
            orders();
            fills.forEach(this::fill);
            movements.forEach(this::movement);
            numbers();
            gaps();
            compare("", totals(before), totals(after), expected);
            positions();
            payouts();
            return new Reconciliation(explained, open, losses.lines());
        }

        private void unknown() {
            if (!between.fills().isKnown()) {
                open.add(NO_FILLS);
            } else if (!between.tellsAllFills()) {
                open.add(NOT_ALL_FILLS);
            }
            if (!between.movements().isKnown()) {
                open.add(NO_MOVEMENTS);
            }
        }

        /** What is open now and was not. */
        private void orders() {
            Set<String> known = before.orders().stream().map(OpenOrder::id).collect(Collectors.toSet());
            for (OpenOrder order : after.orders()) {
                if (!known.contains(order.id())) {
                    Ownership.Whose whose = ownership.of(order.id());
                    (whose.isOpen() ? open : explained)
                            .add("order " + order.id() + " of " + order.symbol() + " is open" + whose.words());
                }
            }
        }

        private void fill(Fill fill) {
            Ownership.Whose whose = ownership.of(fill.orderId());
            if (whose.isOpen()) {
                open.add(fill.at() + " fill " + fill.id() + " of order " + fill.orderId() + ": "
                        + fill.quantity().toPlainString() + " " + fill.symbol() + " at "
                        + fill.price().toPlainString() + whose.words());
            }
            Optional<Market> market = Market.of(fill.symbol(), assets());
            if (market.isPresent()) {
                BigDecimal paid = fill.quantity().multiply(fill.price()).negate();
                changed(expected, market.get().base(), fill.quantity(), whose);
                changed(expected, market.get().quote(), paid, whose);
            } else {
                changed(expectedPositions, fill.symbol(), fill.quantity(), whose);
            }
            if (fill.fee().signum() != 0) {
                if (fill.feeAsset().isEmpty()) {
                    open.add("fill " + fill.id() + " cost a fee of "
                            + fill.fee().toPlainString() + " in an asset that the venue does not tell");
                } else {
                    changed(expected, fill.feeAsset(), fill.fee().negate(), whose);
                }
            }
        }

        private void changed(Map<String, BigDecimal> sums, String name, BigDecimal amount, Ownership.Whose whose) {
            add(sums, name, amount);
            if (whose.isOpen()) {
                losses.foreign(name, amount);
            }
        }

        /** Every asset that is named anywhere: a coin may have come and gone between two looks. */
        private Set<String> assets() {
            var assets = new TreeSet<String>();
            movements.forEach(movement -> assets.add(movement.asset()));
            fills.forEach(fill -> assets.add(fill.feeAsset()));
            before.balances().forEach(balance -> assets.add(balance.asset()));
            after.balances().forEach(balance -> assets.add(balance.asset()));
            return assets;
        }

        private void movement(Movement movement) {
            if (movement.isDone()) {
                add(expected, movement.asset(), movement.amount());
                losses.gone(movement.asset(), movement.amount());
            } else {
                uncertain
                        .computeIfAbsent(movement.asset(), asset -> new ArrayList<>())
                        .add(movement);
            }
            String line = movement.at() + " " + movement.kind() + " " + movement.id() + ": "
                    + movement.amount().toPlainString() + " " + movement.asset()
                    + (movement.counterparty().isEmpty() ? "" : ", with " + movement.counterparty())
                    + (movement.state().isEmpty() ? "" : ", " + movement.state());
            // What comes in harms nobody; what leaves is worth a look, whoever asked for it.
            (movement.amount().signum() < 0 ? open : explained).add(line);
        }

        private void numbers() {
            long unnamed = ownership.count(Ownership.Whose.BY_NUMBER);
            if (unnamed > 0) {
                explained.add(unnamed + " orders have no id that a bot gave, and as many were signed without one");
            }
            if (ownership.count(Ownership.Whose.UNTOLD) > 0) {
                open.add(NO_IDS);
            }
        }

        /** Only where it matters, or every restart would be a difference. */
        private void gaps() {
            List<String> all =
                    between.signed().gaps().stream().map(Object::toString).toList();
            (ownership.count(Ownership.Whose.UNKNOWN) > 0 ? open : explained).addAll(all);
        }

        private void positions() {
            if (!before.positions().isKnown() || !after.positions().isKnown()) {
                expectedPositions.forEach((symbol, quantity) -> open.add(symbol + ": " + quantity.toPlainString()
                        + " were traded, and there is nothing to compare that with"));
                return;
            }
            compare(
                    "position in ",
                    sums(before.positions().value().orElse(List.of()), Position::symbol, Position::quantity),
                    sums(after.positions().value().orElse(List.of()), Position::symbol, Position::quantity),
                    expectedPositions);
        }

        /** Whoever changes where yield goes takes nothing yet, and everything from then on. */
        private void payouts() {
            if (!before.payouts().isKnown()) {
                return;
            }
            if (!after.payouts().isKnown()) {
                open.add("where yield is paid out was told before, and is not told now");
                return;
            }
            List<Payout> then = before.payouts().value().orElse(List.of());
            List<Payout> now = after.payouts().value().orElse(List.of());
            then.stream()
                    .filter(payout -> !now.contains(payout))
                    .forEach(payout -> open.add("no longer set: " + words(payout)));
            now.stream()
                    .filter(payout -> !then.contains(payout))
                    .forEach(payout -> open.add("set since: " + words(payout)));
        }

        private static String words(Payout payout) {
            return "payout of " + payout.asset() + " of " + payout.account() + " to " + payout.destination()
                    + (payout.terms().isEmpty() ? "" : " (" + payout.terms() + ")");
        }

        /** Over all wallets: what moves between them changes nothing. */
        private static Map<String, BigDecimal> totals(AccountSnapshot snapshot) {
            return sums(snapshot.balances(), Balance::asset, Balance::total);
        }

        private static <T> Map<String, BigDecimal> sums(
                List<T> rows, Function<T, String> name, Function<T, BigDecimal> amount) {
            var sums = new TreeMap<String, BigDecimal>();
            rows.forEach(row -> add(sums, name.apply(row), amount.apply(row)));
            return sums;
        }

        private static void add(Map<String, BigDecimal> sums, String name, BigDecimal amount) {
            sums.merge(name, amount, BigDecimal::add);
        }

        private void compare(
                String what,
                Map<String, BigDecimal> was,
                Map<String, BigDecimal> is,
                Map<String, BigDecimal> expected) {
            var names = new TreeSet<>(was.keySet());
            names.addAll(is.keySet());
            names.addAll(expected.keySet());
            names.addAll(what.isEmpty() ? uncertain.keySet() : Set.of());
            for (String name : names) {
                BigDecimal change = at(is, name).subtract(at(was, name));
                BigDecimal certain = at(expected, name);
                List<Movement> some = what.isEmpty() ? uncertain.getOrDefault(name, List.of()) : List.of();
                // Of which their venue does not say that they took place, and the balance does.
                List<Movement> done = done(change.subtract(certain), some);
                done.forEach(movement -> losses.gone(name, movement.amount()));
                some.stream()
                        .filter(movement -> !done.contains(movement) && !movement.hasFailed())
                        .forEach(losses::perhaps);
                BigDecimal left =
                        done.stream().map(Movement::amount).reduce(change.subtract(certain), BigDecimal::subtract);
                BigDecimal reason = change.subtract(left);
                if (left.signum() != 0) {
                    losses.unexplained(what + name, left);
                    open.add(what + name + ": changed by " + plain(change) + ", of which " + plain(reason)
                            + " has a reason; " + plain(left) + " has none");
                } else if (change.signum() != 0) {
                    explained.add(what + name + ": changed by " + plain(change));
                }
            }
        }

        /** Those that must have taken place, if the rest did not, to make a change of {@code change}; none if that cannot be. */
        private static List<Movement> done(BigDecimal change, List<Movement> uncertain) {
            var possible = new TreeMap<BigDecimal, List<Movement>>(Map.of(change, List.of()));
            for (Movement movement : uncertain.subList(0, Math.min(MOST_UNCERTAIN, uncertain.size()))) {
                new TreeMap<>(possible)
                        .forEach((rest, some) ->
                                possible.putIfAbsent(rest.subtract(movement.amount()), with(some, movement)));
            }
            return possible.getOrDefault(BigDecimal.ZERO, List.of());
        }

        private static List<Movement> with(List<Movement> some, Movement one) {
            var all = new ArrayList<>(some);
            all.add(one);
            return List.copyOf(all);
        }

        private static BigDecimal at(Map<String, BigDecimal> sums, String name) {
            return sums.getOrDefault(name, BigDecimal.ZERO);
        }

        private static String plain(BigDecimal amount) {
            return amount.signum() == 0 ? "0" : amount.stripTrailingZeros().toPlainString();
        }
    }
}
