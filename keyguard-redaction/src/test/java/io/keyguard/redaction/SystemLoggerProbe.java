/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import io.keyguard.redaction.jul.JavaLogging;
import java.lang.System.Logger.Level;
import java.util.ResourceBundle;
import java.util.logging.LogManager;

/** A bot that logs through {@code System.Logger} in every way that it has. */
final class SystemLoggerProbe {
    private SystemLoggerProbe() {}

    public static void main(String[] args) {
        LiveSecrets.shared().learn(Canary.key());
        if (args[0].equals("jul")) {
            JavaLogging.protect();
        }
        System.Logger log = System.getLogger("bot." + Canary.API_KEY);
        log.log(Level.INFO, "message " + Canary.SECRET);
        log.log(Level.INFO, "parameter {0} of {1}", Canary.SECRET, 2);
        log.log(Level.WARNING, () -> "supplier " + Canary.SECRET);
        log.log(Level.ERROR, "thrown", new IllegalStateException("outer", new IllegalArgumentException(Canary.SECRET)));
        log.log(Level.INFO, (ResourceBundle) null, "bundle {0}", Canary.PASSPHRASE);
        System.out.println(log.getClass().getName() + " " + (LogManager.getLogManager() != null));
    }
}
