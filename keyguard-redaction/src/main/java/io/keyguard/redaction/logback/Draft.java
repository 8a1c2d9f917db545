/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.EventArgUtil;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
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
        @Nullable IThrowableProxy masked,
        @Nullable Names names) {
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
                ? new Draft(logger, level, markers, format, params, throwable, mdc, pairs, null, null)
                : new Draft(
                        logger, level, markers, format, EventArgUtil.trimmedCopy(params), last, mdc, pairs, null, null);
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
        return new Draft(logger, level, List.of(), WITHHELD, null, null, Map.of(), List.of(), null, Names.UNSAID);
    }

    boolean isWithheld() {
        return WITHHELD.equals(format);
    }

    /** Returns a copy in which all of it is masked: with a secret in it, its message is ready and its arguments are gone. Null if there is nothing to change. */
    @Nullable
    Draft masked(Masking masking) {
        Masking.Words words = masking.words(format, params);
        Map<String, String> map = masking.maskMap(mdc);
        List<KeyValuePair> values = masking.maskPairs(pairs);
        List<Marker> marks = markers.isEmpty()
                ? markers
                : markers.stream().map(masking::maskMarker).toList();
        IThrowableProxy proxy = masking.maskThrowable(throwableProxy());
        Names said = masking.namesCount()
                ? Names.of(
                        masking,
                        Thread.currentThread().getName(),
                        logger.getName(),
                        logger.getLoggerContext().getLoggerContextRemoteView())
                : null;
        if (!masking.isChanged()) {
            return null;
        }
        return masking.isDirty()
                ? new Draft(logger, level, marks, words.message(), null, null, map, values, proxy, said)
                : new Draft(logger, level, marks, words.format(), words.params(), null, map, values, proxy, said);
    }

    /** Sends the event on its way behind the filters. */
    void send() {
        var event = new MaskedCopy(logger, level, format, params, masked, names);
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

    private @Nullable IThrowableProxy throwableProxy() {
        return throwable == null ? null : new ThrowableProxy(throwable);
    }

    /** An event whose throwable and names are masked copies. */
    private static final class MaskedCopy extends LoggingEvent {
        private final @Nullable IThrowableProxy throwable;
        private final Names names;

        MaskedCopy(
                Logger logger,
                Level level,
                @Nullable String message,
                Object @Nullable [] params,
                @Nullable IThrowableProxy throwable,
                @Nullable Names names) {
            super(Logger.class.getName(), logger, level, message, null, params);
            this.throwable = throwable;
            this.names = names == null ? Names.UNSAID : names;
        }

        @Override
        public @Nullable IThrowableProxy getThrowableProxy() {
            return throwable;
        }

        @Override
        public @Nullable String getThreadName() {
            return names.thread();
        }

        @Override
        public String getLoggerName() {
            return names.logger();
        }

        @Override
        public @Nullable LoggerContextVO getLoggerContextVO() {
            return names.context();
        }
    }
}
