/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.sift.AppenderTracker;
import ch.qos.logback.core.sift.SiftingAppenderBase;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;

/**
 * Wraps the encoders of appenders that another one makes while events come: lets it make the one for an event, and covers that before the event gets there. Asks the filters that were there
 * itself, so that none is made for what they deny.
 */
final class Sifted extends Filter<ILoggingEvent> {
    private final SiftingAppenderBase<ILoggingEvent> outer;
    private final LoggerContext logback;
    private final List<Filter<ILoggingEvent>> filters;

    private Sifted(
            SiftingAppenderBase<ILoggingEvent> outer, LoggerContext logback, List<Filter<ILoggingEvent>> filters) {
        this.outer = outer;
        this.logback = logback;
        this.filters = filters;
        setContext(logback);
    }

    /** Covers all that {@code outer} makes from now on. */
    static void cover(SiftingAppenderBase<ILoggingEvent> outer, LoggerContext logback) {
        // It is what an event holds on its way.
        synchronized (outer) {
            if (!isCovered(outer)) {
                var sifted = new Sifted(outer, logback, outer.getCopyOfAttachedFiltersList());
                sifted.start();
                outer.clearAllFilters();
                outer.addFilter(sifted);
            }
        }
    }

    static boolean isCovered(SiftingAppenderBase<ILoggingEvent> outer) {
        return outer.getCopyOfAttachedFiltersList().stream().anyMatch(Sifted.class::isInstance);
    }

    /** Those that {@code outer} has made so far. */
    static List<Appender<ILoggingEvent>> now(SiftingAppenderBase<ILoggingEvent> outer) {
        synchronized (outer) {
            AppenderTracker<ILoggingEvent> tracker = outer.getAppenderTracker();
            return tracker == null ? List.of() : List.copyOf(tracker.allComponents());
        }
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        FilterReply reply = FilterReply.NEUTRAL;
        for (Filter<ILoggingEvent> filter : filters) {
            reply = filter.decide(event);
            if (reply != FilterReply.NEUTRAL) {
                break;
            }
        }
        AppenderTracker<ILoggingEvent> tracker = outer.getAppenderTracker();
        if (reply != FilterReply.DENY && tracker != null) {
            String value = outer.getDiscriminator().getDiscriminatingValue(event);
            Appenders.cover(tracker.getOrCreate(value, event.getTimeStamp()), logback);
        }
        return reply;
    }
}
