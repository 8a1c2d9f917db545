/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.Risk;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Freezes;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.inventory.SignedOrders.Answer;
import io.keyguard.inventory.SignedOrders.Gap;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.OrderEffect;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was signed is known afterwards, and what is not known is said. */
class OrderLedgerTest {
    private static final Instant NOW = Instant.parse("2026-06-01T03:00:00Z");
    private static final ClientOrderIds IDS = new ClientOrderIds("clientId", Pattern.compile(".+"), "all orders");
    private static final Classification BUY = new Classification(Permission.TRADE_SPOT, Risk.ADDS_RISK);
    private static final Classification CLOSE = new Classification(Permission.TRADE_SPOT, Risk.REDUCES_RISK);
    private static final Set<String> USED = Set.of("fake/main");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** A process that may end in any way. */
    private final class Bot {
        private final ProcessFolder process;
        private final OrderLedger ledger;
        private final OrderLedger.Account account;

        private Bot(Instant start, OrderFiles.Bounds bounds) throws IOException, FileSafety.UnsafeFileException {
            process = ProcessFolder.start(state(), start);
            Files.createFile(process.path().resolve(ProcessFolder.FREEZES));
            Files.createFile(process.path().resolve(InventoryFile.FILE));
            ledger = OrderLedger.over(OrderFiles.start(state(), process.path(), USED, start, bounds), half -> {});
            account = ledger.account(Environment.PRODUCTION, "fake", "main", IDS);
            opened.add(process);
            opened.add(ledger);
        }

        private void signs(String... ids) {
            for (String id : ids) {
                account.signed(BUY, order(id));
            }
        }

        private void ends(Instant at) throws IOException {
            ledger.end(at);
            crashes();
        }

        private void crashes() throws IOException {
            ledger.close();
            process.close();
        }

        private List<Path> files() throws IOException {
            return OrderFiles.of(process.path());
        }
    }

    private Path state() {
        return folder.resolve("state");
    }

    private Bot bot(Instant start) throws IOException, FileSafety.UnsafeFileException {
        return new Bot(start, OrderFiles.Bounds.USUAL);
    }

    private static VenueRequest order(String id) {
        return VenueRequest.post("/order").param("symbol", "BTCUSDT").param("clientId", id);
    }

    private Answer ask(Instant to, String... ids) {
        return SignedOrders.of(state(), Environment.PRODUCTION, "fake", "main").among(Set.of(ids), NOW, to);
    }

    private static Instant after(long seconds) {
        return NOW.plusSeconds(seconds);
    }

    @Test
    void orders_ofProcessesThatRunAndThatEnded_areKnown_andThoseOfOtherAccountsAreNot() throws Exception {
        Bot first = bot(NOW);
        first.signs("a", "b", "a");
        first.account.signed(CLOSE.with(OrderEffect.PLACES), order("closes"));
        first.account.signed(CLOSE, VenueRequest.post("/order/cancel").param("clientId", "cancelled"));
        first.account.signed(new Classification(Permission.READ_ACCOUNT, Risk.READ), order("read"));
        first.account.signed(BUY, VenueRequest.post("/order").param("symbol", "BTCUSDT"));
        first.ledger.account(Environment.PRODUCTION, "fake", "other", IDS).signed(BUY, order("of another account"));
        first.ledger.account(Environment.STAGING, "fake", "main", IDS).signed(BUY, order("of another world"));
        first.ends(after(1));
        Bot second = bot(after(2));
        second.account.signed(
                BUY, VenueRequest.post("/orders").json("{\"batch\":[{\"clientId\":\"c\"},{\"clientId\":\"d\"}]}"));
        second.ledger.save(after(3));

        Answer known = ask(
                after(3),
                "a",
                "b",
                "c",
                "d",
                "closes",
                "cancelled",
                "read",
                "foreign",
                "of another account",
                "of another world");
        assertThat(known.named())
                .containsOnlyKeys("a", "b", "c", "d", "closes")
                .containsEntry("a", 2L)
                .containsEntry("d", 1L);
        assertThat(known.gaps()).isEmpty();
        assertThat(known.signed())
                .containsExactly(new SignedOrders.Signed(NOW, 4, 1), new SignedOrders.Signed(after(2), 2, 0));
    }

