/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What was worked out of names of parameters, which are few and come again with every request. It remembers a thousand of them at most, so that nobody's names fill it up. Thread-safe.
 *
 * @param <T> what is worked out; immutable
 */
public final class NameMemo<T> {
    private static final int MOST = 1_024;
    private static final int LONGEST = 32;

    private final Map<String, T> known = new ConcurrentHashMap<>();
    private final Function<String, T> works;

    /** Makes one that asks {@code works}, which gives the same for the same name. */
    public NameMemo(Function<String, T> works) {
        this.works = works;
    }

    /** Returns what is worked out of {@code name}. */
    public T of(String name) {
        T before = known.get(name);
        if (before != null) {
            return before;
        }
        T made = works.apply(name);
        if (name.length() <= LONGEST && known.size() < MOST) {
            known.put(name, made);
        }
        return made;
    }
}
