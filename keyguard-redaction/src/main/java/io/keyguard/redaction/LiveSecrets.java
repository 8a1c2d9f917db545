/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What a redactor knows of the secrets alive now, and of those that log lines may still carry.
 *
 * <p>Every part of a key is learnt: API key, secret and passphrase. All that secrets can be found with lies off the heap, and is zeroed when a
 * key has been forgotten and its tail is over: log lines lag behind. Keys count: what was learnt twice is known until it was forgotten twice.
 * Thread-safe; whoever looks never waits.
 */
public final class LiveSecrets implements SecretObserver {
    /** How long a forgotten secret stays masked. */
    public static final Duration TAIL = Duration.ofMinutes(5);

    /** A table that is added to has room for so many parts, and for more if there are many already. */
    private static final int LEAST_ROOM = 64;

    private static final int MOST_ROOM = 512;
    private static final Duration REST = Duration.ofSeconds(1);

    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final LiveSecrets SHARED =
            new LiveSecrets(CompletableFuture.delayedExecutor(TAIL.toMillis(), TimeUnit.MILLISECONDS));

    private static final String FINGERPRINTS = "keyguard.redaction.fingerprints";

    private final Executor afterTail;
    private final Executor afterRest;
    private final boolean fingerprints;
    private final IdentityHashMap<ApiKey, Known> known = new IdentityHashMap<>();
    private List<Needles> tables = List.of();
    private volatile Searched searched = new Searched(List.of());
    /** Whether tables are about to be put into one. */
    private boolean merging;
    /** What was forgotten while they are; null if they are not right now. */
    private @Nullable List<Needle> forgotten;

    private int replaced;

    /** What one key is looked for with, and how often it was learnt. */
    private record Known(List<Needle> needles, int times) {}

    /** Makes an empty registry; {@code afterTail} runs a task once the tail of a forgotten key is over. */
    public LiveSecrets(Executor afterTail) {
        this(afterTail, soon(), Boolean.getBoolean(FINGERPRINTS));
    }

    /** With {@code afterRest}, which runs a task in another thread before long, to put tables into one. */
    LiveSecrets(Executor afterTail, Executor afterRest) {
        this(afterTail, afterRest, false);
    }

    private LiveSecrets(Executor afterTail, Executor afterRest, boolean fingerprints) {
        this.afterTail = requireNonNull(afterTail, "afterTail");
        this.afterRest = afterRest;
        this.fingerprints = fingerprints;
    }

