/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.detection.AccountEvent;
import io.keyguard.detection.AccountWatch;
import io.keyguard.detection.Advice;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.Surroundings;
import io.keyguard.detection.WatchStore;
import io.keyguard.incident.FreezeScope;
import io.keyguard.incident.Notice;
import io.keyguard.incident.Notices;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.metrics.Metrics;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyListener;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The watches over accounts, who are told what is signed and which generations have ended. Thread-safe. */
final class Watches implements KeyListener, AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    /** An account at a venue. */
    record Account(String venue, String name) {}

    private final Map<Account, AccountWatch> byAccount = new HashMap<>();
    private final Function<KeyId, Optional<Account>> accounts;
    private final AtomicReference<Set<String>> lost;
    /** Of the keys that were published: what has left the ring is still to be found when its last generation retires. */
    private final Map<KeyId, Account> published = new ConcurrentHashMap<>();

    private final ExecutorService tellers;

    /**
     * Makes the watches.
     *
     * @param freezer freezes a scope for a reason, and waits for no disk
     * @param tellers what listeners run on; closed with this
     * @param notices by what people are told
     * @param metrics what counts
     * @param store what those before them left; null without a state directory
     * @param lost of which accounts, as {@code venue/account}, what was left is gone
     * @param accounts whose a key in use is
     */
    Watches(
            Collection<AccountWatch.Builder> builders,
            BiConsumer<FreezeScope, String> freezer,
            ExecutorService tellers,
            Notices notices,
            Metrics metrics,
            @Nullable WatchStore store,
            Set<String> lost,
            Function<KeyId, Optional<Account>> accounts) {
        this.tellers = tellers;
        this.accounts = accounts;
        this.lost = new AtomicReference<>(Set.copyOf(lost));
        for (AccountWatch.Builder builder : builders) {
            AccountWatch watch = builder.build(new Surroundings(
                    freezer,
                    tellers,
                    alarm -> send(alarm, notices),
                    metrics,
                    store == null ? Optional.empty() : store.before(builder.venue(), builder.account())));
            byAccount.put(new Account(watch.venue(), watch.account()), watch);
        }
    }

    private static void send(Alarm alarm, Notices notices) {
        if (alarm.advice() != Advice.NOTHING) {
            notices.send(new Notice(
                    alarm.at(),
                    Notice.Kind.ALARM,
                    alarm.venue(),
                    alarm.key().map(KeyId::value).orElse(""),
                    alarm.signal() + " on " + alarm.venue() + "/" + alarm.account() + ": "
                            + alarm.signal().words() + ", " + alarm.evidence(),
                    List.of(
                            "confidence: " + alarm.confidence() + ", noticed " + alarm.count() + " times since "
                                    + alarm.first(),
                            "advice: " + alarm.advice() + ", done: " + alarm.reaction())));
        }
    }

    /** The watch over an account; null if nobody watches it. */
    @Nullable
    AccountWatch find(String venue, String account) {
        return byAccount.get(new Account(venue, account));
    }

    AccountWatch get(String venue, String account) {
        AccountWatch watch = find(venue, account);
        if (watch == null) {
            throw KeyguardExceptions.notWatched(venue, account);
        }
        return watch;
    }

    boolean isEmpty() {
        return byAccount.isEmpty();
    }

    /**
     * What has to outlive the process of those that have changed.
     *
     * @param all whether to return all of them, not only those with a new alarm
     * @param ended whether nothing will be signed any more
     */
    List<byte[]> save(boolean all, boolean ended) {
        return byAccount.values().stream()
                .filter(watch -> all || watch.hasNews())
                .flatMap(watch -> watch.save(ended).stream())
                .toList();
    }

    void tick() {
        Set<String> gone = lost.getAndSet(Set.of());
        for (AccountWatch watch : byAccount.values()) {
            String account = watch.venue() + "/" + watch.account();
            if (gone.contains(account)) {
                watch.tell(new AccountEvent.TrailChecked(
                        List.of("the watch over " + account + ": what it knew is gone, and it begins anew")));
            }
            watch.tick();
        }
    }

    /** Tells the watch over the key's account alone: to tell each of every key would cost the square of their number. */
    @Override
    public void onEvent(KeyEvent event) {
        if (event instanceof KeyEvent.Published change) {
            change.fresh().forEach(key -> accounts.apply(key).ifPresent(account -> published.put(key, account)));
        } else if (event instanceof KeyEvent.Retired retired) {
            of(retired.key()).ifPresent(watch -> watch.replaced(retired.key(), retired.generation() + 1));
            if (accounts.apply(retired.key()).isEmpty()) {
                published.remove(retired.key());
            }
        } else if (event instanceof KeyEvent.RightsChanged changed) {
            of(changed.key())
                    .ifPresent(watch -> watch.tell(
                            new AccountEvent.RightsChanged(changed.key(), changed.gained(), changed.lost())));
        }
    }

    private Optional<AccountWatch> of(KeyId key) {
        return accounts.apply(key)
                .or(() -> Optional.ofNullable(published.get(key)))
                .map(byAccount::get);
    }

    /** Waits a little for listeners; a response that has begun goes on. */
    @Override
    public void close() {
        tellers.shutdown();
        try {
            boolean unused = tellers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells one of them what concerns no account: the same from each would be noise. */
    void tellFirst(AccountEvent event) {
        byAccount.values().stream()
                .min(Comparator.comparing(AccountWatch::venue).thenComparing(AccountWatch::account))
                .ifPresent(watch -> watch.tell(event));
    }
}
