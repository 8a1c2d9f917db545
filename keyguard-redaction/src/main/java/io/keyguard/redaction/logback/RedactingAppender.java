/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import ch.qos.logback.core.spi.AppenderAttachableImpl;
import io.keyguard.redaction.Redactor;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Hands events on to other appenders with masks in them: for those that have no encoder, such as ones that send events elsewhere.
 *
 * <pre>{@code
 * <appender name="SAFE" class="io.keyguard.redaction.logback.RedactingAppender">
 *   <appender-ref ref="SYSLOG"/>
 * </appender>
 * }</pre>
 *
 * <p>Masked are message, arguments, MDC, key-value pairs, markers, throwables, logger and thread name. Where something was masked, the copy has its message
 * ready and no arguments. It may stand inside an {@code AsyncAppender} or around one. Thread-safe.
 */
public final class RedactingAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {
    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final Redactor redactor;

    /** Makes an appender over the secrets of this process. */
    public RedactingAppender() {
        this(Redactor.shared().forSink("logback"));
    }

    RedactingAppender(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    public void start() {
        if (!appenders.iteratorForAppenders().hasNext()) {
            addError("RedactingAppender needs an <appender-ref> inside; without one nothing is logged");
            return;
        }
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        appenders.appendLoopOnAppenders(MaskedEvent.of(event, redactor));
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
    }

    @Override
    public Iterator<Appender<ILoggingEvent>> iteratorForAppenders() {
        return appenders.iteratorForAppenders();
    }

    @Override
    public @Nullable Appender<ILoggingEvent> getAppender(String name) {
        return appenders.getAppender(name);
    }

    @Override
    public boolean isAttached(Appender<ILoggingEvent> appender) {
        return appenders.isAttached(appender);
    }

    @Override
    public void detachAndStopAllAppenders() {
        appenders.detachAndStopAllAppenders();
    }

    @Override
    public boolean detachAppender(Appender<ILoggingEvent> appender) {
        return appenders.detachAppender(appender);
    }

    @Override
    public boolean detachAppender(String name) {
        return appenders.detachAppender(name);
    }
}
