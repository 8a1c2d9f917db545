/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each of those that came last. What comes newly is always taken in: it takes the place of what did not come for longest, and if that is young still, the memory is full, which is told. Not thread-safe.
 */
final class Latest<K, V> {
    /** For what does not grow old. */
    static final Duration NEVER = ChronoUnit.CENTURIES.getDuration();

    private static final class Entry<V> {
        private final V value;
        private long lastMillis;

        Entry(V value, long lastMillis) {
            this.value = value;
            this.lastMillis = lastMillis;
        }
    }

    /** What is written, and read again. */
    interface Visitor<K, V, E extends Exception> {
        void visit(K key, V value, Instant last) throws E;
    }

    private final int most;
    /** A number of half the size: each rule has one of these, and each key all rules. */
    private final int expiresSeconds;

    private final Watching watching;
    private final String what;
    /** The one that did not come for longest first; made when there is one, since most rules never see any. */
    private Map<K, Entry<V>> entries = Map.of();

    /**
     * Makes one.
     *
     * @param expires after how long without a sign one is as good as unknown, rounded up to seconds
     * @param watching is told when one that has not expired loses its place
     * @param what they are, in words
     */
    Latest(int most, Duration expires, Watching watching, String what) {
        this.most = most;
        this.expiresSeconds =
                (int) Math.min(Integer.MAX_VALUE, expires.toSeconds() + Math.min(1, expires.toMillisPart()));
        this.watching = watching;
        this.what = what;
    }

    /** What is known of {@code key}; null if nothing, or nothing any more. */
    @Nullable
    V find(K key, Instant now) {
        Entry<V> entry = entries.get(key);
        if (entry == null || isOld(entry, now)) {
            return null;
        }
        if (entry.lastMillis != now.toEpochMilli() && entries.size() > 1) {
            entries.remove(key);
            entries.put(key, entry);
        }
        entry.lastMillis = now.toEpochMilli();
        return entry.value;
    }

    private boolean isOld(Entry<V> entry, Instant now) {
        return now.toEpochMilli() - entry.lastMillis > SECONDS.toMillis(expiresSeconds);
    }

    /** What was known last of {@code key}, however long ago; looking at it is no sign of it. */
    Optional<V> peek(K key) {
        return Optional.ofNullable(entries.get(key)).map(entry -> entry.value);
    }

    /** What is known of {@code key}; what {@code make} returns if nothing is. */
    V get(K key, Instant now, Supplier<V> make) {
        V known = find(key, now);
        if (known != null) {
            return known;
        }
        V value = make.get();
        put(key, value, now, now);
        return value;
    }

    void put(K key, V value, Instant last, Instant now) {
        if (entries.isEmpty()) {
            entries = new LinkedHashMap<>(2);
        }
        entries.remove(key);
        if (entries.size() >= most) {
            Iterator<Entry<V>> oldest = entries.values().iterator();
            boolean young = !isOld(oldest.next(), now);
            oldest.remove();
            if (young) {
                watching.alarms().full(what, most, now);
            }
        }
        entries.put(key, new Entry<>(value, last.toEpochMilli()));
    }

    void remove(K key) {
        if (entries.containsKey(key)) {
            entries.remove(key);
        }
    }

    int size() {
        return entries.size();
    }

    /** Visits all, the one that did not come for longest first. */
    <E extends Exception> void forEach(Visitor<K, V, E> visitor) throws E {
        for (Map.Entry<K, Entry<V>> one : entries.entrySet()) {
            visitor.visit(one.getKey(), one.getValue().value, Instant.ofEpochMilli(one.getValue().lastMillis));
        }
    }
}
