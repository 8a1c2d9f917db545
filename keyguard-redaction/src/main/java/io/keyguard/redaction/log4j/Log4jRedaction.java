/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.log4j;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.WeakHashMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.rewrite.RewriteAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.LoggerConfig;

/**
 * Covers everything that Log4j writes, in one line and without a change of {@code log4j2.xml}: each appender that a logger names is given events with masks in them, and
 * again after each time that the configuration was read anew. Asynchronous loggers and appenders included. A {@code Rewrite} of the configuration does not tell its policy:
 * one with a {@link RedactingPolicy} is taken for uncovered, and masked twice. Thread-safe.
 */
public final class Log4jRedaction {
    private static final String PREFIX = "keyguard-redacting-";

    /** The contexts that are followed already. */
    private static final Set<LoggerContext> FOLLOWED =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private Log4jRedaction() {}

    /**
     * Covers the logging of this process.
     *
     * @throws IllegalStateException if the Log4j API is bound to something else than Log4j
     */
    public static void protect() {
        protect(context());
    }

    private static LoggerContext context() {
        if (LogManager.getContext(false) instanceof LoggerContext context) {
            return context;
        }
        throw new IllegalStateException("the Log4j API is bound to "
                + LogManager.getContext(false).getClass().getName() + ", not to Log4j");
    }

    /** Covers the logging of {@code context}. */
    public static void protect(LoggerContext context) {
        cover(context);
        if (FOLLOWED.add(context)) {
            context.addPropertyChangeListener(event -> {
                if (LoggerContext.PROPERTY_CONFIG.equals(event.getPropertyName())) {
                    cover(context);
                }
            });
        }
    }

    private static synchronized void cover(LoggerContext context) {
        Configuration configuration = context.getConfiguration();
        for (LoggerConfig logger : loggers(configuration)) {
            for (AppenderRef ref : List.copyOf(logger.getAppenderRefs())) {
                Appender appender = logger.getAppenders().get(ref.getRef());
                if (appender != null && !masks(appender)) {
                    // First the one, then the other goes: an event in between is written twice rather than lost.
                    logger.addAppender(around(appender, configuration), ref.getLevel(), ref.getFilter());
                    logger.removeAppender(ref.getRef());
                }
            }
        }
    }

    /** The loggers that are configured, the root among them. */
    private static Collection<LoggerConfig> loggers(Configuration configuration) {
        var all = new ArrayList<>(configuration.getLoggers().values());
        if (!all.contains(configuration.getRootLogger())) {
            all.add(configuration.getRootLogger());
        }
        return all;
    }

    private static boolean masks(Appender appender) {
        return appender.getName().startsWith(PREFIX) || appender.getLayout() instanceof RedactingLayout;
    }

    private static Appender around(Appender appender, Configuration configuration) {
        String name = PREFIX + appender.getName();
        Appender known = configuration.getAppender(name);
        if (known != null) {
            return known;
        }
        RewriteAppender made = RewriteAppender.createAppender(
                name,
                Boolean.toString(appender.ignoreExceptions()),
                new AppenderRef[] {AppenderRef.createAppenderRef(appender.getName(), null, null)},
                configuration,
                RedactingPolicy.create(),
                null);
        made.start();
        configuration.addAppender(made);
        return made;
    }

    /** Returns the names of appenders that a logger of this process gives events without masks, and that have no layout that masks. */
    public static Set<String> uncovered() {
        return uncovered(context());
    }

    /** Returns the names of appenders that a logger of {@code context} gives events without masks, and that have no layout that masks. */
    public static Set<String> uncovered(LoggerContext context) {
        var names = new TreeSet<String>();
        for (LoggerConfig logger : loggers(context.getConfiguration())) {
            for (Map.Entry<String, Appender> appender : logger.getAppenders().entrySet()) {
                if (!masks(appender.getValue())) {
                    names.add(appender.getKey());
                }
            }
        }
        return names;
    }
}
