/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.ConfigurationEvent.EventType;
import ch.qos.logback.core.status.StatusManager;
import io.keyguard.redaction.logback.LogbackCoverage.Cover;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Covers everything that Logback writes, in one line and without a change of {@code logback.xml}; {@link RedactingTurboFilter} in it does the same
 * for as long as it stands there.
 *
 * <p>A filter stands before every appender, every encoder is wrapped, those of appenders that a {@code SiftingAppender} makes later as well, and status messages are masked; the filter is back as soon as a context was reset, all else again after each
 * time that the configuration was read anew, and when the first event is on its way to an appender that code has added to a logger. One that is put inside another appender later is behind the filter, and covered whole by another call.
 *
 * <p>Where a framework stops a context and sets it up by code, as Spring Boot does where there is no file, the filter is back with the first word that Logback says of that: every appender of a file or the console says
 * one as it starts. Where none does, another call is needed behind it; {@link #coverage()} tells. Thread-safe.
 */
public final class LogbackRedaction {
    private static final Set<EventType> CONFIGURED = EnumSet.of(
            EventType.CONFIGURATION_ENDED_SUCCESSFULLY,
            EventType.CONFIGURATION_ENDED_WITH_XML_PARSING_ERRORS,
            EventType.PARTIAL_CONFIGURATION_ENDED_SUCCESSFULLY);

    /** The contexts that are followed already, and whether they are covered whatever their configuration says. */
    private static final Map<LoggerContext, Boolean> FOLLOWED = Collections.synchronizedMap(new WeakHashMap<>());

    private static final Set<LoggerContext> LISTENING =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** The filter that no configuration asked for. */
    private static final String OURS = "keyguard";

    private LogbackRedaction() {}

    /** Puts the filter back where a reset has taken it away: right behind that, before anything is attached again, and whether or not a configuration follows. */
    private static final class Return implements LoggerContextListener {
        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext context) {
            restore(context);
        }

        @Override
        public void onStart(LoggerContext context) {}

        @Override
        public void onStop(LoggerContext context) {}

        @Override
        public void onLevelChange(Logger logger, Level level) {}
    }

    /**
     * Covers the logging of this process.
     *
     * @throws IllegalStateException if SLF4J is bound to something else than Logback
     */
    public static void protect() {
        protect(context());
    }

    private static LoggerContext context() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            return context;
        }
        throw new IllegalStateException(
                "SLF4J is bound to " + factory.getClass().getName() + ", not to Logback");
    }

    /** Covers the logging of {@code context}. */
    public static void protect(LoggerContext context) {
        follow(context, true);
        cover(context);
    }

    /** Puts back the filter that a reset took away. Listeners cannot be added here: Logback may be going through them. */
    private static void restore(LoggerContext context) {
        if (Boolean.TRUE.equals(FOLLOWED.get(context))) {
            addFilter(context);
        }
    }

    /** Covers {@code context} each time that it was configured: with the filter, or {@code always}. */
    static void follow(LoggerContext context, boolean always) {
        coverStatus(context);
        boolean unused = FOLLOWED.merge(context, always, Boolean::logicalOr);
        if (LISTENING.add(context)) {
            context.addConfigurationEventListener(event -> {
                boolean asked = Boolean.TRUE.equals(FOLLOWED.get(context)) || isFiltered(context);
                if (CONFIGURED.contains(event.getEventType()) && asked) {
                    cover(context);
                }
            });
        }
    }

    private static boolean isFiltered(LoggerContext context) {
        return !filters(context).isEmpty();
    }

    private static void cover(LoggerContext context) {
        coverStatus(context);
        addFilter(context);
        removeDoubleFilter(context.getTurboFilterList());
        returnAfterResets(context);
        List<Appender<ILoggingEvent>> attached = Appenders.attached(context);
        attached.forEach(appender -> Appenders.cover(appender, context));
        // Of none, nobody knows who will come.
        boolean last = attached.isEmpty() || !Appenders.areMaskedLater(attached.iterator());
        filters(context).forEach(filter -> filter.setBehind(attached, last));
    }

    /** Takes ours out where that of a configuration stands right behind it; with another between, which may accept what it would deny, both stay. */
    private static void removeDoubleFilter(List<TurboFilter> filters) {
        for (int i = 0; i + 1 < filters.size(); i++) {
            if (OURS.equals(filters.get(i).getName()) && filters.get(i + 1) instanceof RedactingTurboFilter) {
                filters.remove(i);
                return;
            }
        }
    }

    /** Logback drops its listeners when it stops a context. */
    private static void returnAfterResets(LoggerContext context) {
        boolean follows = context.getCopyOfListenerList().stream().anyMatch(Return.class::isInstance);
        if (!follows && Boolean.TRUE.equals(FOLLOWED.get(context))) {
            context.addListener(new Return());
        }
    }

    private static List<RedactingTurboFilter> filters(LoggerContext context) {
        return context.getTurboFilterList().stream()
                .filter(RedactingTurboFilter.class::isInstance)
                .map(RedactingTurboFilter.class::cast)
                .toList();
    }

    private static synchronized void addFilter(LoggerContext context) {
        List<TurboFilter> filters = context.getTurboFilterList();
        if (!isFiltered(context)) {
            var filter = new RedactingTurboFilter();
            filter.setContext(context);
            filter.setName(OURS);
            filter.start();
            // A filter before it that accepts an event would end the vote.
            filters.add(0, filter);
        }
    }

    private static void coverStatus(LoggerContext context) {
        StatusManager statuses = context.getStatusManager();
        if (!(statuses instanceof RedactingStatusManager)) {
            // The one thing that a context keeps when it is stopped and set up by code, which says a word of each
            // appender.
            context.setStatusManager(new RedactingStatusManager(statuses, () -> restore(context)));
        }
    }

    /** Returns how what the appenders of this process write is masked. */
    public static List<LogbackCoverage> coverage() {
        return coverage(context());
    }

    /** Returns how what the appenders of {@code context} write is masked. */
    public static List<LogbackCoverage> coverage(LoggerContext context) {
        boolean filtered = filters(context).stream().anyMatch(TurboFilter::isStarted);
        var coverage = new ArrayList<LogbackCoverage>();
        Appenders.of(context).forEach((appender, masked) -> {
            String type = appender.getClass().getName();
            coverage.add(new LogbackCoverage(
                    appender.getName() == null ? type : appender.getName(), type, cover(appender, filtered || masked)));
        });
        return coverage;
    }

    private static Cover cover(Appender<ILoggingEvent> appender, boolean masked) {
        if (Encoders.of(appender) instanceof RedactingEncoder) {
            return Cover.BYTES;
        }
        return masked || appender instanceof RedactingAppender ? Cover.EVENTS : Cover.NONE;
    }
}
