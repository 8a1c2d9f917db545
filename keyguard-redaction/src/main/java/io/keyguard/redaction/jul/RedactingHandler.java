/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.jul;

import static java.util.Objects.requireNonNull;

import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.MaskedThrowable;
import io.keyguard.redaction.internal.Values;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Hands records on to another handler with masks in them: for handlers that have no formatter because they send records elsewhere. A record without a secret is
 * handed on as it is, unless a parameter shows nothing but its text, since a handler may show more of an object; else the copy has its message ready, no parameters, and masked copies of its throwables. Thread-safe where the other
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
            return new Masking(String.valueOf(record.getLoggerName())).apply(record);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            redactor.countWithheld();
            return copy(record, Redactor.WITHHELD, null, new Source(null, null), null);
        }
    }

    /** Looks at one record. A handler may send parameters that the message does not show, and of an object more than its text. */
    private final class Masking {
        private final String name;
        private boolean dirty;

        private Masking(String name) {
            this.name = name;
        }

        private LogRecord apply(LogRecord record) {
            var values = new Values(this::mask, true);
            String message = words.formatMessage(record);
            String masked = mask(message == null ? "" : message);
            String logger = maskNullable(record.getLoggerName());
            var source =
                    new Source(maskNullable(record.getSourceClassName()), maskNullable(record.getSourceMethodName()));
            Throwable thrown = MaskedThrowable.of(record.getThrown(), redactor, name);
            if (record.getParameters() != null && !dirty) {
                Arrays.stream(record.getParameters()).forEach(values::mask);
            }
            return dirty || values.isChanged() || thrown instanceof MaskedThrowable
                    ? copy(record, masked, logger, source, thrown)
                    : record;
        }

        private @Nullable String maskNullable(@Nullable String text) {
            return text == null ? null : mask(text);
        }

        private String mask(String text) {
            String masked = redactor.redact(text, name);
            dirty |= !masked.equals(text);
            return masked;
        }
    }

    /** Where a record says that it comes from, as whoever logs may say. */
    private record Source(@Nullable String type, @Nullable String method) {}

    private static LogRecord copy(
            LogRecord record, String message, @Nullable String logger, Source source, @Nullable Throwable thrown) {
        // A message without parameters is not formatted again.
        var copy = new LogRecord(record.getLevel(), message);
        copy.setLoggerName(logger);
        copy.setInstant(record.getInstant());
        copy.setSequenceNumber(record.getSequenceNumber());
        copy.setLongThreadID(record.getLongThreadID());
        copy.setSourceClassName(source.type());
        copy.setSourceMethodName(source.method());
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
