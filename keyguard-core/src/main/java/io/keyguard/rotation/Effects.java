/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.function.Supplier;

/** Everything that a rotation does outside its memory passes here: a test numbers it, and ends the process before or after it. */
class Effects {
    /** Does what it is given. */
    static final Effects DIRECT = new Effects();

    /**
     * Does {@code effect}.
     *
     * @param what a name such as {@code venue create}
     */
    <T> T run(String what, Supplier<T> effect) {
        return effect.get();
    }
}
