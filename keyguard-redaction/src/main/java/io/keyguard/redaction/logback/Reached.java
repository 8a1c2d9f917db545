/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LoggerNameUtil;
import ch.qos.logback.core.Appender;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** What stands behind a filter, with what code has added to a logger since somebody looked. Thread-safe; nothing of it waits. */
final class Reached {
    /**
     * Which appenders have been looked at.
     *
     * @param last whether there is one whose bytes nobody masks; so it is until somebody has looked
     */
    private record State(List<Appender<ILoggingEvent>> known, boolean last) {
        /** With {@code more}, and without what is attached no longer. */
        private State with(
                List<Appender<ILoggingEvent>> more, boolean unmasked, List<Appender<ILoggingEvent>> attached) {
            boolean before = last && !known.isEmpty();
            Stream<Appender<ILoggingEvent>> kept = known.stream().filter(appender -> isIn(attached, appender));
            return new State(Stream.concat(kept, more.stream()).toList(), before || unmasked);
        }
    }

    /** Each logger with those above it, which stay the same for as long as there is a context. */
    private final Map<Logger, List<Logger>> above = new ConcurrentHashMap<>();

    private final AtomicReference<State> state = new AtomicReference<>(new State(List.of(), true));

    /** Says what is attached to any logger. */
    void know(List<Appender<ILoggingEvent>> appenders, boolean last) {
        state.set(new State(appenders, last));
    }

    /** Whether an event of {@code logger} may reach an appender whose bytes nobody masks; the encoders of those that nobody has looked at are wrapped before. */
    boolean isLast(Logger logger) {
        State now = state.get();
        List<Appender<ILoggingEvent>> more = unknown(logger, now.known);
        return more.isEmpty() ? now.last : cover(more, logger.getLoggerContext());
    }

    /** How many appenders are remembered. */
    int size() {
        return state.get().known.size();
    }

    private boolean cover(List<Appender<ILoggingEvent>> more, LoggerContext context) {
        try {
            more.forEach(appender -> Appenders.cover(appender, context));
            boolean unmasked = !Appenders.areMaskedLater(more.iterator());
            List<Appender<ILoggingEvent>> attached = Appenders.attached(context);
            return state.updateAndGet(before -> before.with(more, unmasked, attached)).last;
        } catch (RuntimeException e) {
            // Somebody else's appender: it is tried again, and until then all is masked before it.
            return true;
        }
    }

    private List<Appender<ILoggingEvent>> unknown(Logger logger, List<Appender<ILoggingEvent>> known) {
        List<Appender<ILoggingEvent>> unknown = List.of();
        List<Logger> all = above.computeIfAbsent(logger, Reached::withThoseAbove);
        for (int i = 0; i < all.size(); i++) {
            Iterator<Appender<ILoggingEvent>> appenders = all.get(i).iteratorForAppenders();
            while (appenders.hasNext()) {
                Appender<ILoggingEvent> appender = appenders.next();
                if (!isIn(known, appender)) {
                    unknown =
                            Stream.concat(unknown.stream(), Stream.of(appender)).toList();
                }
            }
        }
        return unknown;
    }

    @SuppressWarnings("ReferenceEquality") // the very appender
    private static boolean isIn(List<Appender<ILoggingEvent>> known, Appender<ILoggingEvent> appender) {
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i) == appender) {
                return true;
            }
        }
        return false;
    }

    private static List<Logger> withThoseAbove(Logger logger) {
        LoggerContext context = logger.getLoggerContext();
        String name = logger.getName();
        var all = new ArrayList<Logger>();
        all.add(logger);
        all.add(context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME));
        for (int end = LoggerNameUtil.getSeparatorIndexOf(name, 0);
                end >= 0;
                end = LoggerNameUtil.getSeparatorIndexOf(name, end + 1)) {
            Logger parent = context.exists(name.substring(0, end));
            if (parent != null) {
                all.add(parent);
            }
        }
        return List.copyOf(all);
    }
}
