/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The tables that secrets are looked up in: what is new goes into the last, and another thread puts all into one before long.
 *
 * <p>Where that fails, all stays where it is and is found there; it is tried again after a rest that doubles each time, and reported once until it works again. Thread-safe; whoever
 * looks never waits.
 */
final class Tables {
    /** A table that is added to has room for so many parts, and for more if there are many already. */
    static final int LEAST_ROOM = 64;

    private static final int MOST_ROOM = 512;
    private static final Duration REST = Duration.ofSeconds(1);
    /** Longest rest: so many times doubled, a bit over an hour. */
    private static final int MOST_DOUBLED = 12;

    /** Runs a task in another thread, some time later. */
    interface Later {
        void run(Duration rest, Runnable task);
    }

    /** Makes a table of needles, with room for more. */
    interface Maker {
        Needles make(List<Needle> needles, int more);
    }

    private final Later later;
    private final Maker maker;
    private List<Needles> tables = List.of();
    private volatile Searched searched = new Searched(List.of());
    /** Whether tables are about to be put into one. */
    private boolean merging;
    /** What was forgotten while they are; null if they are not right now. */
    private @Nullable List<Needle> forgotten;

    private int replaced;
    private int failures;

    Tables(Later later, Maker maker) {
        this.later = later;
        this.maker = maker;
    }

    /** The needles of this moment. */
    Searched searched() {
        return searched;
    }

    /** Looks for {@code needles} from now on. */
    void add(List<Needle> needles) {
        searchAlso(needles);
        mergeLater();
    }

    private synchronized void searchAlso(List<Needle> needles) {
        Needles last = tables.isEmpty() ? null : tables.get(tables.size() - 1);
        if (last != null && last.hasRoom(needles)) {
            needles.forEach(last::add);
            search(tables);
        } else {
            int room = Math.min(MOST_ROOM, Math.max(LEAST_ROOM, size() / 8));
            search(joined(tables, maker.make(needles, room)));
        }
    }

    /** Looks for {@code needles} no more, and closes them. */
    void remove(List<Needle> needles) {
        searchNoMore(needles);
        mergeLater();
    }

    private synchronized void searchNoMore(List<Needle> needles) {
        needles.forEach(needle -> tables.forEach(table -> table.remove(needle)));
        search(tables);
        if (forgotten == null) {
            needles.forEach(Needle::close);
        } else {
            forgotten.addAll(needles);
        }
    }

    /** How many needles are looked for. */
    synchronized int size() {
        return tables.stream().mapToInt(Needles::size).sum();
    }

    /** How many bytes off the heap all of it takes. */
    synchronized long memory() {
        return tables.stream().mapToLong(Needles::memory).sum();
    }

    private static List<Needles> joined(List<Needles> tables, Needles another) {
        return Stream.concat(tables.stream(), Stream.of(another)).toList();
    }

    /** Published by one volatile write; tables that are no longer used are zeroed when the last of their readers has gone. */
    private void search(List<Needles> tables) {
        var next = new Searched(tables);
        Searched before = searched;
        this.tables = tables;
        searched = next;
        before.close();
    }

    /** Puts all into one table before long, if there is a reason. */
    private void mergeLater() {
        if (isDue()) {
            try {
                later.run(rest(), this::merge);
            } catch (RuntimeException e) {
                // Whoever adds or removes next asks again.
                failed(e);
                finish();
            }
        }
    }

    /** There are several, or something was taken away: that leaves traces. */
    private synchronized boolean isDue() {
        boolean due = !merging && (tables.size() > 1 || tables.stream().anyMatch(table -> table.gone() > 0));
        merging |= due;
        return due;
    }

    private synchronized Duration rest() {
        return REST.multipliedBy(1L << Math.min(failures, MOST_DOUBLED));
    }

    /** Takes as long as there are many secrets, and holds nobody up: meanwhile what is learnt goes into a table of its own. */
    private void merge() {
        Needles merged = null;
        try {
            List<Needle> needles = begin();
            merged = needles.isEmpty() ? null : maker.make(needles, LEAST_ROOM);
            end(merged);
        } catch (RuntimeException | Error e) {
            failed(e);
            abandon(merged);
        } finally {
            finish();
        }
        mergeLater();
    }

    private synchronized List<Needle> begin() {
        List<Needle> needles =
                tables.stream().flatMap(table -> table.live().stream()).toList();
        var since = maker.make(List.of(), LEAST_ROOM);
        replaced = tables.size();
        search(joined(tables, since));
        forgotten = new ArrayList<>();
        return needles;
    }

    private synchronized void end(@Nullable Needles merged) {
        Stream<Needles> since = tables.stream().skip(replaced).filter(table -> table.size() > 0);
        if (merged != null) {
            requireNonNull(forgotten).forEach(merged::remove);
        }
        search(Stream.concat(Stream.ofNullable(merged), since).toList());
        failures = 0;
    }

    /** All is still found in the tables that there are; of those, what holds nothing goes. */
    private synchronized void abandon(@Nullable Needles merged) {
        if (merged != null && !tables.contains(merged)) {
            merged.zero();
        }
        search(tables.stream()
                .filter(table -> table.size() > 0 || table.gone() > 0)
                .toList());
    }

    /** Not under a lock: whoever logs may wait for anything. */
    private void failed(Throwable why) {
        if (isFirstFailure()) {
            LoggerFactory.getLogger(Tables.class)
                    .warn(
                            "tables of secrets could not be put into one, which is tried again ever more rarely; all is still masked: {}",
                            why.getClass().getName());
        }
    }

    private synchronized boolean isFirstFailure() {
        return failures++ == 0;
    }

    private synchronized void finish() {
        if (forgotten != null) {
            forgotten.forEach(Needle::close);
            forgotten = null;
        }
        merging = false;
    }
}
