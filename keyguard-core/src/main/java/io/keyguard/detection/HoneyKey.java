/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import io.keyguard.KeyId;
import io.keyguard.venue.Balance;
import io.keyguard.venue.ListedKey;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A key that lies there for thieves is touched, or anything happens on an account that is there for thieves. */
final class HoneyKey implements Rule {
    private final Alarms alarms;
    private final Set<KeyId> keys;
    private final boolean account;
    private final Digest64 digest;
    /** Of each list that the venue showed of the account. */
    private final Map<String, Long> last;

    HoneyKey(Watching watching) {
        this.alarms = watching.alarms();
        this.keys = watching.limits().honeyKeys;
        this.account = watching.limits().honeyAccount;
        this.digest = watching.digest();
        this.last = account ? new TreeMap<>() : Map.of();
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
        if (event instanceof AccountEvent.Held held) {
            changed("balances", held.balances(), now);
        } else if (event instanceof AccountEvent.KeysListed keys) {
            changed("keys", keys.listed(), now);
        } else if (event instanceof AccountEvent.PayoutsShown shown) {
            changed("payouts", shown.payouts(), now);
        } else if (event instanceof AccountEvent.Filled filled) {
            account(
                    now,
                    "execution " + filled.fill().id() + " of " + filled.fill().symbol());
        } else if (event instanceof AccountEvent.Adjusted adjusted) {
            account(now, "booking " + adjusted.id() + " of " + adjusted.asset());
        } else {
            shown(event, now);
        }
    }

    /** A list is no event; that it is another than the last one is. */
    private void changed(String what, List<?> list, Instant now) {
        long shown =
                digest.of(list.stream().map(HoneyKey::plain).sorted().toList().toString());
        Long before = last.put(what, shown);
        if (before != null && before != shown) {
            account(now, "other " + what + " than before");
        }
    }

    private static String plain(Object one) {
        if (one instanceof Balance held) {
            return held.wallet() + " " + held.asset() + " "
                    + held.total().stripTrailingZeros().toPlainString();
        }
        // What a key may do is the matter of another rule.
        return one instanceof ListedKey key ? key.id().value() : one.toString();
    }

    private void shown(AccountEvent event, Instant now) {
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

    @Override
    public void save(DataOutputStream out) throws IOException {
        for (Map.Entry<String, Long> one : last.entrySet()) {
            Saved.text(one.getKey(), out);
            out.writeLong(one.getValue());
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        while (account && in.available() > 0) {
            last.put(in.readUTF(), in.readLong());
        }
    }
}
