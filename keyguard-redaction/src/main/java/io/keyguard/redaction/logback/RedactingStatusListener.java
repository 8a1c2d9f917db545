/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.core.status.ErrorStatus;
import ch.qos.logback.core.status.InfoStatus;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusListener;
import ch.qos.logback.core.status.WarnStatus;
import io.keyguard.redaction.Redactor;
import org.jspecify.annotations.Nullable;

/** Hands Logback's own messages on with masks in them. */
final class RedactingStatusListener implements StatusListener {
    private final StatusListener inner;

    RedactingStatusListener(StatusListener inner) {
        this.inner = inner;
    }

    @Override
    public void addStatusEvent(Status status) {
        inner.addStatusEvent(masked(status));
    }

    private static Status masked(Status status) {
        Redactor redactor = Redactor.shared().forSink("logback status");
        String text = String.valueOf(status.getMessage());
        String masked = redactor.redact(text);
        Throwable thrown = status.getThrowable();
        boolean dirty =
                thrown != null && !redactor.redact(String.valueOf(thrown)).equals(String.valueOf(thrown));
        if (masked.equals(text) && !dirty) {
            return status;
        }
        return copy(status, masked, dirty ? null : thrown);
    }

    private static Status copy(Status status, String message, @Nullable Throwable thrown) {
        return switch (status.getLevel()) {
            case Status.INFO -> new InfoStatus(message, status.getOrigin(), thrown);
            case Status.WARN -> new WarnStatus(message, status.getOrigin(), thrown);
            default -> new ErrorStatus(message, status.getOrigin(), thrown);
        };
    }

    @Override
    public boolean isResetResistant() {
        return inner.isResetResistant();
    }
}
