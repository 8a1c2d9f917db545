/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.status.WarnStatus;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** The encoders of appenders: those that write streams, and all others that have one as a property, such as appenders for sockets. */
final class Encoders {
    private Encoders() {}

    /** The encoder of {@code appender}; null if it has none. */
    @SuppressWarnings("unchecked") // an appender of events has an encoder of events
    static @Nullable Encoder<ILoggingEvent> of(Appender<ILoggingEvent> appender) {
        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
            return stream.getEncoder();
        }
        try {
            Object encoder = appender.getClass().getMethod("getEncoder").invoke(appender);
            return encoder instanceof Encoder<?> ? (Encoder<ILoggingEvent>) encoder : null;
        } catch (ReflectiveOperationException e) {
            // It has none, or lets nobody see it: coverage says that the filter alone stands before it.
            return null;
        }
    }

    /** Wraps the encoder of {@code appender}, if it has one that masks nothing. */
    static void wrap(Appender<ILoggingEvent> appender, LoggerContext context) {
        Encoder<ILoggingEvent> encoder = of(appender);
        if (encoder == null || encoder instanceof RedactingEncoder) {
            return;
        }
        RedactingEncoder redacting = RedactingEncoder.around(encoder, context);
        if (appender instanceof OutputStreamAppender<ILoggingEvent> stream) {
            stream.setEncoder(redacting);
        } else {
            set(appender, redacting, context);
        }
    }

    /** What {@code encoder} writes in. */
    static Charset charset(Encoder<ILoggingEvent> encoder) {
        if (encoder instanceof LayoutWrappingEncoder<ILoggingEvent> layout) {
            return layout.getCharset() == null ? Charset.defaultCharset() : layout.getCharset();
        }
        try {
            // As those of logstash.
            Object name = encoder.getClass().getMethod("getEncoding").invoke(encoder);
            return name instanceof String text ? Charset.forName(text) : UTF_8;
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // It does not say: Logback's own for JSON writes UTF-8, and so do most.
            return UTF_8;
        }
    }

    private static void set(Appender<ILoggingEvent> appender, RedactingEncoder redacting, LoggerContext context) {
        try {
            appender.getClass().getMethod("setEncoder", Encoder.class).invoke(appender, redacting);
        } catch (ReflectiveOperationException e) {
            context.getStatusManager()
                    .add(new WarnStatus(
                            "the encoder of " + appender.getClass().getName()
                                    + " cannot be wrapped; put a RedactingEncoder into its configuration",
                            appender));
        }
    }
}
