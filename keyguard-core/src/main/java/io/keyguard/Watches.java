/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import io.keyguard.detection.AccountWatch;
import io.keyguard.incident.FreezeScope;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.rotation.KeyEvent;
import io.keyguard.rotation.KeyListener;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The watches over accounts, who are told what is signed and which generations have ended. Thread-safe. */
final class Watches implements KeyListener {
    private record Account(String venue, String name) {}

    private final Map<Account, AccountWatch> byAccount = new HashMap<>();

    /** @param freezer freezes a scope for a reason */
    Watches(Collection<AccountWatch.Builder> builders, BiConsumer<FreezeScope, String> freezer) {
        for (AccountWatch.Builder builder : builders) {
            AccountWatch watch = builder.build(freezer);
            byAccount.put(new Account(watch.venue(), watch.account()), watch);
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

    void tick() {
        byAccount.values().forEach(AccountWatch::tick);
    }

    @Override
    public void onEvent(KeyEvent event) {
        if (event instanceof KeyEvent.Retired retired) {
            byAccount.values().forEach(watch -> watch.replaced(retired.key(), retired.generation() + 1));
        }
    }
}
