/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.log4j;

import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.MaskedThrowable;
import io.keyguard.redaction.internal.Values;
import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Marker;
import org.apache.logging.log4j.MarkerManager;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.rewrite.RewritePolicy;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.MapMessage;
import org.apache.logging.log4j.message.Message;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.spi.MutableThreadContextStack;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in events on their way to other appenders: for those that have no layout, such as ones that send events elsewhere.
 *
 * <pre>{@code
 * <Rewrite name="SAFE">
 *   <RedactingPolicy/>
 *   <AppenderRef ref="SOCKET"/>
 * </Rewrite>
 * }</pre>
 *
 * <p>Masked are message, parameters, context map and stack, marker, throwables, logger and thread name. Arrays, collections, maps and records are looked into. Where something was masked, or a
 * parameter shows nothing but its text, the copy has its message ready and no parameters, since a layout may show more of an object. If looking fails, an event that says so takes the place of the event. Thread-safe.
 */
@Plugin(name = "RedactingPolicy", category = Core.CATEGORY_NAME, elementType = "rewritePolicy", printObject = true)
public final class RedactingPolicy implements RewritePolicy {
    private final Redactor redactor;
    /** Whether nobody looks at the bytes that become of events. */
    private final boolean last;

    RedactingPolicy(Redactor redactor, boolean last) {
        this.redactor = redactor;
        this.last = last;
    }

    /** Returns a policy over the secrets of this process; what Log4j calls. */
    @PluginFactory
    public static RedactingPolicy create() {
        return new RedactingPolicy(Redactor.shared().forSink("log4j"), true);
    }

    @Override
    public LogEvent rewrite(LogEvent event) {
        try {
            return new Rewriting(String.valueOf(event.getLoggerName())).rewrite(event);
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            redactor.countWithheld();
            return Log4jLogEvent.newBuilder()
                    .setLevel(event.getLevel())
                    .setLoggerName("io.keyguard")
                    .setMessage(new SimpleMessage(Redactor.WITHHELD))
                    .setTimeMillis(event.getTimeMillis())
                    .build();
        }
    }

    /** Looks at one event. */
    private final class Rewriting {
        private final String logger;
        private final Values values = new Values(this::mask, last);
        private boolean dirty;

        private Rewriting(String logger) {
            this.logger = logger;
        }

        @SuppressWarnings("deprecation") // it would go on holding the words of the throwable that is replaced
        private LogEvent rewrite(LogEvent event) {
            Message message = event.getMessage();
            String text = mask(message == null ? "" : String.valueOf(message.getFormattedMessage()));
            boolean hidesNothing = message == null || isTransparent(message);
            Log4jLogEvent.Builder copy = new Log4jLogEvent.Builder(event);
            copy.setMessage(new SimpleMessage(text));
            copy.setLoggerName(maskNullable(event.getLoggerName()));
            copy.setThreadName(maskNullable(event.getThreadName()));
            copy.setMarker(marker(event.getMarker()));
            copy.setContextData(context(event));
            copy.setContextStack(stack(event));
            Throwable thrown = MaskedThrowable.of(event.getThrown(), redactor, logger);
            dirty |= thrown instanceof MaskedThrowable;
            copy.setThrown(thrown);
            copy.setThrownProxy(null);
            return dirty || values.isChanged() || !hidesNothing ? copy.build() : event;
        }

        private String mask(String text) {
            String masked = redactor.redact(text, logger);
            dirty |= !masked.equals(text);
            return masked;
        }

        private @Nullable String maskNullable(@Nullable String text) {
            return text == null ? null : mask(text);
        }

        /** Whether a layout can show no more of it than its text: a layout may write parameters that the text does not show, and messages as objects. */
        private boolean isTransparent(Message message) {
            Object[] parameters = message.getParameters();
            if (parameters != null && !dirty) {
                for (Object parameter : parameters) {
                    values.mask(parameter);
                }
            }
            if (message instanceof MapMessage<?, ?> map) {
                values.mask(map.getData());
            }
            return !last || message.getClass().getName().startsWith("org.apache.logging.log4j.");
        }

        private @Nullable Marker marker(@Nullable Marker marker) {
            if (marker == null) {
                return null;
            }
            String name = String.valueOf(marker);
            String masked = mask(name);
            return masked.equals(name) ? marker : new MarkerManager.Log4jMarker(masked);
        }

        private StringMap context(LogEvent event) {
            var masked = new SortedArrayStringMap();
            event.getContextData().forEach((name, value) -> {
                masked.putValue(mask(name), values.mask(name, value));
            });
            return masked;
        }

        private ThreadContext.@Nullable ContextStack stack(LogEvent event) {
            ThreadContext.ContextStack stack = event.getContextStack();
            if (stack == null || stack.getDepth() == 0) {
                return stack;
            }
            List<String> masked = new ArrayList<>();
            stack.asList().forEach(one -> masked.add(mask(one)));
            return new MutableThreadContextStack(masked);
        }
    }

    @Override
    public String toString() {
        return "RedactingPolicy";
    }
}
