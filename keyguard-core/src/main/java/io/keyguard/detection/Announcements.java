/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** What was announced, and how much was explained by it. Not thread-safe. */
final class Announcements implements Rule {
    private static final int MOST = 32;

    /** Takes no room until something is announced, which is rare. */
    private List<AccountEvent.Announced> windows = List.of();

    private long explained;

    @Override
    public void on(AccountEvent event, Instant now) {
        if (event instanceof AccountEvent.Announced announced) {
            add(announced);
        }
    }

    private void add(AccountEvent.Announced announced) {
        var all = new ArrayList<AccountEvent.Announced>(windows);
        if (all.size() == MOST) {
            // The one that ends first explains least.
            all.remove(Collections.min(all, Comparator.comparing(AccountEvent.Announced::to)));
        }
        all.add(announced);
        windows = List.copyOf(all);
    }

    /** Whether {@code change} was announced for {@code at}; if so, one more is explained by it. */
    boolean explain(Change change, Instant at) {
        boolean inside = isAnnounced(change, at);
        explained += inside ? 1 : 0;
        return inside;
    }

    boolean isAnnounced(Change change, Instant at) {
        for (AccountEvent.Announced window : windows) {
            if (window.change() == change && !at.isBefore(window.from()) && at.isBefore(window.to())) {
                return true;
            }
        }
        return false;
    }

    long explained() {
        return explained;
    }

    @Override
    public void save(DataOutputStream out) throws IOException {
        out.writeLong(explained);
        out.writeShort(windows.size());
        for (AccountEvent.Announced window : windows) {
            Saved.text(window.change().name(), out);
            Saved.time(window.from(), out);
            Saved.time(window.to(), out);
        }
    }

    @Override
    public void load(DataInputStream in) throws IOException {
        explained = in.readLong();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            Change change = Saved.constant(Change.class, in);
            Instant from = Saved.time(in);
            Instant to = Saved.time(in);
            if (!from.isBefore(to)) {
                throw new IOException("a window that ends before it begins");
            }
            add(new AccountEvent.Announced(change, from, to));
        }
    }
}
