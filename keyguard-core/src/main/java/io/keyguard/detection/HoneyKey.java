/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** A key that lies there for thieves is touched, or anything happens on an account that is there for thieves. */
final class HoneyKey implements Rule {
    private final Alarms alarms;
    private final Set<KeyId> keys;
    private final boolean account;

    HoneyKey(Watching watching) {
        this.alarms = watching.alarms();
        this.keys = watching.limits().honeyKeys;
        this.account = watching.limits().honeyAccount;
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Signed signed) {
            key(signed.key(), "it was used by " + signed.strategy(), now);
        } else if (event instanceof AccountEvent.Disclosed disclosed) {
            disclosed.key().ifPresent(key -> key(key, "it was " + disclosed.how() + " by " + disclosed.by(), now));
        } else if (event instanceof AccountEvent.Caught caught) {
            keys.stream()
                    .filter(key -> key.value().equals(caught.key()))
                    .forEach(key -> key(key, "it was caught on its way to " + caught.sink(), now));
        } else if (account) {
            account(event, now);
        }
    }

    private void key(KeyId key, String evidence, Instant now) {
        if (keys.contains(key)) {
            alarms.raise(now, Signal.HONEY_KEY, Optional.of(key), "", Confidence.CERTAIN, evidence);
        }
    }

    private void account(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.OrderShown shown) {
            account(now, "order " + shown.order().id() + " for " + shown.order().symbol());
        } else if (event instanceof AccountEvent.Moved moved) {
            account(now, moved.movement().kind() + " " + moved.movement().id());
        } else if (event instanceof AccountEvent.Accessed accessed) {
            account(
                    now,
                    accessed.access().what() + " from " + accessed.access().address() + " at "
                            + accessed.access().at());
        }
    }

    private void account(Instant now, String evidence) {
        alarms.raise(now, Signal.HONEY_KEY, Optional.empty(), "account", Confidence.CERTAIN, evidence);
    }
}
