/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import io.keyguard.redaction.Redactor;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;

/** An event that an appender was given, with masks in every text of it. */
final class MaskedEvent implements ILoggingEvent {
    private static final String WITHHELD = "[keyguard withheld an event that it could not redact]";

    private final ILoggingEvent original;
    private final String format;
    private final Object @Nullable [] params;
    private final String message;
    private final Names names;
    private final @Nullable List<Marker> markers;
    private final Map<String, String> mdc;
    private final @Nullable List<KeyValuePair> pairs;
    private final @Nullable IThrowableProxy throwable;

    private MaskedEvent(ILoggingEvent original, Masking masking) {
        this.original = original;
        Masking.Words words = masking.words(original.getMessage(), original.getArgumentArray());
        List<Marker> given = original.getMarkerList();
        this.markers =
                given == null ? null : given.stream().map(masking::maskMarker).toList();
        Map<String, String> map = original.getMDCPropertyMap();
        this.mdc = map == null ? Map.of() : masking.maskMap(map);
        List<KeyValuePair> values = original.getKeyValuePairs();
        this.pairs = values == null ? null : masking.maskPairs(values);
        this.throwable = masking.maskThrowable(original.getThrowableProxy());
        this.names =
                Names.of(masking, original.getThreadName(), original.getLoggerName(), original.getLoggerContextVO());
        this.message = words.message();
        this.format = masking.isDirty() || words.format() == null ? message : words.format();
        this.params = masking.isDirty() ? null : words.params();
    }

    private MaskedEvent(ILoggingEvent original) {
        this.original = original;
        this.message = WITHHELD;
        this.format = WITHHELD;
        this.params = null;
        this.names = Names.UNSAID;
        this.markers = null;
        this.mdc = Map.of();
        this.pairs = null;
        this.throwable = null;
    }

    /**
     * Returns {@code event} if there is nothing in it to mask, else a copy with masks; if looking fails, one that says so.
     *
     * @param last whether nobody looks at the bytes that become of it
     * @param clean what was found clean before by {@code redactor}
     */
    static ILoggingEvent of(ILoggingEvent event, Redactor redactor, boolean last, CleanEntries clean) {
        try {
            var masking = new Masking(redactor, String.valueOf(event.getLoggerName()), last, clean);
            var masked = new MaskedEvent(event, masking);
            return masking.isChanged() ? masked : event;
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // What went wrong may quote what went wrong: nothing of it is passed on.
            redactor.countWithheld();
            return new MaskedEvent(event);
        }
    }

    @Override
    public @Nullable String getThreadName() {
        return names.thread();
    }

    @Override
    public Level getLevel() {
        return original.getLevel();
    }

    @Override
    public String getMessage() {
        return format;
    }

    @Override
    public Object @Nullable [] getArgumentArray() {
        return params == null ? null : params.clone();
    }

    @Override
    public String getFormattedMessage() {
        return message;
    }

    @Override
    public String getLoggerName() {
        return names.logger();
    }

    @Override
    public @Nullable LoggerContextVO getLoggerContextVO() {
        return names.context();
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return throwable;
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return original.getCallerData();
    }

    @Override
    public boolean hasCallerData() {
        return original.hasCallerData();
    }

    @Override
    public @Nullable List<Marker> getMarkerList() {
        return markers;
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return mdc;
    }

    @Override
    @Deprecated
    public Map<String, String> getMdc() {
        return mdc;
    }

    @Override
    public long getTimeStamp() {
        return original.getTimeStamp();
    }

    @Override
    public int getNanoseconds() {
        return original.getNanoseconds();
    }

    @Override
    public Instant getInstant() {
        return original.getInstant();
    }

    @Override
    public long getSequenceNumber() {
        return original.getSequenceNumber();
    }

    @Override
    public @Nullable List<KeyValuePair> getKeyValuePairs() {
        return pairs;
    }

    @Override
    public void prepareForDeferredProcessing() {
        // All of it is text already.
    }

    @Override
    public String toString() {
        return "[" + getLevel() + "] " + message;
    }
}
