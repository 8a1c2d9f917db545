/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.logging.FileHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** {@code java.util.logging}, into a file. */
final class JulWire extends Wire {
    private static final Set<Placement> PLACEMENTS = EnumSet.of(
            Placement.MESSAGE,
            Placement.ARGUMENT,
            Placement.OBJECT,
            Placement.SPLIT,
            Placement.EXCEPTION,
            Placement.CAUSE,
            Placement.SUPPRESSED,
            Placement.LOGGER);

    private final Handler file;
    private final Handler handler;

    private JulWire(String name, Path path, Handler file, Handler handler) {
        super(name, path);
        this.file = file;
        this.handler = handler;
    }

    /** With {@code formatter} around the one that writes, and {@code handler} around the file's. */
    static Wire of(String name, Path path, UnaryOperator<Formatter> formatter, UnaryOperator<Handler> handler) {
        try {
            var file = new FileHandler(path.toString());
            file.setEncoding("UTF-8");
            file.setFormatter(formatter.apply(new All()));
            return new JulWire(name, path, file, handler.apply(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes all that a record carries. */
    private static final class All extends Formatter {
        @Override
        public String format(LogRecord record) {
            var text = new StringWriter();
            var out = new PrintWriter(text);
            out.println(record.getLoggerName() + " " + record.getLevel() + ": " + formatMessage(record));
            if (record.getThrown() != null) {
                record.getThrown().printStackTrace(out);
            }
            out.flush();
            return text.toString();
        }
    }

    @Override
    Set<Placement> placements() {
        return PLACEMENTS;
    }

    @Override
    void log(Placement place, String text, Random cuts) {
        LogRecord record = switch (place) {
            case MESSAGE -> record(text);
            case ARGUMENT -> record("order {0} of {1}", 17, text);
            case OBJECT -> record("sent {0}", Map.of("headers", List.of(text)));
            case SPLIT -> record("{0}{1} is sent", half(text, 0), half(text, 1));
            case EXCEPTION, CAUSE, SUPPRESSED -> record("failed");
            case LOGGER -> record("named");
            default -> throw new IllegalArgumentException(place.toString());
        };
        record.setLoggerName(place == Placement.LOGGER ? text : "bot");
        if (EnumSet.range(Placement.EXCEPTION, Placement.SUPPRESSED).contains(place)) {
            record.setThrown(place.exception(text));
        }
        handler.publish(record);
        handler.flush();
    }

    private static LogRecord record(String message, Object... parameters) {
        var record = new LogRecord(Level.INFO, message);
        record.setParameters(parameters.length == 0 ? null : parameters);
        return record;
    }

    @Override
    public void close() {
        file.close();
    }
}
