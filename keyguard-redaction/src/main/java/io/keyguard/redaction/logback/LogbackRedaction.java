/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
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
 * <p>A filter stands before every appender, every encoder is wrapped, those of appenders that a {@code SiftingAppender} makes later as well, and status messages are masked; again after each
 * time that the configuration was read anew, and when the first event is on its way to an appender that code has added to a logger. One that is put inside another appender later is behind the filter, and covered whole by another call. Thread-safe.
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

    private LogbackRedaction() {}

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
        List<Appender<ILoggingEvent>> attached = Appenders.attached(context);
        attached.forEach(appender -> Appenders.cover(appender, context));
        // Of none, nobody knows who will come.
        boolean last = attached.isEmpty() || !Appenders.areMaskedLater(attached.iterator());
        filters(context).forEach(filter -> filter.setBehind(attached, last));
    }

    private static List<RedactingTurboFilter> filters(LoggerContext context) {
        return context.getTurboFilterList().stream()
                .filter(RedactingTurboFilter.class::isInstance)
                .map(RedactingTurboFilter.class::cast)
                .toList();
    }

    private static void addFilter(LoggerContext context) {
        List<TurboFilter> filters = context.getTurboFilterList();
        if (!isFiltered(context)) {
            var filter = new RedactingTurboFilter();
            filter.setContext(context);
            filter.start();
            // A filter before it that accepts an event would end the vote.
            filters.add(0, filter);
        }
    }

    private static void coverStatus(LoggerContext context) {
        StatusManager statuses = context.getStatusManager();
        if (!(statuses instanceof RedactingStatusManager)) {
            context.setStatusManager(new RedactingStatusManager(statuses));
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