    private static Executor soon() {
        return CompletableFuture.delayedExecutor(REST.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Makes an empty registry whose masks carry six digits by which two lines about one secret can be joined: {@code [redacted:grid:3f9a1c]}. They are made under a key that
     * lives as long as the process. For the registry of the process, start it with {@code -Dkeyguard.redaction.fingerprints=true}.
     */
    public static LiveSecrets withFingerprints(Executor afterTail) {
        return new LiveSecrets(afterTail, soon(), true);
    }

    /** Returns the registry of this process, which every {@code Keyguard} tells of its keys. */
    public static LiveSecrets shared() {
        return SHARED;
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.keyguard.KeyMaterialException if a part has fewer than eight bytes, or is a short number or a common word: masking it would mask
     *     ordinary text
     */
    @Override
    public synchronized void learn(ApiKey key) {
        Known before = known.get(key);
        if (before != null) {
            known.put(key, new Known(before.needles(), before.times() + 1));
            return;
        }
        List<Needle> needles = needles(key, fingerprints);
        known.put(key, new Known(needles, 1));
        Needles last = tables.isEmpty() ? null : tables.get(tables.size() - 1);
        if (last != null && last.hasRoom(needles)) {
            needles.forEach(last::add);
            search(tables);
        } else {
            search(joined(tables, new Needles(needles, Math.min(MOST_ROOM, Math.max(LEAST_ROOM, known.size() / 4)))));
        }
        mergeLater();
    }

    private static List<Needles> joined(List<Needles> tables, Needles another) {
        return Stream.concat(tables.stream(), Stream.of(another)).toList();
    }

    private static List<Needle> needles(ApiKey key, boolean fingerprints) {
        var needles = new ArrayList<Needle>();
        try {
            needles.add(needle(key, "API key", key.apiKey(), fingerprints));
            needles.add(needle(key, "secret", key.secret(), fingerprints));
            key.passphrase().ifPresent(part -> needles.add(needle(key, "passphrase", part, fingerprints)));
            return needles;
        } catch (RuntimeException e) {
            needles.forEach(Needle::close);
            throw e;
        }
    }

    private static Needle needle(ApiKey key, String name, SecretBytes part, boolean fingerprints) {
        byte[] copy = new byte[part.length()];
        part.copyTo(ACCESS, 0, copy, 0, copy.length);
        if (Forms.length(copy) < Forms.SHORTEST) {
            Arrays.fill(copy, (byte) 0);
            throw KeyguardExceptions.tooShortToMask(key.id(), name, Forms.SHORTEST);
        }
        if (Forms.isCommon(copy)) {
            Arrays.fill(copy, (byte) 0);
            throw KeyguardExceptions.tooCommonToMask(key.id(), name);
        }
        String mask = Needle.maskOf(key.id().value());
        return Needle.of(fingerprints ? Fingerprint.in(mask, copy.length, i -> copy[i]) : mask, copy);
    }

    @Override
    public void forget(ApiKey key) {
        afterTail.execute(() -> drop(key));
    }

    private synchronized void drop(ApiKey key) {
        Known before = known.remove(key);
        if (before != null && before.times() > 1) {
            known.put(key, new Known(before.needles(), before.times() - 1));
        } else if (before != null) {
            before.needles().forEach(needle -> tables.forEach(table -> table.remove(needle)));
            search(tables);
            if (forgotten == null) {
                before.needles().forEach(Needle::close);
            } else {
                forgotten.addAll(before.needles());
            }
            mergeLater();
        }
    }

    /** Published by one volatile write; tables that are no longer used are zeroed when the last of their readers has gone. */
    private void search(List<Needles> tables) {
        Searched before = searched;
        this.tables = tables;
        searched = new Searched(tables);
        before.close();
    }

    /** Puts all into one table before long, if there are several, or something was taken away: that leaves traces. */
    private void mergeLater() {
        if (!merging && (tables.size() > 1 || tables.stream().anyMatch(table -> table.gone() > 0))) {
            merging = true;
            afterRest.execute(this::merge);
        }
    }

    /** Takes as long as there are many secrets, and holds nobody up: meanwhile what is learnt goes into a table of its own. */
    private void merge() {
        List<Needle> needles = begin();
        try {
            end(needles.isEmpty() ? null : new Needles(needles, LEAST_ROOM));
        } catch (RuntimeException | OutOfMemoryError e) {
            // All is still found in the tables that there are.
            LoggerFactory.getLogger(LiveSecrets.class)
                    .warn(
                            "tables of secrets could not be put into one: {}",
                            e.getClass().getName());
            abandon();
        }
    }

    private synchronized List<Needle> begin() {
        forgotten = new ArrayList<>();
        replaced = tables.size();
        List<Needle> needles =
                tables.stream().flatMap(table -> table.live().stream()).toList();
        search(joined(tables, new Needles(List.of(), LEAST_ROOM)));
        return needles;
    }

    private synchronized void end(@Nullable Needles merged) {
        Stream<Needles> since = tables.stream().skip(replaced).filter(table -> table.size() > 0);
        if (merged != null) {
            requireNonNull(forgotten).forEach(merged::remove);
        }
        search(Stream.concat(Stream.ofNullable(merged), since).toList());
        abandon();
    }

    private synchronized void abandon() {
        requireNonNull(forgotten).forEach(Needle::close);
        forgotten = null;
        merging = false;
        mergeLater();
    }

    /** The needles of this moment. */
    Searched searched() {
        return searched;
    }

    /** What the text of {@code search} holds. */
    Ranges find(Search search) {
        Ranges found = searched.find(search);
        while (found == null) {
            found = searched.find(search);
        }
        return found;
    }

    /** Whether masks carry fingerprints. */
    boolean fingerprints() {
        return fingerprints;
    }

    /** Returns how many parts of keys are being looked for. */
    public int size() {
        return tables().stream().mapToInt(Needles::size).sum();
    }

    private synchronized List<Needles> tables() {
        return tables;
    }

    @Override
    public String toString() {
        return "LiveSecrets[" + size() + "]";
    }
}
