/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import io.keyguard.redaction.Redactor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks like another throwable, with its frames, causes and suppressed ones, but for the masks in its words. */
public final class MaskedThrowable extends Throwable {
    private static final long serialVersionUID = 1L;

    /** Whether throwables of a class write their trace in a way of their own, which nobody has looked at. */
    private static final ClassValue<Boolean> PRINTS_ITSELF = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return Stream.of(type.getMethods())
                    .anyMatch(method -> method.getName().equals("printStackTrace")
                            && method.getDeclaringClass() != Throwable.class);
        }
    };

    private final String words;

    private MaskedThrowable(String words, @Nullable String message) {
        super(message);
        this.words = words;
    }

    /** Returns {@code thrown} itself if there is nothing to mask in all of it, and nothing of it writes its trace in a way of its own. */
    public static @Nullable Throwable of(@Nullable Throwable thrown, Redactor redactor, String logger) {
        UnaryOperator<String> mask = text -> redactor.redact(text, logger);
        return thrown == null || isClean(thrown, mask, Collections.newSetFromMap(new IdentityHashMap<>()))
                ? thrown
                : copy(thrown, mask, new IdentityHashMap<>());
    }

    private static boolean isClean(Throwable thrown, UnaryOperator<String> mask, java.util.Set<Throwable> seen) {
        if (!seen.add(thrown)) {
            return true;
        }
        boolean clean = !PRINTS_ITSELF.get(thrown.getClass())
                && isClean(thrown.toString(), mask)
                && (thrown.getMessage() == null || isClean(thrown.getMessage(), mask));
        for (Throwable suppressed : thrown.getSuppressed()) {
            clean &= isClean(suppressed, mask, seen);
        }
        return clean && (thrown.getCause() == null || isClean(thrown.getCause(), mask, seen));
    }

    private static boolean isClean(String text, UnaryOperator<String> mask) {
        return mask.apply(text).equals(text);
    }

    private static Throwable copy(
            Throwable thrown, UnaryOperator<String> mask, IdentityHashMap<Throwable, Throwable> seen) {
        Throwable known = seen.get(thrown);
        if (known != null) {
            return known;
        }
        String message = thrown.getMessage();
        var copy = new MaskedThrowable(mask.apply(thrown.toString()), message == null ? null : mask.apply(message));
        seen.put(thrown, copy);
        copy.setStackTrace(thrown.getStackTrace());
        for (Throwable suppressed : thrown.getSuppressed()) {
            copy.addSuppressed(copy(suppressed, mask, seen));
        }
        if (thrown.getCause() != null) {
            copy.initCause(copy(thrown.getCause(), mask, seen));
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
