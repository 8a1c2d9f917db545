/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.sift.SiftingAppenderBase;
import ch.qos.logback.core.spi.AppenderAttachable;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The appenders of a context, those inside others included. */
final class Appenders {
    private Appenders() {}

    /** Every appender of {@code context}, and whether each way to it leads through one that masks. */
    static Map<Appender<ILoggingEvent>, Boolean> of(LoggerContext context) {
        Map<Appender<ILoggingEvent>, Boolean> found = new LinkedHashMap<>();
        for (Logger logger : context.getLoggerList()) {
            add(found, logger.iteratorForAppenders(), false);
        }
        return found;
    }

    private static void add(
            Map<Appender<ILoggingEvent>, Boolean> found, Iterator<Appender<ILoggingEvent>> appenders, boolean masked) {
        while (appenders.hasNext()) {
            Appender<ILoggingEvent> appender = appenders.next();
            Boolean before = found.get(appender);
            boolean now = masked && (before == null || before);
            found.put(appender, now);
            Iterator<Appender<ILoggingEvent>> inside = inside(appender);
            if (inside != null && (before == null || before != now)) {
                add(found, inside, now || appender instanceof RedactingAppender);
            }
        }
    }

    /** Those that {@code appender} hands events on to; null if it writes them itself. */
    @SuppressWarnings("unchecked") // an appender of events has appenders of events inside
    private static @Nullable Iterator<Appender<ILoggingEvent>> inside(Appender<ILoggingEvent> appender) {
        if (appender instanceof SiftingAppenderBase<ILoggingEvent> sifting) {
            return Sifted.now(sifting).iterator();
        }
        return appender instanceof AppenderAttachable<?> outer
                ? ((AppenderAttachable<ILoggingEvent>) outer).iteratorForAppenders()
                : null;
    }

    /** Wraps the encoders of {@code appender} and of all that are inside it or will be. */
    static void cover(Appender<ILoggingEvent> appender, LoggerContext context) {
        cover(appender, context, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static void cover(
            Appender<ILoggingEvent> appender, LoggerContext context, Set<Appender<ILoggingEvent>> seen) {
        if (!seen.add(appender)) {
            return;
        }
        if (appender instanceof SiftingAppenderBase<ILoggingEvent> sifting) {
            Sifted.cover(sifting, context);
        }
        Encoders.wrap(appender, context);
        Iterator<Appender<ILoggingEvent>> inside = inside(appender);
        while (inside != null && inside.hasNext()) {
            cover(inside.next(), context, seen);
        }
    }

    /** Whether the bytes that become of what {@code appenders} are given are masked, all of them. */
    static boolean areMaskedLater(Iterator<Appender<ILoggingEvent>> appenders) {
        while (appenders.hasNext()) {
            if (!isMaskedLater(appenders.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMaskedLater(Appender<ILoggingEvent> appender) {
        if (appender instanceof SiftingAppenderBase<ILoggingEvent> sifting && !Sifted.isCovered(sifting)) {
            return false;
        }
        Iterator<Appender<ILoggingEvent>> inside = inside(appender);
        return inside == null
                ? Encoders.of(appender) instanceof RedactingEncoder
                : appender instanceof RedactingAppender || areMaskedLater(inside);
    }

    /** Those that loggers of {@code context} name. */
    static List<Appender<ILoggingEvent>> attached(LoggerContext context) {
        var attached = new java.util.ArrayList<Appender<ILoggingEvent>>();
        for (Logger logger : context.getLoggerList()) {
            logger.iteratorForAppenders().forEachRemaining(attached::add);
        }
        return attached;
    }
}
