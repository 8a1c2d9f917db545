/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.core.status.Status;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.MaskedThrowable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of Logback's own with masks in it: in its words, its origin, its throwable and what belongs to it. */
final class MaskedStatus implements Status {
    private final Status original;
    private final @Nullable String message;
    private final @Nullable Object origin;
    private final @Nullable Throwable thrown;
    private final String words;
    private final List<Status> children;

    private MaskedStatus(
            Status original,
            @Nullable String message,
            @Nullable Object origin,
            @Nullable Throwable thrown,
            String words,
            List<Status> children) {
        this.original = original;
        this.message = message;
        this.origin = origin;
        this.thrown = thrown;
        this.words = words;
        this.children = children;
    }

    /** Returns {@code status} itself if there is nothing to mask in it; if looking fails, one that says so. */
    static Status of(Status status) {
        Redactor redactor = Redactor.shared().forSink("logback status");
        try {
            return status instanceof MaskedStatus ? status : masked(status, redactor);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            redactor.countWithheld();
            return new MaskedStatus(status, Redactor.WITHHELD, null, null, Redactor.WITHHELD, List.of());
        }
    }

    private static Status masked(Status status, Redactor redactor) {
        String text = status.toString();
        String words = redactor.redact(text);
        String message = status.getMessage() == null ? null : redactor.redact(status.getMessage());
        Throwable thrown = MaskedThrowable.of(status.getThrowable(), redactor, "");
        boolean clean = words.equals(text)
                && (message == null || message.equals(status.getMessage()))
                && !(thrown instanceof MaskedThrowable);
        var children = new ArrayList<Status>();
        for (Iterator<Status> each = status.iterator(); each.hasNext(); ) {
            Status child = of(each.next());
            clean &= !(child instanceof MaskedStatus);
            children.add(child);
        }
        return clean
                ? status
                : new MaskedStatus(status, message, origin(status, redactor), thrown, words, List.copyOf(children));
    }

    private static @Nullable Object origin(Status status, Redactor redactor) {
        Object origin = status.getOrigin();
        String text = String.valueOf(origin);
        String masked = redactor.redact(text);
        return masked.equals(text) ? origin : masked;
    }

    @Override
    public int getLevel() {
        return original.getLevel();
    }

    @Override
    public int getEffectiveLevel() {
        return original.getEffectiveLevel();
    }

    @Override
    public @Nullable Object getOrigin() {
        return origin;
    }

    @Override
    public @Nullable String getMessage() {
        return message;
    }

    @Override
    public @Nullable Throwable getThrowable() {
        return thrown;
    }

    @Override
    public long getTimestamp() {
        return original.getTimestamp();
    }

    @Override
    public boolean hasChildren() {
        return !children.isEmpty();
    }

    /** As it was when it was said. */
    @Override
    public void add(Status child) {
        throw new UnsupportedOperationException("a status with masks in it takes no others");
    }

    @Override
    public boolean remove(Status child) {
        return false;
    }

    @Override
    public Iterator<Status> iterator() {
        return children.iterator();
    }

    @Override
    public String toString() {
        return words;
    }
}
