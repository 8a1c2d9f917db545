/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.jul;

import static java.util.Objects.requireNonNull;

import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.MaskedThrowable;
import java.util.Objects;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hands records on to another handler with masks in them: for handlers that have no formatter because they send records elsewhere. A record without a secret is
 * handed on as it is; of one with a secret, the copy has its message ready, no parameters, and masked copies of its throwables. Thread-safe where the other
 * handler is.
 */
public final class RedactingHandler extends Handler {
    private final Handler handler;
    private final Redactor redactor;
    private final SimpleFormatter words = new SimpleFormatter();

    /** Makes one around {@code handler}, over the secrets of this process. */
    public RedactingHandler(Handler handler) {
        this(handler, Redactor.shared().forSink("java.util.logging"));
    }

    RedactingHandler(Handler handler, Redactor redactor) {
        this.handler = requireNonNull(handler, "handler");
        this.redactor = redactor;
        setLevel(handler.getLevel());
    }

    @Override
    public void publish(@Nullable LogRecord record) {
        if (record != null && isLoggable(record)) {
            handler.publish(masked(record));
        }
    }

    private LogRecord masked(LogRecord record) {
        try {
            String message = words.formatMessage(record);
            String name = String.valueOf(record.getLoggerName());
            String masked = redactor.redact(message == null ? "" : message, name);
            String logger = record.getLoggerName() == null ? null : redactor.redact(record.getLoggerName());
            Throwable thrown = MaskedThrowable.of(record.getThrown(), redactor, name);
            boolean clean = masked.equals(message == null ? "" : message)
                    && Objects.equals(logger, record.getLoggerName())
                    && !(thrown instanceof MaskedThrowable)
                    && parametersAreClean(record);
            return clean ? record : copy(record, masked, logger, thrown);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            redactor.countWithheld();
            return copy(record, Redactor.WITHHELD, null, null);
        }
    }

    /** A handler may send parameters that the message does not show. */
    private boolean parametersAreClean(LogRecord record) {
        if (record.getParameters() != null) {
            for (Object parameter : record.getParameters()) {
                String text = String.valueOf(parameter);
                if (!redactor.redact(text).equals(text)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static LogRecord copy(
            LogRecord record, String message, @Nullable String logger, @Nullable Throwable thrown) {
        // A message without parameters is not formatted again.
        var copy = new LogRecord(record.getLevel(), message);
        copy.setLoggerName(logger);
        copy.setInstant(record.getInstant());
        copy.setSequenceNumber(record.getSequenceNumber());
        copy.setSourceClassName(record.getSourceClassName());
        copy.setSourceMethodName(record.getSourceMethodName());
        copy.setThrown(thrown);
        return copy;
    }

    @Override
    public void flush() {
        handler.flush();
    }

    @Override
    public void close() {
        handler.close();
    }
}
