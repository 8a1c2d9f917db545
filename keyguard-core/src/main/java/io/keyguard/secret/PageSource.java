/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Where locked pages come from. */
interface PageSource {
    /** Returns {@code bytes} of zeroed memory that is locked, or null if there are none. */
    @Nullable
    ByteBuffer map(int bytes);

    /** Whether what was mapped is kept out of core files. */
    boolean excludesFromDumps();

    /** What is in force, or why nothing is, and what to do. */
    String words();
}
