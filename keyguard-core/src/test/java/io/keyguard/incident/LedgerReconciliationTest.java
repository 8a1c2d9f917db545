/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.OrderLedger;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.venue.AccountReader;
import io.keyguard.venue.Balance;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.Fill;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.Movement;
import io.keyguard.venue.Observed;
import io.keyguard.venue.OpenOrder;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a venue shows, against what bots signed and kept on a disk, through crashes and with files that were cut off. */
class LedgerReconciliationTest {
    private static final Instant GOOD = Instant.parse("2026-06-01T00:00:00Z");
    private static final Instant END = GOOD.plusSeconds(100_000);
    private static final ClientOrderIds IDS = new ClientOrderIds("clientId", Pattern.compile(".+"), "all orders");
    private static final Classification BUY = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final String FOREIGN = "no bot here placed it";
    private static final String UNKNOWN = "it is not known whether a bot here placed it";

    /** Bots that sign, a venue that executes, and somebody else who trades there. */
    private static final class World implements AccountReader, AutoCloseable {
        private final Random random;
        private final Path folder;
        private final Map<String, BigDecimal> holds = new HashMap<>();
        private final List<Fill> fills = new ArrayList<>();
        private final List<OpenOrder> open = new ArrayList<>();
        private final Set<String> foreign = new HashSet<>();
        /** Orders that were signed and not kept. */
        private final Set<String> unkept = new HashSet<>();

        private final boolean tellsIds;
        private ProcessFolder process;
        private OrderLedger ledger;
        private OrderLedger.Account account;
        private Instant now = GOOD;
        private int number;

        private World(long seed, boolean tellsIds) throws IOException, FileSafety.UnsafeFileException {
            random = new Random(seed);
            this.tellsIds = tellsIds;
            folder = Files.createTempDirectory("ledger");
            holds.put("BTC", amount(8));
            holds.put("USDT", amount(8));
            begin();
        }

        private BigDecimal amount(int scale) {
            return new BigDecimal(BigInteger.valueOf(random.nextLong(1, 1L << 40)), scale);
        }

        private Path state() {
            return folder.resolve("state");
        }

        private void begin() throws IOException, FileSafety.UnsafeFileException {
            process = ProcessFolder.start(state(), now);
            ledger = OrderLedger.start(state(), process.path(), Set.of("fake/main"), now, half -> {});
            account = ledger.account(Environment.PRODUCTION, "fake", "main", IDS);
        }

        private void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

        private void keep() throws IOException {
            pass(1);
            ledger.save(now);
            unkept.clear();
        }

        private void crash() throws IOException {
            ledger.close();
            process.close();
        }

        /** Cuts off some of the end of the last file. */
        private void cut() throws IOException {
            try (Stream<Path> files = Files.list(process.path())) {
                Path last = files.filter(file -> file.getFileName().toString().startsWith("orders-"))
                        .max(Comparator.naturalOrder())
                        .orElseThrow();
                byte[] whole = Files.readAllBytes(last);
                Files.write(last, Arrays.copyOf(whole, random.nextInt(whole.length)));
            }
        }

        /** Signs an order of ours, with or without an id. */
        private void own(boolean named) {
            String id = named ? Long.toString(random.nextLong(1L << 60), 36) : "";
            VenueRequest order = VenueRequest.post("/order").param("symbol", "BTCUSDT");
            account.signed(BUY, named ? order.param("clientId", id) : order);
            unkept.add(place(id));
        }

        private void foreign(boolean named) {
            foreign.add(place(named ? "theirs-" + random.nextInt() : ""));
        }

        /** In up to three parts with fees, or open; or, of ours, never executed. */
        private String place(String clientOrderId) {
            String order = "order-" + ++number;
            int parts = random.nextInt(3);
            pass(1);
            for (int part = 0; part <= parts; part++) {
                BigDecimal quantity =
                        random.nextBoolean() ? amount(8) : amount(8).negate();
                BigDecimal price = amount(4);
                BigDecimal fee = amount(12);
                holds.merge("BTC", quantity, BigDecimal::add);
                holds.merge("USDT", quantity.multiply(price).add(fee).negate(), BigDecimal::add);
                fills.add(new Fill(
                        "fill-" + ++number,
                        order,
                        tellsIds ? clientOrderId : "",
                        "BTCUSDT",
                        quantity,
                        price,
                        fee,
                        "USDT",
                        now));
            }
            if (tellsIds && random.nextInt(4) == 0) {
                open.add(new OpenOrder(order, clientOrderId, "BTCUSDT"));
            }
            return order;
        }

        @Override
        public List<OpenOrder> openOrders(SignedCalls venue, Set<Permission> markets) {
            return List.copyOf(open);
        }

        @Override
        public List<Balance> balances(SignedCalls venue, Set<Permission> markets) {
            return holds.entrySet().stream()
                    .map(held -> new Balance("spot", held.getKey(), held.getValue()))
                    .toList();
        }

        @Override
        public Observed<List<Fill>> fills(
                SignedCalls venue, Set<Permission> markets, Set<String> symbols, Instant from, Instant to) {
            return Observed.of(fills);
        }

        @Override
        public Observed<List<Movement>> movements(SignedCalls venue, Movement.Kind kind, Instant from, Instant to) {
            return Observed.of(List.of());
        }

        @Override
        public boolean tellsClientOrderIds() {
            return tellsIds;
        }

        private AccountSnapshot snapshot() {
            return AccountSnapshot.take(this, request -> new HttpReply(200, ""), Set.of(), GOOD);
        }

