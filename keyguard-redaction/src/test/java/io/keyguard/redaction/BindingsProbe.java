/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.redaction.jul.JavaLogging;
import io.keyguard.redaction.system.StandardStreams;
import java.util.logging.Logger;

/** A bot without Logback and Log4j. */
final class BindingsProbe {
    private BindingsProbe() {}

    public static void main(String[] args) {
        LiveSecrets.shared().learn(Canary.key());
        System.out.println("engine " + Redactor.shared().redact(Canary.SECRET));
        StandardStreams.protect();
        System.out.println("stream " + Canary.SECRET);
        JavaLogging.protect();
        Logger.getLogger("bot").info("logging " + Canary.SECRET);
        for (String library :
                new String[] {"ch.qos.logback.classic.Logger", "org.apache.logging.log4j.core.LogEvent"}) {
            try {
                Class.forName(library);
                System.out.println("there is " + library);
            } catch (ClassNotFoundException e) {
                System.out.println("no " + (library.contains("logback") ? "logback" : "log4j"));
            }
        }
    }
}
