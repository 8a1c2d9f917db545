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

    /** So many parts more are searched in a table of their own before all are put into one. */
    private static final int MOST_RECENT = 64;

    private static final SecretAccess ACCESS = InsecureSecretAccess.get();
    private static final LiveSecrets SHARED =
            new LiveSecrets(CompletableFuture.delayedExecutor(TAIL.toMillis(), TimeUnit.MILLISECONDS));

    private final Executor afterTail;
    private final IdentityHashMap<ApiKey, Known> known = new IdentityHashMap<>();
    private volatile Searched searched = new Searched(new Windows(List.of()), new Windows(List.of()));

    /** What one key is looked for with, and how often it was learnt. */
    private record Known(List<Needle> needles, int times) {}

    /** Makes an empty registry; {@code afterTail} runs a task once the tail of a forgotten key is over. */
    public LiveSecrets(Executor afterTail) {
        this.afterTail = requireNonNull(afterTail, "afterTail");
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
        List<Needle> needles = needles(key);
        known.put(key, new Known(needles, 1));
        List<Needle> recent = joined(searched.recent().needles(), needles);
        if (recent.size() > MOST_RECENT + searched.compacted().needles().size() / 64) {
            search(new Windows(joined(searched.compacted().needles(), recent)), new Windows(List.of()));
        } else {
            search(searched.compacted(), new Windows(recent));
        }
    }

    private static List<Needle> joined(List<Needle> some, List<Needle> others) {
        return Stream.concat(some.stream(), others.stream()).toList();
    }

    private static List<Needle> needles(ApiKey key) {
        var needles = new ArrayList<Needle>();
        try {
            needles.add(needle(key, "API key", key.apiKey()));
            needles.add(needle(key, "secret", key.secret()));
            key.passphrase().ifPresent(part -> needles.add(needle(key, "passphrase", part)));
            return needles;
        } catch (RuntimeException e) {
            needles.forEach(Needle::close);
            throw e;
        }
    }

    private static Needle needle(ApiKey key, String name, SecretBytes part) {
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
        return Needle.of(Needle.maskOf(key.id().value()), copy);
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
            search(without(searched.compacted(), before.needles()), without(searched.recent(), before.needles()));
            before.needles().forEach(Needle::close);
        }
    }

    private static Windows without(Windows table, List<Needle> gone) {
        List<Needle> left = table.needles().stream()
                .filter(needle -> !gone.contains(needle))
                .toList();
        return left.size() == table.needles().size() ? table : new Windows(left);
    }

    /** Published by one volatile write; tables that are no longer used are zeroed when the last of their readers has gone. */
    private void search(Windows compacted, Windows recent) {
        Searched before = searched;
        searched = new Searched(compacted, recent);
        before.close();
    }

    /** What the text of {@code search} holds. */
    Ranges find(Search search) {
        Ranges found = searched.find(search);
        while (found == null) {
            found = searched.find(search);
        }
        return found;
    }

    /** Returns how many parts of keys are being looked for. */
    public int size() {
        return searched.size();
    }

    @Override
    public String toString() {
        return "LiveSecrets[" + size() + "]";
    }
}