    @Test
    void whatIsNotKnown_isAGap_withItsReason() throws Exception {
        assertThat(ask(after(60)).gaps())
                .extracting(Gap::why)
                .containsExactly("no bot has ever kept here what it signed");
        Bot running = bot(after(1));
        running.signs("a");
        running.ledger.save(after(10));
        assertThat(ask(after(60)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.from()).isEqualTo(after(10)))
                .satisfies(gap -> assertThat(gap.to()).isEqualTo(after(60)))
                .satisfies(gap -> assertThat(gap.why()).contains("runs and has written nothing since"));
        running.signs("lost in the crash");
        running.crashes();
        assertThat(ask(after(60)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("ended without a word"));
        bot(after(30)).ends(after(31));
        Answer known = ask(after(60), "a", "lost in the crash");
        assertThat(known.named()).containsOnlyKeys("a");
        assertThat(known.gaps())
                .as("it was over when the next began")
                .singleElement()
                .satisfies(gap -> assertThat(gap.to()).isEqualTo(after(30)));
        assertThat(known.isUnknown(after(31), after(40))).isFalse();
        assertThat(known.isUnknown(NOW, after(40))).isTrue();
    }

    @Test
    void whatIsMissing_cutOffOrOfAnotherKind_isAGap_andHidesNothingElse() throws Exception {
        Bot first = bot(NOW);
        first.signs("a");
        first.ledger.save(after(5));
        first.signs("b");
        first.ends(after(9));
        Path file = first.files().get(0);
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut < whole.length; cut += 7) {
            Files.write(file, Arrays.copyOf(whole, cut));
            Answer known = ask(after(20), "a", "b");
            assertThat(known.gaps()).as("cut at " + cut).isNotEmpty();
            assertThat(known.gaps().get(known.gaps().size() - 1).to()).isEqualTo(after(20));
        }
        Files.delete(file);
        assertThat(ask(after(20)).gaps()).isNotEmpty();
        Bot next = bot(after(12));
        assertThat(ask(after(12)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.from()).isEqualTo(NOW))
                .satisfies(gap -> assertThat(gap.why()).contains("missing"));
        next.ends(after(13));

        for (Path left : first.files()) {
            Files.delete(left);
        }
        Files.delete(first.process.path().resolve(InventoryFile.FILE));
        Files.delete(first.process.path().resolve("lock"));
        Files.delete(first.process.path().resolve(ProcessFolder.FREEZES));
        Files.delete(first.process.path());
        assertThat(ask(after(13)).gaps())
                .as("others knew of it")
                .isNotEmpty()
                .allSatisfy(gap -> assertThat(gap.why()).contains("is gone"));
    }

    @Test
    @Tag("external") // mkfifo
    void pipe_inThePlaceOfAFile_isAGap_forWhichNobodyWaits() throws Exception {
        Bot first = bot(NOW);
        first.signs("a");
        first.ends(after(5));
        Path pipe = first.process.path().resolve("orders-000002");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertThat(ask(after(9), "a").named()).containsKey("a");
        bot(after(14)).ends(after(15));
        assertThat(pipe.resolveSibling("orders-000002.damaged")).exists();
        assertThat(ask(after(15)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.to()).isEqualTo(after(14)));
    }

    @Test
    void largeAndOldFiles_areBounded_andWhatWasDroppedIsAGap() throws Exception {
        Bot busy = new Bot(NOW, new OrderFiles.Bounds(2_000, 8_000, 4_000));
        for (int second = 1; second <= 100; second++) {
            busy.signs("order-" + second, "other-" + second);
            busy.ledger.save(after(second));
        }
        long bytes = 0;
        for (Path file : busy.files()) {
            bytes += Files.size(file);
        }
        assertThat(bytes).isLessThan(9_000);
        Answer known = ask(after(100), "order-1", "order-100", "other-100");
        assertThat(known.named()).containsOnlyKeys("order-100", "other-100");
        assertThat(known.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.from()).isEqualTo(NOW));
        assertThat(known.gaps().get(0).to()).isBetween(after(20), after(99));
        busy.ends(after(101));

