/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.Environment;
import io.keyguard.internal.RequestFields;
import io.keyguard.venue.Classification;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The orders that this process signed, by the ids that it gave them, kept for whoever compares them with what a venue shows.
 *
 * <p>Whoever signs leaves the request and goes on; the writer reads it, once a second. Thread-safe, but {@link #save} and {@link #end} are for one thread, which nobody interrupts: that would close the file.
 */
public final class OrderLedger implements AutoCloseable {
    private static final int MOST_UNWRITTEN = 1 << 14;
    /** So many ids fit well into a record, whatever they look like. */
    private static final int IDS_OF_A_RECORD = 512;

    private final OrderRing<Account> ring;
    private final LongAdder lost = new LongAdder();
    private final Map<AccountName, Account> accounts = new ConcurrentHashMap<>();
    private final OrderFiles files;
    /** What is taken out of the ring and not written. */
    private final List<byte[]> unwritten = new ArrayList<>();

    private long lostBefore;

    private OrderLedger(OrderFiles files, Consumer<OrderLedger> half) {
        this.files = files;
        this.ring = new OrderRing<>(MOST_UNWRITTEN, () -> half.accept(this));
    }

    /**
     * Begins the ledger of the process of {@code folder}, says in those of processes that ended before it that they did, and forgets what is too old or too much.
     *
     * @param used the accounts that keys are used of, as {@code venue/account}
     * @param half is run by a thread that signs when much waits, and must not wait itself
     */
    public static OrderLedger start(Path state, Path folder, Set<String> used, Instant now, Consumer<OrderLedger> half)
            throws IOException {
        return over(OrderFiles.start(state, folder, used, now), half);
    }

    static OrderLedger over(OrderFiles files, Consumer<OrderLedger> half) {
        return new OrderLedger(files, half);
    }

    /** Returns what takes the orders of an account. */
    public Account account(Environment environment, String venue, String account, ClientOrderIds ids) {
        return accounts.computeIfAbsent(
                new AccountName(environment, venue, account), name -> new Account(this, name, ids.parameter()));
    }

    /** Returns whether so much waits to be written that an order signed now might get lost. */
    public boolean isFull() {
        return ring.isFull();
    }

    /** Writes what was signed up to {@code now}. If it throws, all of it is written the next time. */
    public void save(Instant now) throws IOException {
        if (unwritten.isEmpty()) {
            unwritten.addAll(records());
            long all = lost.sum();
            unwritten.add(OrderRecords.until(now, all - lostBefore));
            lostBefore = all;
        }
        files.append(unwritten, now);
        unwritten.clear();
    }

    /** Writes what was signed, and that it was the last. */
    public void end(Instant now) throws IOException {
        save(now);
        files.append(List.of(OrderRecords.ended(now)), now);
    }

    /** Returns whether anything waits to be written. */
    public boolean hasNews() {
        return !unwritten.isEmpty() || !ring.isEmpty() || lost.sum() != lostBefore;
    }

    private List<byte[]> records() {
        var batches = new LinkedHashMap<AccountName, Batch>();
        ring.take((account, request) -> {
            List<String> ids = RequestFields.of(request).values(account.parameter::equals);
            batches.computeIfAbsent(account.name, name -> new Batch()).add(ids);
        });
        var records = new ArrayList<byte[]>();
        batches.forEach((name, batch) -> batch.write(name, records));
        return records;
    }

    private static final class Batch {
        private final List<String> ids = new ArrayList<>();
        private long unnamed;

        void add(List<String> given) {
            ids.addAll(given);
            unnamed += given.isEmpty() ? 1 : 0;
        }

        void write(AccountName name, List<byte[]> records) {
            for (int from = 0; from < ids.size(); from += IDS_OF_A_RECORD) {
                List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_OF_A_RECORD));
                records.add(OrderRecords.orders(name, some, 0));
            }
            if (unnamed > 0) {
                records.add(OrderRecords.orders(name, List.of(), unnamed));
            }
        }
    }

    /** Takes the orders of one account, and waits for nobody. Thread-safe. */
    public static final class Account {
        private final OrderLedger ledger;
        private final AccountName name;
        private final String parameter;

        private Account(OrderLedger ledger, AccountName name, String parameter) {
            this.ledger = ledger;
            this.name = name;
            this.parameter = parameter;
        }

        /** Takes {@code request}, which was signed, if it is an order. */
        public void signed(Classification meaning, VenueRequest request) {
            if (meaning.orders().places() && !ledger.ring.offer(this, request)) {
                ledger.lost.increment();
            }
        }

        @Override
        public String toString() {
            return "OrderLedger.Account[" + name + "]";
        }
    }

    @Override
    public void close() throws IOException {
        files.close();
    }

    @Override
    public String toString() {
        return "OrderLedger[" + accounts.size() + " accounts]";
    }
}
