/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.status.StatusManager;
import java.util.List;

/** Keeps Logback's own messages with masks in them, for listeners and for those that ask later; what was kept before is masked when it is asked for. */
final class RedactingStatusManager implements StatusManager {
    private final StatusManager inner;
    private final Runnable told;

    /** @param told called before each message is passed on */
    RedactingStatusManager(StatusManager inner, Runnable told) {
        this.inner = inner;
        this.told = told;
    }

    @Override
    public void add(Status status) {
        told.run();
        inner.add(MaskedStatus.of(status));
    }

    @Override
    public List<Status> getCopyOfStatusList() {
        return inner.getCopyOfStatusList().stream().map(MaskedStatus::of).toList();
    }

    @Override
    public int getCount() {
        return inner.getCount();
    }

    @Override
    public boolean add(StatusListener listener) {
        return inner.add(listener);
    }

    @Override
    public void remove(StatusListener listener) {
        inner.remove(listener);
    }

    @Override
    public void clear() {
        inner.clear();
    }

    @Override
    public List<StatusListener> getCopyOfStatusListenerList() {
        return inner.getCopyOfStatusListenerList();
    }
}
