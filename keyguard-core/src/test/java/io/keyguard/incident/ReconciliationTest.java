/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.Permission;
import io.keyguard.StateException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.incident.Reconciliation.Between;
import io.keyguard.inventory.SignedOrders.Answer;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.Payout;
import io.keyguard.venue.Position;
import io.keyguard.venue.SignedCalls;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every difference of an account is explained or listed, to the last digit. */
class ReconciliationTest {
    private static final Instant NOW = Instant.parse("2026-06-01T03:00:00Z");
    private static final List<String> ASSETS = List.of("BTC", "USDT", "BNB");

    @TempDir
    private Path folder;

    /** An account that is told what happens to it, and keeps exact books of its own. */
    private static final class Account {
        private final Random random;
        private final Map<String, BigDecimal> holds = new TreeMap<>();
        private final List<Fill> fills = new ArrayList<>();
        private final List<Movement> movements = new ArrayList<>();
        /** The ids of what our bots signed, executed or not. */
        private final Set<String> ledger = new HashSet<>();

        private int number;

        private Account(long seed) {
            random = new Random(seed);
            ASSETS.forEach(asset -> holds.put(asset, amount(8)));
        }

        private BigDecimal amount(int scale) {
            return new BigDecimal(java.math.BigInteger.valueOf(random.nextLong(1, 1L << 50)), scale);
        }

        private AccountSnapshot snapshot(OpenOrder... orders) {
            var balances = new ArrayList<Balance>();
            // In two wallets, which the venue adds up no better than we do.
            holds.forEach((asset, total) -> {
                BigDecimal some = total.divide(BigDecimal.valueOf(2));
                balances.add(new Balance("spot", asset, some));
                balances.add(new Balance("funding", asset, total.subtract(some)));
            });
            return new AccountSnapshot(NOW, balances, Observed.unknown(), List.of(orders));
        }

        /** One order in one to three parts, with fees in any asset, some of them earned. */
        private void trade(String clientOrderId) {
            String order = "order-" + ++number;
            int parts = random.nextInt(1, 4);
            for (int part = 0; part < parts; part++) {
                BigDecimal quantity =
                        random.nextBoolean() ? amount(8) : amount(8).negate();
                BigDecimal price = amount(9);
                BigDecimal fee = random.nextInt(4) == 0 ? amount(12).negate() : amount(12);
                String feeAsset = ASSETS.get(random.nextInt(3));
                change("BTC", quantity);
                change("USDT", quantity.multiply(price).negate());
                change(feeAsset, fee.negate());
                fills.add(new Fill(
                        "fill-" + ++number, order, clientOrderId, "BTCUSDT", quantity, price, fee, feeAsset, NOW));
            }
        }

        private void move(Movement.Kind kind, BigDecimal amount) {
            String asset = ASSETS.get(random.nextInt(3));
            change(asset, amount);
            movements.add(new Movement(kind, "move-" + ++number, asset, amount, "elsewhere", "done", NOW));
        }

        private void change(String asset, BigDecimal by) {
            holds.merge(asset, by, BigDecimal::add);
        }

        private Between between() {
            return new Between(Observed.of(fills), true, Observed.of(movements), ledger::contains, Answer.NONE, true);
        }

        /** Signs an order under an id that nobody else could guess. */
        private String sign() {
            String id = Long.toString(random.nextLong(1L << 60), 36);
            ledger.add(id);
            return id;
        }
    }

    @Property(tries = 300)
    void ownTradesAndDeposits_leaveNothingOpen(@ForAll long seed, @ForAll @IntRange(max = 20) int trades) {
        var account = new Account(seed);
        AccountSnapshot before = account.snapshot();
        for (int i = 0; i < trades; i++) {
            account.trade(account.sign());
            if (i % 3 == 0) {
                account.move(Movement.Kind.DEPOSIT, account.amount(8));
            }
        }
        Reconciliation result = Reconciliation.of(before, account.snapshot(), account.between());
        assertThat(result.open()).isEmpty();
    }