        private Reconciliation compare(AccountSnapshot good) {
            return new AccountCheck(
                            "fake/main",
                            this,
                            request -> new HttpReply(200, ""),
                            Set.of(Permission.TRADE_SPOT),
                            good,
                            id -> false,
                            Optional.of(SignedOrders.of(state(), Environment.PRODUCTION, "fake", "main")),
                            () -> END)
                    .compare()
                    .result();
        }

        private List<String> shown() {
            var ids = new ArrayList<String>();
            fills.forEach(fill -> ids.add(fill.orderId()));
            open.forEach(order -> ids.add(order.id()));
            return ids;
        }

        @Override
        public void close() throws IOException {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static boolean names(String line, String order) {
        return line.matches(".*\\border " + order + "\\b.*");
    }

    private static List<String> ofOrders(Reconciliation result) {
        return result.open().stream()
                .filter(line -> line.contains("order order-"))
                .toList();
    }

    @Property(tries = 25)
    void foreignOrders_areEachFound_andNoneIsInvented(
            @ForAll long seed, @ForAll @IntRange(max = 12) int own, @ForAll @IntRange(max = 4) int foreign)
            throws Exception {
        try (World world = new World(seed, true)) {
            AccountSnapshot good = world.snapshot();
            for (int n = 0; n < own; n++) {
                world.own(n % 3 != 0);
                if (n % 4 == 0) {
                    world.keep();
                }
                if (n == 7) {
                    world.ledger.end(world.now);
                    world.crash();
                    world.pass(5);
                    world.begin();
                }
            }
            for (int n = 0; n < foreign; n++) {
                // Those without an id can be told by their number: as many were signed as are executed.
                world.foreign(n != 0);
            }
            world.pass(10);
            world.ledger.end(world.now);
            world.crash();

            Reconciliation result = world.compare(good);
            long lines = world.shown().stream().filter(world.foreign::contains).count();
            assertThat(ofOrders(result)).hasSize((int) lines).allMatch(line -> line.endsWith(FOREIGN));
            world.foreign.forEach(order -> assertThat(result.open()).anyMatch(line -> names(line, order)));
            assertThat(result.open()).as("to the last digit").hasSize((int) lines);
        }
    }

    @Property(tries = 25)
    void crash_orACutFile_makesNoOrderOfOursForeign_andNoForeignOneOurs(
            @ForAll long seed,
            @ForAll @IntRange(max = 8) int before,
            @ForAll @IntRange(max = 4) int lost,
            @ForAll @IntRange(max = 8) int later,
            @ForAll boolean cut,
            @ForAll boolean restarts)
            throws Exception {
        try (World world = new World(seed, true)) {
            AccountSnapshot good = world.snapshot();
            world.foreign(true);
            world.pass(60);
            for (int n = 0; n < before; n++) {
                world.own(true);
                world.keep();
            }
            for (int n = 0; n < lost; n++) {
                world.own(true);
            }
            world.foreign(true);
            Set<String> unkept = new HashSet<>(world.unkept);
            world.crash();
            if (cut) {
                world.cut();
            }
            if (restarts) {
                world.pass(30);
                world.begin();
                for (int n = 0; n < later; n++) {
                    world.own(true);
                }
                world.pass(10);
                world.ledger.end(world.now);
                world.crash();
            }
            world.foreign(true);

            Reconciliation result = world.compare(good);
            assertThat(ofOrders(result))
                    .as("nobody is blamed for what is not known")
                    .allSatisfy(line -> {
                        if (line.endsWith(FOREIGN)) {
                            assertThat(world.foreign).anyMatch(order -> names(line, order));
                        } else {
                            assertThat(line).endsWith(UNKNOWN);
                        }
                    });
            world.foreign.forEach(order -> assertThat(result.open()).anyMatch(line -> names(line, order)));
            unkept.forEach(order -> assertThat(result.open()).anyMatch(line -> names(line, order)));
            assertThat(result.open()).anyMatch(line -> line.startsWith("it is not known which orders are ours from"));
            if (!cut) {
                assertThat(result.open())
                        .as("what was kept is known")
                        .noneMatch(line -> world.shown().stream()
                                .filter(order -> !unkept.contains(order) && !world.foreign.contains(order))
                                .anyMatch(order -> names(line, order)));
                if (before > 0) {
                    assertThat(result.open())
                            .as("and from before it was lost, so is what is foreign")
                            .anyMatch(line -> names(line, "order-1") && line.endsWith(FOREIGN));
                }
            }
        }
    }

    @Test
    void orders_ofAVenueThatTellsNoIds_areComparedByTheirNumber_andThatIsSaid() throws Exception {
        try (World world = new World(1, false)) {
            AccountSnapshot good = world.snapshot();
            for (int n = 0; n < 3; n++) {
                world.own(n > 0);
            }
            world.keep();
            world.ledger.end(world.now);
            world.crash();
            Reconciliation fits = world.compare(good);
            assertThat(fits.isExplained()).isTrue();
            assertThat(fits.open())
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("by their number alone"));
            world.foreign(true);
            assertThat(world.compare(good).isExplained()).isFalse();
            assertThat(ofOrders(world.compare(good))).isNotEmpty().allMatch(line -> line.endsWith(FOREIGN));
        }
    }

    @Test
    void copiedId_standsOnMoreOrdersThanWereSigned_andIsListed() throws Exception {
        try (World world = new World(2, true)) {
            AccountSnapshot good = world.snapshot();
            world.own(true);
            String id = world.fills.get(0).clientOrderId();
            world.ledger.end(world.now);
            world.crash();
            world.foreign.add(world.place(id));
            assertThat(ofOrders(world.compare(good)))
                    .isNotEmpty()
                    .allMatch(line -> world.foreign.stream().anyMatch(order -> names(line, order))
                            && line.contains("under an id of ours"));
        }
    }
}
