/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

/** Is told what happens to the keys in use. */
@FunctionalInterface
public interface KeyListener {
    /**
     * Is called after the fact, on keyguard's thread or, for the first snapshot, on the one that starts it; one event at a time, in order. An
     * exception is logged with the listener's class and keeps nothing from anybody.
     */
    void onEvent(KeyEvent event);
}
