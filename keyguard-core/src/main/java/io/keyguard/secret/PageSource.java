/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where pages for secrets come from. */
interface PageSource {
    /**
     * Zeroed memory.
     *
     * @param locked whether it is kept out of the swap file
     */
    record Region(ByteBuffer memory, boolean locked) {}

    /** Returns {@code bytes} of memory, or null if there are none. */
    @Nullable
    Region map(int bytes);

    /** Whether what was mapped is kept out of core files. */
    boolean excludesFromDumps();

    /** What is in force, or why nothing is, and what to do. */
    String words();
}
