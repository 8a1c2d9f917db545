/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

/** A listener that is told of changes until this is closed. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {
    /** Tells the listener no more, but for a call under way; its name is free again. */
    @Override
    void close();
}
