/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.inventory;

import io.keyguard.Environment;
import io.keyguard.internal.ProcessFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The orders of one account that processes of a state directory signed, running or not, as far as they kept it. Immutable, thread-safe. */
public final class SignedOrders {
    private final Path state;
    private final AccountName account;

    private SignedOrders(Path state, AccountName account) {
        this.state = state;
        this.account = account;
    }

    /** Returns those of {@code account} at {@code venue}; nothing is read yet. */
    public static SignedOrders of(Path state, Environment environment, String venue, String account) {
        return new SignedOrders(state, new AccountName(environment, venue, account));
    }

    /**
     * What is known of a stretch of time.
     *
     * @param named how many times each of the ids that were asked for was signed, at any time; those that were not are left out
     * @param signed how many orders were signed in the stretch, and since when at the earliest
     * @param gaps when other orders may have been signed
     */
    public record Answer(Map<String, Long> named, List<Signed> signed, List<Gap> gaps) {
        /** What is known where nobody signed anything. */
        public static final Answer NONE = new Answer(Map.of(), List.of(), List.of());

        /** Copies what it is made of. */
        public Answer {
            named = Map.copyOf(named);
            signed = List.copyOf(signed);
            gaps = List.copyOf(gaps);
        }

        /** Returns whether an order may have been signed from {@code from} until {@code to} of which nothing is known. */
        public boolean isUnknown(Instant from, Instant to) {
            return gaps.stream()
                    .anyMatch(gap -> gap.from().isBefore(to) && gap.to().isAfter(from));
        }
    }

    /**
     * Orders that were signed at about the same time.
     *
     * @param earliest when at the earliest
     * @param named how many ids were given
     * @param unnamed how many requests gave none
     */
    public record Signed(Instant earliest, long named, long unnamed) {}

    /**
     * A time of which it is not known what was signed.
     *
     * @param from the beginning
     * @param to the end
     * @param why in words
     */
    public record Gap(Instant from, Instant to, String why) {
        @Override
        public String toString() {
            return "it is not known which orders are ours from " + from + " to " + to + ": " + why;
        }
    }

    /**
     * Looks for {@code ids}, and for what else is known from {@code from} until {@code to}; what cannot be read is a gap.
     *
     * @param ids client order ids
     */
    public Answer among(Set<String> ids, Instant from, Instant to) {
        var look = new Look(ids, from, to);
        try {
            look.all();
        } catch (IOException e) {
            look.gap(from, to, "the state directory cannot be read");
        }
        return new Answer(look.named, look.signed, look.gaps);
    }

    private final class Look {
        private final Set<String> ids;
        private final Instant from;
        private final Instant to;
        private final Map<String, Long> named = new TreeMap<>();
        private final List<Signed> signed = new ArrayList<>();
        private final List<Gap> gaps = new ArrayList<>();
        /** Processes that another one knew, and until when they had ended, or that is not known. */
        private final Map<String, Instant> known = new TreeMap<>();

        private Look(Set<String> ids, Instant from, Instant to) {
            this.ids = ids;
            this.from = from;
            this.to = to;
        }

        private void gap(Instant begin, Instant end, String why) {
            Instant first = begin.isBefore(from) ? from : begin;
            Instant last = end.isAfter(to) ? to : end;
            if (first.isBefore(last)) {
                gaps.add(new Gap(first, last, why));
            }
        }

        private void all() throws IOException {
            var there = new HashSet<String>();
            for (Path folder : ProcessFolder.all(state)) {
                if (OrderFiles.mayHaveSigned(folder)) {
                    there.add(ProcessFolder.nameOf(folder));
                    new OneProcess(folder).read();
                }
            }
            if (there.isEmpty()) {
                gap(from, to, "no bot has ever kept here what it signed");
            }
            known.keySet().removeAll(there);
            known.forEach((name, end) -> gap(
                    ProcessFolder.startOf(name).orElse(Instant.MIN), end, "what process " + name + " kept is gone"));
        }

        private void knows(OrderRecords.Beginning beginning) {
            beginning.before().forEach(name -> known.merge(name, beginning.from(), Look::earlier));
            beginning.running().forEach(name -> known.putIfAbsent(name, Instant.MAX));
        }

        private static Instant earlier(Instant one, Instant other) {
            return other.isBefore(one) ? other : one;
        }

        /** What one process left: stretches of which it tells everything, and between them gaps. */
        private final class OneProcess implements OrderRecords.Reader {
            private final Path folder;
            private final String name;
            private Instant told;
            private boolean uses = true;
            private boolean over;
            private String why = "";
            private long ids;
            private long unnamed;
            private final List<Gap> missing = new ArrayList<>();

            private OneProcess(Path folder) {
                this.folder = folder;
                this.name = ProcessFolder.nameOf(folder);
                this.told = ProcessFolder.startOf(name).orElse(Instant.MIN);
            }

            private void read() throws IOException {
                // Before its files: what is written in between is told by the next look.
                boolean running = isRunning(folder);
                for (Path file : OrderFiles.of(folder)) {
                    why = "a file of process " + name + " is missing, damaged or cut off, or was too old or too large";
                    OrderReading.read(file, this);
                }
                if (!over) {
                    missing(
                            Instant.MAX,
                            running
                                    ? "process " + name + " runs and has written nothing since"
                                    : "process " + name + " ended without a word, or what it said last is lost");
                }
                if (uses) {
                    missing.forEach(gap -> gap(gap.from(), gap.to(), gap.why()));
                }
            }

            /** In a copy, or somebody else's, nothing runs as far as that can be told. */
            private boolean isRunning(Path process) {
                try {
                    return ProcessFolder.isRunning(process);
                } catch (IOException e) {
                    return false;
                }
            }

            private void missing(Instant until, String reason) {
                if (told.isBefore(until)) {
                    missing.add(new Gap(told, until, reason));
                }
            }

            @Override
            public void beginning(OrderRecords.Beginning beginning) {
                knows(beginning);
                uses &= beginning.accounts().isEmpty() || beginning.accounts().contains(account.granted());
                missing(beginning.from(), why);
                told = beginning.from().isAfter(told) ? beginning.from() : told;
                ids = 0;
                unnamed = 0;
            }

            @Override
            public void orders(String environment, String venue, String owner, List<String> given, long without) {
                if (!environment.equals(account.environment().name())
                        || !venue.equals(account.venue())
                        || !owner.equals(account.account())) {
                    return;
                }
                given.stream().filter(Look.this.ids::contains).forEach(id -> named.merge(id, 1L, Long::sum));
                ids += given.size();
                unnamed += without;
            }

            @Override
            public void until(Instant until, long lost) {
                if (lost > 0) {
                    missing(until, "process " + name + " signed " + lost + " orders faster than they could be kept");
                }
                if (ids + unnamed > 0 && !until.isBefore(from)) {
                    signed.add(new Signed(told, ids, unnamed));
                }
                ids = 0;
                unnamed = 0;
                told = until.isAfter(told) ? until : told;
            }

            @Override
            public void over(Instant at) {
                missing(at, "process " + name + " ended without a word, or what it said last is lost");
                told = at.isAfter(told) ? at : told;
                over = true;
            }
        }
    }

    @Override
    public String toString() {
        return "SignedOrders[" + account + "]";
    }
}
