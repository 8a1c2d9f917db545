/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A channel of alarms took no sign of life for twice as long as was agreed, or leads elsewhere than before: whoever plans a theft turns the alarm off first. */
final class AlarmChannel implements Rule {
    /** Of where it leads, its digest: a bot may tell the address of a webhook, which is a secret. */
    private record Heard(Instant at, long target, Duration every) {}

    private static final long UNKNOWN = 0;

    private final Watching watching;
    private Map<String, Heard> heard = Map.of();

    AlarmChannel(Watching watching) {
        this.watching = watching;
        if (!watching.limits().channels.isEmpty()) {
            heard = new HashMap<>();
        }
        watching.limits()
                .channels
                .forEach((name, every) -> heard.put(name, new Heard(watching.started(), UNKNOWN, every)));
    }

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.ChannelAlive alive) {
            Heard before = heard.get(alive.channel());
            if (before != null) {
                long target = watching.digest().of(alive.target());
                heard.put(alive.channel(), new Heard(now, target, before.every()));
                if (before.target() != UNKNOWN && before.target() != target) {
                    raise(now, alive.channel(), "leads elsewhere than before");
                }
            }
        } else if (event instanceof AccountEvent.Tick) {
            heard.forEach((name, last) -> {
                if (last.at().plus(last.every().multipliedBy(2)).isBefore(now)) {
                    raise(now, name, "was heard of last at " + last.at());
                }
            });
        }
    }

    private void raise(Instant now, String channel, String what) {
        watching.alarms()
                .raise(
                        now,
                        Signal.ALARM_CHANNEL,
                        Optional.empty(),
                        channel,
                        Confidence.LIKELY,
                        "channel " + channel + " " + what);
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeInt(heard.size());
        for (Map.Entry<String, Heard> one : heard.entrySet()) {
            Saved.text(one.getKey(), out);
            out.writeLong(one.getValue().target());
        }
    }

    /** Where it leads; when it was heard of before the restart does not matter. */
    @Override
    public void load(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            String name = in.readUTF();
            long target = in.readLong();
            if (heard.containsKey(name)) {
                heard.computeIfPresent(name, (n, last) -> new Heard(last.at(), target, last.every()));
            }
        }
    }
}
