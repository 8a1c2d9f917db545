/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.EventArgUtil;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** All that will become of a logging call, before it becomes an event. */
@SuppressWarnings("ArrayRecordComponent") // never compared; the array is the caller's own
record Draft(
        Logger logger,
        Level level,
        List<Marker> markers,
        @Nullable String format,
        Object @Nullable [] params,
        @Nullable Throwable throwable,
        Map<String, String> mdc,
        List<KeyValuePair> pairs,
        @Nullable IThrowableProxy masked) {
    private static final String WITHHELD = "[keyguard withheld an event that it could not redact]";

    /** A draft as Logback makes an event of it: a throwable that is the last argument is no argument. */
    static Draft of(
            Logger logger,
            Level level,
            List<Marker> markers,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable throwable,
            Map<String, String> mdc,
            List<KeyValuePair> pairs) {
        Throwable last = throwable == null ? EventArgUtil.extractThrowable(params) : null;
        return last == null
                ? new Draft(logger, level, markers, format, params, throwable, mdc, pairs, null)
                : new Draft(logger, level, markers, format, EventArgUtil.trimmedCopy(params), last, mdc, pairs, null);
    }

    /** Whether the logger writes this level, filters apart. */
    boolean isEnabled() {
        return level.isGreaterOrEqual(logger.getEffectiveLevel());
    }

    /** What filters are asked with. */
    @Nullable
    Marker marker() {
        return markers.isEmpty() ? null : markers.get(0);
    }

    Draft withheld() {
        return new Draft(logger, level, List.of(), WITHHELD, null, null, Map.of(), List.of(), null);
    }

    boolean isWithheld() {
        return WITHHELD.equals(format);
    }

    /** Sends the event on its way behind the filters. */
    void send() {
        var event = new MaskedCopy(logger, level, format, params, masked);
        markers.forEach(event::addMarker);
        event.setKeyValuePairs(pairs.isEmpty() ? null : pairs);
        event.setMDCPropertyMap(mdc);
        event.setCallerData(caller());
        logger.callAppenders(event);
    }

    /** Logback looks for the caller above its own frames; ours lie between. */
    private StackTraceElement[] caller() {
        LoggerContext context = logger.getLoggerContext();
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(
                                frame -> isLogging(frame.getClassName(), context.getFrameworkPackages()))
                        .limit(context.getMaxCallerDataDepth())
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .toArray(StackTraceElement[]::new));
    }

    private static boolean isLogging(String type, List<String> more) {
        return type.equals(Draft.class.getName())
                || type.equals(RedactingTurboFilter.class.getName())
                || type.startsWith("ch.qos.logback.")
                || type.startsWith("org.slf4j.")
                || more.stream().anyMatch(type::startsWith);
    }

    @Nullable
    IThrowableProxy throwableProxy() {
        return throwable == null ? null : new ThrowableProxy(throwable);
    }

    /** An event whose throwable is a masked copy. */
    private static final class MaskedCopy extends LoggingEvent {
        private final @Nullable IThrowableProxy throwable;

        MaskedCopy(
                Logger logger,
                Level level,
                @Nullable String message,
                Object @Nullable [] params,
                @Nullable IThrowableProxy throwable) {
            super(Logger.class.getName(), logger, level, message, null, params);
            this.throwable = throwable;
        }

        @Override
        public @Nullable IThrowableProxy getThrowableProxy() {
            return throwable;
        }
    }
}