        Bot later = new Bot(after(300), new OrderFiles.Bounds(2_000, 8_000, 4_000));
        assertThat(busy.files()).as("of those that ended, less is kept").hasSize(1);
        assertThat(ask(after(300), "order-100").named()).isEmpty();
        assertThat(ask(after(300)).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.to()).isEqualTo(after(101)));
        later.ends(after(301));

        Bot old = bot(after(400));
        old.signs(Stream.iterate(0, n -> n + 1)
                .limit(500)
                .map(n -> "long-ago-" + n)
                .toArray(String[]::new));
        old.ends(after(401));
        Files.setLastModifiedTime(old.files().get(0), FileTime.from(after(401)));
        Instant muchLater = NOW.plus(OrderFiles.OLDEST).plus(Duration.ofHours(1));
        bot(muchLater).ends(muchLater.plusSeconds(1));
        assertThat(ask(muchLater, "long-ago-7").named()).isEmpty();
    }

    @Test
    void commands_signNothing_andLeaveNoGap() throws Exception {
        ProcessFolder.start(state(), NOW).close();
        bot(after(1)).ends(after(2));
        ProcessFolder.start(state(), after(3)).close();
        Freezes.in(state(), "").freeze(FreezeScope.all(), after(4), "somebody", "why");
        assertThat(ask(after(9)).gaps()).isEmpty();
    }

    @Test
    void newFiles_areBegunEachDay() throws Exception {
        Bot slow = bot(NOW);
        for (int hour = 6; hour <= 24 * 40; hour += 6) {
            slow.signs("at-" + hour);
            slow.ledger.save(NOW.plus(Duration.ofHours(hour)));
        }
        assertThat(slow.files()).hasSizeBetween(20, 33);
        Instant end = NOW.plus(Duration.ofHours(24 * 40));
        assertThat(ask(end, "at-6", "at-900").named()).containsOnlyKeys("at-900");
        assertThat(ask(end).gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.from()).isEqualTo(NOW));
    }

    @Test
    void diskThatFails_losesNothing_andWhatFindsNoRoomIsCounted() throws Exception {
        Bot bot = bot(NOW);
        for (int n = 0; n < 1 << 14; n++) {
            assertThat(bot.ledger.isFull()).isFalse();
            bot.signs("order-" + n);
        }
        assertThat(bot.ledger.isFull()).isTrue();
        bot.signs("one too many");
        bot.ledger.save(after(1));
        assertThat(bot.ledger.isFull()).isFalse();
        Answer known = ask(after(1), "order-0", "order-16383", "one too many");
        assertThat(known.named()).containsOnlyKeys("order-0", "order-16383");
        assertThat(known.gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("signed 1 orders faster than they could be kept"));
    }

    @Test
    void signersAndWriter_atTheSameTime_loseNothing() throws Exception {
        var half = new AtomicInteger();
        var ring = new OrderRing<Integer>(64, half::incrementAndGet);
        var taken = ConcurrentHashMap.<String>newKeySet();
        int each = 5_000;
        int signers = 3;
        var done = new CountDownLatch(signers);
        for (int signer = 0; signer < signers; signer++) {
            int mine = signer;
            new Thread(() -> {
                        for (int n = 0; n < each; n++) {
                            VenueRequest order = order(mine + "-" + n);
                            while (!ring.offer(mine, order)) {
                                Thread.onSpinWait();
                            }
                        }
                        done.countDown();
                    })
                    .start();
        }
        while (done.getCount() > 0 || !ring.isEmpty()) {
            ring.take((signer, request) -> {
                String id = request.params().get(1).value();
                assertThat(id).startsWith(signer + "-");
                assertThat(taken.add(id)).isTrue();
            });
        }
        assertThat(taken).hasSize(each * signers);
        assertThat(half.get()).isPositive();
    }
}