    @Property(tries = 300)
    void foreignOrders_withdrawals_andMissingMoney_areEachListed_andNothingElseIs(
            @ForAll long seed,
            @ForAll @IntRange(max = 5) int own,
            @ForAll @IntRange(max = 3) int foreign,
            @ForAll @IntRange(max = 3) int out,
            @ForAll boolean missing) {
        var account = new Account(seed);
        AccountSnapshot before = account.snapshot();
        for (int i = 0; i < own; i++) {
            account.trade(account.sign());
        }
        int ownFills = account.fills.size();
        for (int i = 0; i < foreign; i++) {
            account.trade(i == 0 ? "" : account.sign() + "x");
        }
        for (int i = 0; i < out; i++) {
            account.move(
                    i == 0 ? Movement.Kind.TRANSFER : Movement.Kind.WITHDRAWAL,
                    account.amount(8).negate());
        }
        BigDecimal gone = account.amount(18);
        if (missing) {
            account.change("BNB", gone.negate());
        }
        Reconciliation result = Reconciliation.of(before, account.snapshot(), account.between());
        assertThat(result.open()).hasSize(account.fills.size() - ownFills + out + (missing ? 1 : 0));
        account.fills.stream()
                .skip(ownFills)
                .forEach(fill -> assertThat(result.open())
                        .anyMatch(line -> line.contains(fill.id() + " of order " + fill.orderId())));
        account.movements.forEach(m -> assertThat(result.open()).anyMatch(line -> line.contains(m.id() + ":")));
        if (missing) {
            assertThat(result.open())
                    .anyMatch(line -> line.startsWith("BNB: ")
                            && line.endsWith(gone.negate().stripTrailingZeros().toPlainString() + " has none"));
        }
    }

    @Test
    void openOrders_andPositions_areCompared() {
        var mine = new OpenOrder("1", "ours-1", "BTCUSDT");
        var foreign = new OpenOrder("2", "", "BTCUSDT");
        var before = new AccountSnapshot(
                NOW, List.of(), Observed.of(List.of(new Position("PERP", BigDecimal.ONE))), List.of());
        var after = new AccountSnapshot(
                NOW, List.of(), Observed.of(List.of(new Position("PERP", BigDecimal.TEN))), List.of(mine, foreign));
        var fill = new Fill("f", "1", "", "PERP", new BigDecimal("4"), BigDecimal.ONE, BigDecimal.ONE, "", NOW);
        Reconciliation result = Reconciliation.of(
                before,
                after,
                new Between(
                        Observed.of(List.of(fill)),
                        true,
                        Observed.unknown(),
                        id -> id.startsWith("ours"),
                        Answer.NONE,
                        true));
        assertThat(result.explained()).containsExactly("order 1 of BTCUSDT is open");
        assertThat(result.open())
                .contains(
                        "order 2 of BTCUSDT is open, and no bot here placed it",
                        "fill f cost a fee of 1 in an asset that the venue does not tell",
                        "position in PERP: changed by 9, of which 4 has a reason; 5 has none")
                .anyMatch(line -> line.contains("does not tell what came and went"))
                .hasSize(4);
    }

    private static AccountSnapshot paying(Observed<List<Payout>> payouts) {
        return new AccountSnapshot(NOW, List.of(), Observed.unknown(), List.of(), payouts);
    }

    private static List<String> openOf(Observed<List<Payout>> before, Observed<List<Payout>> after) {
        var nothing = new Between(Observed.of(List.of()), true, Observed.of(List.of()), id -> true, Answer.NONE, true);
        return Reconciliation.of(paying(before), paying(after), nothing).open();
    }

    @Test
    void payouts_thatGoElsewhereThanBefore_areListed() throws IOException {
        var before = Observed.of(List.of(new Payout("farm1", "BTC", "bc1qours", "from 0.01")));
        var after = Observed.of(List.of(new Payout("farm1", "BTC", "bc1qtheirs", "from 0.01")));
        assertThat(openOf(before, before)).isEmpty();
        assertThat(openOf(Observed.unknown(), after)).isEmpty();
        assertThat(openOf(before, after))
                .containsExactly(
                        "no longer set: payout of BTC of farm1 to bc1qours (from 0.01)",
                        "set since: payout of BTC of farm1 to bc1qtheirs (from 0.01)");
        assertThat(openOf(before, Observed.unknown())).hasSize(1);

        Path file = folder.resolve("paying");
        paying(before).keep(file);
        assertThat(AccountSnapshot.read(file).payouts().value()).isEqualTo(before.value());
        paying(Observed.unknown()).keep(file);
        assertThat(AccountSnapshot.read(file).payouts().isKnown()).isFalse();
    }

    private static AccountSnapshot holding(String... amounts) {
        var balances = new ArrayList<Balance>();
        for (int i = 0; i < amounts.length; i += 2) {
            balances.add(new Balance("spot", amounts[i], new BigDecimal(amounts[i + 1])));
        }
        return new AccountSnapshot(NOW, balances, Observed.of(List.of()), List.of());
    }

    private static Movement withdrawal(String amount, String state) {
        return new Movement(Movement.Kind.WITHDRAWAL, "w" + amount, "BTC", new BigDecimal(amount), "bc1q", state, NOW);
    }

    private static Reconciliation moved(String before, String after, Movement... movements) {
        return Reconciliation.of(
                holding("BTC", before),
                holding("BTC", after),
                new Between(
                        Observed.of(List.of()), true, Observed.of(List.of(movements)), id -> true, Answer.NONE, true));
    }

