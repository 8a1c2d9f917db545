/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A throwable with its causes and suppressed ones, the messages masked. */
final class MaskedThrowable implements IThrowableProxy {
    private final IThrowableProxy original;
    private final @Nullable String message;
    private final @Nullable String overriding;
    private final @Nullable IThrowableProxy cause;
    private final IThrowableProxy[] suppressed;

    private MaskedThrowable(IThrowableProxy original, Masking masking) {
        this.original = original;
        this.message = masking.maskNullable(original.getMessage());
        this.overriding = masking.maskNullable(original.getOverridingMessage());
        this.cause = original.getCause() == null ? null : of(original.getCause(), masking);
        IThrowableProxy[] others = original.getSuppressed();
        this.suppressed = others == null
                ? new IThrowableProxy[0]
                : Arrays.stream(others).map(one -> of(one, masking)).toArray(IThrowableProxy[]::new);
    }

    static IThrowableProxy of(IThrowableProxy original, Masking masking) {
        return new MaskedThrowable(original, masking);
    }

    @Override
    public @Nullable String getMessage() {
        return message;
    }

    @Override
    public @Nullable String getOverridingMessage() {
        return overriding;
    }

    @Override
    public String getClassName() {
        return original.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
        return original.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
        return original.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
        return cause;
    }

    @Override
    public IThrowableProxy[] getSuppressed() {
        return suppressed.clone();
    }

    @Override
    public boolean isCyclic() {
        return original.isCyclic();
    }
}
