/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.util.Objects.requireNonNull;

import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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

    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final LiveSecrets SHARED =
            new LiveSecrets(CompletableFuture.delayedExecutor(TAIL.toMillis(), TimeUnit.MILLISECONDS));

    private static final String FINGERPRINTS = "keyguard.redaction.fingerprints";

    private final Executor afterTail;
    private final Tables tables;
    private final boolean fingerprints;
    private final IdentityHashMap<ApiKey, Known> known = new IdentityHashMap<>();

    /** What one key is looked for with, and how often it was learnt. */
    private record Known(List<Needle> needles, int times) {}

    /** Makes an empty registry; {@code afterTail} runs a task once the tail of a forgotten key is over. */
    public LiveSecrets(Executor afterTail) {
        this(afterTail, usual(), Boolean.getBoolean(FINGERPRINTS));
    }

    /** With {@code tables} to look for them in. */
    LiveSecrets(Executor afterTail, Tables tables) {
        this(afterTail, tables, false);
    }

    private LiveSecrets(Executor afterTail, Tables tables, boolean fingerprints) {
        this.afterTail = requireNonNull(afterTail, "afterTail");
        this.tables = tables;
        this.fingerprints = fingerprints;
    }

    private static Tables usual() {
        return new Tables(
                (rest, task) -> CompletableFuture.delayedExecutor(rest.toMillis(), TimeUnit.MILLISECONDS)
                        .execute(task),
                Needles::new);
    }

    /**
     * Makes an empty registry whose masks carry six digits by which two lines about one secret can be joined: {@code [redacted:grid:3f9a1c]}. They are made under a key that
     * lives as long as the process. For the registry of the process, start it with {@code -Dkeyguard.redaction.fingerprints=true}.
     */
    public static LiveSecrets withFingerprints(Executor afterTail) {
        return new LiveSecrets(afterTail, usual(), true);
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
        try {
            tables.add(needles);
        } catch (RuntimeException | Error e) {
            needles.forEach(Needle::close);
            throw e;
        }
        // Not before: what could not be added is not known, and is learnt when it is tried again.
        known.put(key, new Known(needles, 1));
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
            tables.remove(before.needles());
        }
    }

    /** The needles of this moment. */
    Searched searched() {
        return tables.searched();
    }

    /**
     * What the text of {@code search} needs that most lines do not: {@link Glance#SHAPE}, or anything else for a search.
     *
     * @param names the names of secrets that nobody registered; null if nobody asks for {@link Glance#SHAPE}
     */
    int needs(Search search, @Nullable Names names) {
        Searched now;
        int needs;
        do {
            now = searched();
            needs = now.needs(search, names);
            // Tables are zeroed when others take their place: what they said counts if they were still in use.
            VarHandle.loadLoadFence();
        } while (now != searched());
        return needs;
    }

    /** What the text of {@code search} holds. */
    Ranges find(Search search) {
        Ranges found = searched().find(search);
        while (found == null) {
            found = searched().find(search);
        }
        return found;
    }

    /** Whether masks carry fingerprints. */
    boolean fingerprints() {
        return fingerprints;
    }

    /** Returns how many parts of keys are being looked for. */
    public int size() {
        return tables.size();
    }

    @Override
    public String toString() {
        return "LiveSecrets[" + size() + "]";
    }
}