    /** A venue lists what failed and what is under way beside what is done; its word for that may be a number. */
    @Test
    void movementThatIsNotDone_explainsAChange_andMakesNone() {
        assertThat(moved("5", "5", withdrawal("-2", "Failure")).open())
                .singleElement()
                .asString()
                .contains("w-2", "Failure");
        assertThat(moved("5", "3", withdrawal("-2", "4")).open()).hasSize(1);
        assertThat(moved("5", "2", withdrawal("-2", "3"), withdrawal("-3", "6"), withdrawal("-7", "x"))
                        .open())
                .hasSize(3);
        assertThat(moved("5", "5", withdrawal("-2", "completed")).open())
                .anyMatch(line -> line.equals("BTC: changed by 0, of which -2 has a reason; 2 has none"));
        assertThat(moved("5", "1", withdrawal("-2", "pending")).open())
                .anyMatch(line -> line.equals("BTC: changed by -4, of which 0 has a reason; -4 has none"));
        var many = new Movement[40];
        Arrays.setAll(many, i -> withdrawal("-" + (i + 1), "pending"));
        assertThat(moved("50", "49", many).open()).hasSize(40);
    }

    /** Coins of two markets, of which the venue tells executions of one at a time, and refuses to speak of others. */
    @Test
    void check_asksForPairsOfChangedBalances_whereTheVenueTellsOneAtATime() {
        var asked = new ArrayList<Set<String>>();
        AccountReader account = new AccountReader() {
            @Override
            public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
                return List.of();
            }

            @Override
            public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
                return holding("BTC", "2", "USDT", "90", "ETH", "1").balances();
            }

            @Override
            public Optional<String> pairOf(String base, String quote) {
                return Optional.of((base + quote).toLowerCase(Locale.ROOT));
            }

