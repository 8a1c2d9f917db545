/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.LoggerContext;
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
 * <p>Masked are message, arguments, MDC, key-value pairs, markers, throwables, and the names of logger, thread and context. Arrays, collections, maps and records are looked into.
 * Where something was masked, the copy has its message ready and no arguments. Appenders inside that have an encoder get a {@link RedactingEncoder} around it; to others, objects and
 * markers that show nothing but their text are handed on as that text, since they may write more of them. It may stand inside an {@code AsyncAppender} or around one. Thread-safe.
 */
public final class RedactingAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
        implements AppenderAttachable<ILoggingEvent> {
    private final AppenderAttachableImpl<ILoggingEvent> appenders = new AppenderAttachableImpl<>();
    private final Redactor redactor;
    private final CleanEntries clean = new CleanEntries();
    /** Whether there is one inside whose bytes nobody masks. */
    private volatile boolean last = true;

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
        cover();
    }

    /** Those inside stop as well: one that is asynchronous has events that wait. */
    @Override
    public void stop() {
        super.stop();
        appenders.iteratorForAppenders().forEachRemaining(Appender::stop);
    }

    /** Wraps the encoders inside, and looks at what has none. */
    private void cover() {
        if (getContext() instanceof LoggerContext context) {
            appenders.iteratorForAppenders().forEachRemaining(appender -> Appenders.cover(appender, context));
        }
        last = !Appenders.areMaskedLater(appenders.iteratorForAppenders());
    }

    @Override
    protected void append(ILoggingEvent event) {
        appenders.appendLoopOnAppenders(MaskedEvent.of(event, redactor, last, clean));
    }

    @Override
    public void addAppender(Appender<ILoggingEvent> appender) {
        appenders.addAppender(appender);
        if (isStarted()) {
            cover();
        }
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
