/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import java.awt.AWTError;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Path;

/** The browser of whoever sits at this machine, if anybody does. */
final class Browser {
    private Browser() {}

    /** Opens {@code page} where there is a desktop, and never in CI; returns whether it did. */
    static boolean open(Path page) {
        if (System.getenv("CI") != null || GraphicsEnvironment.isHeadless()) {
            return false;
        }
        try {
            Desktop.getDesktop().browse(page.toUri());
            return true;
        } catch (IOException | UnsupportedOperationException | LinkageError | AWTError e) {
            // No browser, or a Java without what a desktop needs: the path is shown all the same.
            return false;
        }
    }
}
