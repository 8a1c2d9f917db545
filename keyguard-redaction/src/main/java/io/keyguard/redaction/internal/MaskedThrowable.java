/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import io.keyguard.redaction.Redactor;
import java.util.Collections;
import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** Looks like another throwable, with its frames, causes and suppressed ones, but for the masks in its words. */
public final class MaskedThrowable extends Throwable {
    private static final long serialVersionUID = 1L;

    private final String words;

    private MaskedThrowable(String words, @Nullable String message) {
        super(message);
        this.words = words;
    }

    /** Returns {@code thrown} itself if there is nothing to mask in all of it. */
    public static @Nullable Throwable of(@Nullable Throwable thrown, Redactor redactor) {
        return thrown == null || isClean(thrown, redactor, Collections.newSetFromMap(new IdentityHashMap<>()))
                ? thrown
                : copy(thrown, redactor, new IdentityHashMap<>());
    }

    private static boolean isClean(Throwable thrown, Redactor redactor, java.util.Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return true;
        }
        boolean clean = isClean(thrown.toString(), redactor)
                && (thrown.getMessage() == null || isClean(thrown.getMessage(), redactor));
        for (Throwable suppressed : thrown.getSuppressed()) {
            clean &= isClean(suppressed, redactor, seen);
        }
        return clean && (thrown.getCause() == null || isClean(thrown.getCause(), redactor, seen));
    }

    private static boolean isClean(String text, Redactor redactor) {
        return redactor.redact(text).equals(text);
    }

    private static Throwable copy(Throwable thrown, Redactor redactor, IdentityHashMap<Throwable, Throwable> seen) {
        Throwable known = seen.get(thrown);
        if (known != null) {
            return known;
        }
        String message = thrown.getMessage();
        var copy = new MaskedThrowable(
                redactor.redact(thrown.toString()), message == null ? null : redactor.redact(message));
        seen.put(thrown, copy);
        copy.setStackTrace(thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            copy.addSuppressed(copy(suppressed, redactor, seen));
        }
        if (thrown.getCause() != null) {
            copy.initCause(copy(thrown.getCause(), redactor, seen));
        }
        return copy;
    }

    /** The class that it stands for is in the words. */
    @Override
    @SuppressWarnings("OverrideThrowableToString")
    public String toString() {
        return words;
    }
}
