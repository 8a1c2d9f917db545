/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.KeyId;
import io.keyguard.internal.EventLog;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Starts responses: each once for what goes on at the account, whatever signals and subjects show it, and again if it still does after an hour. An alarm that names no key is about the whole account, and what was started for it
 * is good for every key; what was started for a key is good for that key. What the process before began and did not bring to an end is begun again. Thread-safe.
 */
final class Responses implements WatchState.Part {
    private static final Duration REST = Duration.ofHours(1);
    private static final Duration RETRY = Duration.ofMinutes(1);
    /** Of one account. */
    private static final int MOST = 64;

    /**
     * A response, and what it is started for.
     *
     * @param name by which the next process knows it again
     */
    record Response(String name, Set<Signal> signals, Consumer<Alarm> start) {}

    private static final class Begun {
        private final String response;
        private final Alarm alarm;
        private Instant at;
        private boolean done;
        /** By a process that is no more. */
        private boolean orphaned;

        Begun(String response, Alarm alarm, Instant at) {
            this.response = response;
            this.alarm = alarm;
            this.at = at;
        }

        boolean isGoodFor(Response other, Alarm next) {
            boolean recent = Duration.between(at, next.at()).abs().compareTo(REST) < 0;
            Optional<KeyId> key = alarm.key();
            return recent && response.equals(other.name()) && (key.isEmpty() || key.equals(next.key()));
        }
    }

    private final String venue;
    private final String account;
    private final List<Response> all;
    private final Executor executor;

    @GuardedBy("this")
    private final List<Begun> begun = new ArrayList<>(0);

    @GuardedBy("this")
    private long ended;

    Responses(String venue, String account, List<Response> all, Executor executor) {
        this.venue = venue;
        this.account = account;
        this.all = List.copyOf(all);
        this.executor = executor;
    }

    /** Starts what {@code alarm} calls for, unless that goes on. */
    void due(Alarm alarm) {
        for (Response response : all) {
            if (response.signals().contains(alarm.signal())) {
                Begun fresh = begin(response, alarm);
                if (fresh != null) {
                    start(response, fresh);
                }
            }
        }
    }

    private synchronized @Nullable Begun begin(Response response, Alarm alarm) {
        if (begun.stream().anyMatch(one -> one.isGoodFor(response, alarm))) {
            return null;
        }
        begun.removeIf(one -> one.at.plus(REST).isBefore(alarm.at()));
        if (begun.size() >= MOST) {
            begun.remove(0);
        }
        var fresh = new Begun(response.name(), alarm, alarm.at());
        begun.add(fresh);
        return fresh;
    }

    private void start(Response response, Begun one) {
        try {
            executor.execute(() -> run(response, one));
        } catch (RejectedExecutionException | Error e) {
            // It is closing, or there is no thread: it stays to be begun, by the next process at the latest.
            failed(one, e);
        }
    }

    private void run(Response response, Begun one) {
        try {
            response.start().accept(one.alarm);
            synchronized (this) {
                one.done = true;
                ended++;
            }
        } catch (RuntimeException | Error e) {
            failed(one, e);
        }
    }

    /** The next alarm starts it again, but not each of a flood. */
    private void failed(Begun one, Throwable why) {
        EventLog.listenerFailed("that responds to alarms", why.getClass().getName());
        synchronized (this) {
            one.at = one.at.minus(REST).plus(RETRY);
        }
    }

    /** How many came to their end. */
    synchronized long ended() {
        return ended;
    }

    /** Begins again what the process before did not bring to an end. */
    void resume(Instant now) {
        for (Response response : all) {
            for (Begun one : orphans(response, now)) {
                start(response, one);
            }
        }
    }

    private synchronized List<Begun> orphans(Response response, Instant now) {
        List<Begun> orphans = begun.stream()
                .filter(one -> one.orphaned && one.response.equals(response.name()))
                .toList();
        for (Begun one : orphans) {
            one.orphaned = false;
            one.at = now;
        }
        return orphans;
    }

    @Override
    public synchronized void save(DataOutputStream out) throws IOException {
        if (begun.isEmpty()) {
            return;
        }
        out.writeInt(begun.size());
        for (Begun one : begun) {
            Saved.text(one.response, out);
            Saved.time(one.at, out);
            out.writeBoolean(one.done);
            AlarmFile.write(one.alarm, out);
        }
    }

    @Override
    public synchronized void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String response = in.readUTF();
            Instant at = Saved.time(in);
            boolean done = in.readBoolean();
            AlarmFile.read(venue, account, in).ifPresent(alarm -> load(new Begun(response, alarm, at), done));
        }
    }

    private synchronized void load(Begun one, boolean done) {
        one.done = done;
        one.orphaned = !done;
        begun.add(one);
    }
}
