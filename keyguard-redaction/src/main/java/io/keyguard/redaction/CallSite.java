/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.util.List;

/** Which line of the bot's code logged: looked for only where a secret was caught and somebody listens. */
final class CallSite {
    /** What lies between the line that logs and this: the JDK, loggers, and the redaction itself. */
    private static final List<String> BETWEEN = List.of(
            "java.",
            "javax.",
            "jdk.",
            "sun.",
            "com.sun.",
            "org.slf4j.",
            "ch.qos.logback.",
            "net.logstash.logback.",
            "org.apache.logging.",
            "org.apache.commons.logging.",
            "org.jboss.logging.",
            "io.keyguard.redaction.");

    private CallSite() {}

    /** Class, method, file and line of the first frame that is not of a logger, as stack traces write it; empty where another thread writes what was logged. */
    static String find() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame -> !isBetween(frame.getClassName()))
                        .findFirst()
                        .map(frame -> frame.toStackTraceElement().toString())
                        .orElse(""));
    }

    private static boolean isBetween(String type) {
        return BETWEEN.stream().anyMatch(type::startsWith);
    }
}