            @Override
            public Observed<List<Fill>> fills(
                    SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
                asked.add(symbols);
                if (symbols.contains("usdtbtc")) {
                    throw new VenueUnavailableException("no such market", null);
                }
                return Observed.of(
                        symbols.contains("btcusdt")
                                ? List.of(new Fill(
                                        "f",
                                        "1",
                                        "",
                                        "btcusdt",
                                        BigDecimal.ONE,
                                        BigDecimal.TEN,
                                        BigDecimal.ZERO,
                                        "",
                                        NOW))
                                : List.of());
            }
        };
        var check = new AccountCheck(
                "one/main",
                account,
                request -> new HttpReply(200, ""),
                Set.of(Permission.TRADE_SPOT),
                holding("BTC", "1", "USDT", "100", "ETH", "1"),
                id -> true,
                Optional.empty(),
                (InstantSource) () -> NOW);
        assertThat(check.compare().result().open())
                .anyMatch(line -> line.startsWith("the venue tells executions of one symbol at a time"))
                .anyMatch(line -> line.contains("fill f"))
                .noneMatch(line -> line.contains("has none"));
        assertThat(asked).containsExactly(Set.of(), Set.of("btcusdt"), Set.of("usdtbtc"));
    }

    private static Fill fill(String order, String id, String symbol, String quantity, String price, String feeAsset) {
        return new Fill(
                "f-" + order,
                order,
                id,
                symbol,
                new BigDecimal(quantity),
                new BigDecimal(price),
                feeAsset.isEmpty() ? BigDecimal.ZERO : new BigDecimal("0.1"),
                feeAsset,
                NOW);
    }

    @Test
    void losses_areWhatForeignOrdersChanged_whatWentOut_andWhatHasNoReason_andNothingElse() {
        var between = new Between(
                Observed.of(List.of(
                        fill("1", "ours", "BTCUSDT", "2", "100", "USDT"),
                        fill("2", "theirs", "BTCUSDT", "-1", "50", ""),
                        fill("3", "theirs", "BTCUSDT", "-1", "40", "BTC"))),
                true,
                Observed.of(List.of(
                        withdrawal("-3", "completed"), withdrawal("-7", "failed"), withdrawal("4", "completed"))),
                "ours"::equals,
                Answer.NONE,
                true);

        Reconciliation result =
                Reconciliation.of(holding("BTC", "10", "USDT", "1000"), holding("BTC", "8.9", "USDT", "889"), between);

        assertThat(result.losses())
                .containsExactly(
                        "without a reason: -2 BTC, -0.9 USDT",
                        "by orders that are not ours: -2.1 BTC, +90 USDT",
                        "gone out, whoever asked for it: -3 BTC");
        assertThat(moved("5", "7").losses()).as("what came is no loss").isEmpty();
        // A venue's word for what took place may be a number, or say the same of what is under way.
        for (String state : List.of("6", "2", "processing", "withdraw", "TRANSFER_OUT")) {
            assertThat(moved("5", "3", withdrawal("-2", state)).losses())
                    .as(state)
                    .containsExactly("gone out, whoever asked for it: -2 BTC");
            assertThat(moved("5", "5", withdrawal("-2", state)).losses())
                    .as("not gone yet, as the balance says")
                    .singleElement()
                    .asString()
                    .startsWith("may have gone out: -2 BTC (WITHDRAWAL ")
                    .endsWith(", " + state + ")");
            assertThat(moved("5", "8", withdrawal("-2", state), withdrawal("5", state))
                            .losses())
                    .as("made up for by what came in")
                    .containsExactly("gone out, whoever asked for it: -2 BTC");
            assertThat(moved("5", "5", withdrawal("-2", state), withdrawal("2", state))
                            .losses())
                    .as("the same, to the digit")
                    .hasSize(1);
        }
        for (String state : List.of("failed", "CANCELED", "rejected")) {
            assertThat(moved("5", "5", withdrawal("-2", state)).losses())
                    .as(state)
                    .isEmpty();
        }
    }

    /** At a venue that leaves out empty balances. */
    @Test
    void coinThatCameAndWent_isNoPosition_whereItsFeesOrMovementsNameIt() {
        var fills = List.of(
                fill("1", "ours", "ETHUSDT", "2", "100", "ETH"), fill("2", "ours", "ETHUSDT", "-1.9", "110", ""));
        var between = new Between(Observed.of(fills), true, Observed.of(List.of()), id -> true, Answer.NONE, true);
        assertThat(Reconciliation.of(holding("USDT", "1000"), holding("USDT", "1009"), between)
                        .open())
                .isEmpty();
    }

    @Test
    void market_isReadFromTheAssetsThatAreThere_orNotAtAll() {
        assertThat(Market.of("BTC-USDT", ASSETS)).contains(new Market("BTC", "USDT"));
        assertThat(Market.of("BTCUSDT", ASSETS)).contains(new Market("BTC", "USDT"));
        assertThat(Market.of("btcusdt", ASSETS)).contains(new Market("BTC", "USDT"));
        assertThat(Market.of("ETHUSDT", ASSETS)).isEmpty();
        assertThat(Market.of("AAA", List.of("A", "AA"))).as("in two ways").isEmpty();
    }

    @Test
    void snapshot_kept_readsBackAsItWas_andNotIfItWasChanged() throws IOException {
        var snapshot = new AccountSnapshot(
                NOW,
                List.of(new Balance("spot", "BTC", new BigDecimal("0.1000"))),
                Observed.of(List.of(new Position("P", new BigDecimal("-3")))),
                List.of(new OpenOrder("1", "", "BTC\tUSDT")));
        Path file = folder.resolve("good");
        snapshot.keep(file);
        AccountSnapshot back = AccountSnapshot.read(file);
        assertThat(back.balances()).isEqualTo(snapshot.balances());
        assertThat(back.positions().value()).isEqualTo(snapshot.positions().value());
        assertThat(back.orders()).containsExactly(new OpenOrder("1", "", "BTC USDT"));
        new AccountSnapshot(NOW, List.of(), Observed.unknown(), List.of()).keep(file);
        assertThat(AccountSnapshot.read(file).positions().isKnown()).isFalse();
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 1));
        assertThatThrownBy(() -> AccountSnapshot.read(file)).isInstanceOf(StateException.class);
    }

    @Test
    void check_asksTheVenue_andListsWhatIsOpen() {
        AccountReader account = new AccountReader() {
            @Override
            public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
                return List.of(new OpenOrder("9", "", "BTCUSDT"));
            }

            @Override
            public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
                return List.of(new Balance("spot", "BTC", BigDecimal.ONE));
            }
        };
        var good = new AccountSnapshot(NOW, List.of(), Observed.unknown(), List.of());
        var check = new AccountCheck(
                "one/main",
                account,
                request -> new HttpReply(200, ""),
                Set.of(Permission.TRADE_SPOT),
                good,
                id -> true,
                Optional.empty(),
                (InstantSource) () -> NOW);
        assertThat(check.step()).isEqualTo(IncidentStep.RECONCILE);
        var found = new ArrayList<String>();
        check.look(found::add);
        assertThat(found)
                .anyMatch(line -> line.startsWith("order 9"))
                .anyMatch(line -> line.equals("BTC: changed by 1, of which 0 has a reason; 1 has none"))
                .noneMatch(line -> line.startsWith(AccountCheck.LOSS));
        assertThat(check).hasToString("AccountCheck[one/main]");
    }
}
