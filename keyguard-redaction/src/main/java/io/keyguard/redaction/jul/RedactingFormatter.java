/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.jul;

import static java.util.Objects.requireNonNull;

import io.keyguard.redaction.Redactor;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Masks what another formatter writes: message, parameters, throwables, logger names, whatever it shows.
 *
 * <p>In {@code logging.properties}, around a {@link SimpleFormatter}:
 *
 * <pre>{@code
 * java.util.logging.ConsoleHandler.formatter = io.keyguard.redaction.jul.RedactingFormatter
 * }</pre>
 *
 * <p>or around whatever is configured, in one line of code: {@link JavaLogging#protect()}. A record that cannot be looked at is withheld. Thread-safe where
 * the other formatter is.
 */
public final class RedactingFormatter extends Formatter {
    private final Formatter formatter;
    private final Redactor redactor;

    /** Makes one around a {@link SimpleFormatter}, over the secrets of this process. */
    public RedactingFormatter() {
        this(new SimpleFormatter());
    }

    /** Makes one around {@code formatter}, over the secrets of this process. */
    public RedactingFormatter(Formatter formatter) {
        this(formatter, Redactor.shared().forSink("java.util.logging"));
    }

    RedactingFormatter(Formatter formatter, Redactor redactor) {
        this.formatter = requireNonNull(formatter, "formatter");
        this.redactor = redactor;
    }

    @Override
    public String format(LogRecord record) {
        try {
            String logger = record.getLoggerName();
            return redactor.redact(formatter.format(record), logger == null ? "" : logger);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // What went wrong may quote what went wrong: nothing of it is passed on.
            redactor.countWithheld();
            return Redactor.WITHHELD + System.lineSeparator();
        }
    }

    @Override
    public String getHead(@Nullable Handler handler) {
        return redactor.redact(formatter.getHead(handler));
    }

    @Override
    public String getTail(@Nullable Handler handler) {
        return redactor.redact(formatter.getTail(handler));
    }
}
