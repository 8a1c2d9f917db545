/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.spi.FilterReply;
import io.keyguard.redaction.Redactor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.LoggingEvent;
import org.slf4j.spi.MDCAdapter;

/**
 * Keeps secrets out of every appender, wired by one line.
 *
 * <pre>{@code
 * <turboFilter class="io.keyguard.redaction.logback.RedactingTurboFilter"/>
 * }</pre>
 *
 * <p>That line also wraps every encoder, as {@link LogbackRedaction} does. Logback's filters only vote. An event with a secret in its message, arguments, MDC, key-value pairs, markers or throwables is denied and a
 * masked copy is sent on, if the filters behind this one and the level let it pass; others pass untouched. If looking fails, the event is withheld
 * and a line that says so is logged in its place. Put it first: a filter before it that accepts an event ends the vote. Thread-safe.
 */
public final class RedactingTurboFilter extends TurboFilter {
    private final Redactor redactor;
    private final CleanEntries clean = new CleanEntries();
    private final Reached reached = new Reached();

    /** Makes a filter over the secrets of this process. */
    public RedactingTurboFilter() {
        this(Redactor.shared().forSink("logback"));
    }

    RedactingTurboFilter(Redactor redactor) {
        this.redactor = redactor;
    }

    /** Covers encoders as well, once the configuration is read whole, and all of it again when it is read anew. */
    @Override
    public void start() {
        super.start();
        if (getContext() instanceof LoggerContext context) {
            LogbackRedaction.follow(context, false);
        }
    }

    /** Says which appenders there are, and whether there is one whose bytes nobody masks: then names count, and objects that show nothing but their text go on as text. */
    void setBehind(List<Appender<ILoggingEvent>> appenders, boolean last) {
        reached.know(appenders, last);
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable throwable) {
        List<Marker> markers = marker == null ? List.of() : List.of(marker);
        return vote(Draft.of(logger, level, markers, format, params, throwable, mdc(logger), List.of()));
    }

    @Override
    public FilterReply decide(Logger logger, LoggingEvent event) {
        List<Marker> markers = event.getMarkers();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        return vote(Draft.of(
                logger,
                Level.convertAnSLF4JLevel(event.getLevel()),
                markers == null ? List.of() : markers,
                event.getMessage(),
                event.getArgumentArray(),
                event.getThrowable(),
                mdc(logger),
                pairs == null ? List.of() : pairs));
    }

    private FilterReply vote(Draft draft) {
        List<TurboFilter> behind = behind(draft.logger());
        if (!isStarted() || (behind.isEmpty() && !draft.isEnabled())) {
            return FilterReply.NEUTRAL;
        }
        Draft masked = masked(draft);
        if (masked == null || isQuestion(draft)) {
            return FilterReply.NEUTRAL;
        }
        if (passes(draft, behind)) {
            if (masked.isWithheld()) {
                redactor.countWithheld();
            }
            masked.send();
        }
        return FilterReply.DENY;
    }

    private @Nullable Draft masked(Draft draft) {
        try {
            return draft.masked(new Masking(redactor, draft.logger().getName(), reached.isLast(draft.logger()), clean));
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // An argument's toString, or ours: what went wrong may quote what went wrong, so nothing of it is passed
            // on.
            return draft.withheld();
        }
    }

    /** The filters that Logback would ask after this one. */
    private List<TurboFilter> behind(Logger logger) {
        List<TurboFilter> all = logger.getLoggerContext().getTurboFilterList();
        int size = all.size();
        return size <= 1 ? List.of() : List.copyOf(all.subList(all.indexOf(this) + 1, size));
    }

    /** Logback asks with the same arguments whether a level is enabled, and what to do with a null message: only the caller tells which. */
    private static boolean isQuestion(Draft draft) {
        return draft.format() == null
                && draft.params() == null
                && draft.throwable() == null
                && draft.pairs().isEmpty()
                && StackWalker.getInstance()
                        .walk(frames -> frames.filter(
                                        frame -> frame.getClassName().equals(Logger.class.getName()))
                                .limit(4)
                                .anyMatch(frame -> frame.getMethodName().startsWith("is")));
    }

    private static boolean passes(Draft draft, List<TurboFilter> behind) {
        for (TurboFilter filter : behind) {
            FilterReply reply = filter.decide(
                    draft.marker(), draft.logger(), draft.level(), draft.format(), draft.params(), draft.throwable());
            if (reply != FilterReply.NEUTRAL) {
                return reply == FilterReply.ACCEPT;
            }
        }
        return draft.isEnabled();
    }

    private static Map<String, String> mdc(Logger logger) {
        MDCAdapter adapter = logger.getLoggerContext().getMDCAdapter();
        // That of Logback is not changed once somebody has asked for it.
        Map<String, String> map = adapter instanceof LogbackMDCAdapter own
                ? own.getPropertyMap()
                : adapter == null ? null : adapter.getCopyOfContextMap();
        return map == null ? Map.of() : map;
    }
}
