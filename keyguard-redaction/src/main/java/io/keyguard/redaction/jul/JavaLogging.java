/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.jul;

import io.keyguard.redaction.Redactor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Covers {@code java.util.logging} as it is configured. The JDK's HTTP client logs there, and so does {@code System.Logger} where nothing else is set up. */
public final class JavaLogging {
    private JavaLogging() {}

    /**
     * Wraps the formatter of every handler that a logger has now, and handlers without a formatter whole. Call it again after the configuration was read anew; what
     * is covered stays as it is.
     *
     * @return how many handlers were not covered before
     */
    public static int protect() {
        return protect(Redactor.shared().forSink("java.util.logging"));
    }

    static int protect(Redactor redactor) {
        int covered = 0;
        for (Logger logger : loggers()) {
            for (Handler handler : logger.getHandlers()) {
                if (isCovered(handler)) {
                    continue;
                }
                covered++;
                if (handler.getFormatter() != null) {
                    handler.setFormatter(new RedactingFormatter(handler.getFormatter(), redactor));
                } else {
                    logger.removeHandler(handler);
                    logger.addHandler(new RedactingHandler(handler, redactor));
                }
            }
        }
        return covered;
    }

    /** Returns the handlers that are not covered, as logger and class; empty after {@link #protect}, until somebody adds another. */
    public static List<String> uncovered() {
        var uncovered = new ArrayList<String>();
        for (Logger logger : loggers()) {
            for (Handler handler : logger.getHandlers()) {
                if (!isCovered(handler)) {
                    uncovered.add(
                            "'" + logger.getName() + "' " + handler.getClass().getName());
                }
            }
        }
        return List.copyOf(uncovered);
    }

    private static boolean isCovered(Handler handler) {
        return handler instanceof RedactingHandler || handler.getFormatter() instanceof RedactingFormatter;
    }

    private static List<Logger> loggers() {
        LogManager manager = LogManager.getLogManager();
        var loggers = new ArrayList<Logger>();
        for (String name : Collections.list(manager.getLoggerNames())) {
            Logger logger = manager.getLogger(name);
            if (logger != null) {
                loggers.add(logger);
            }
        }
        return loggers;
    }
}
