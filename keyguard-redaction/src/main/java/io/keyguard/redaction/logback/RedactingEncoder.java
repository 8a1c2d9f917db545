/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.Transcoding;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in what any other encoder has written: the last line of defence, which also sees thread and logger names, and what a layout adds.
 *
 * <pre>{@code
 * <encoder class="io.keyguard.redaction.logback.RedactingEncoder">
 *   <encoder class="ch.qos.logback.classic.encoder.PatternLayoutEncoder">
 *     <pattern>%d %-5level %logger - %msg%n</pattern>
 *   </encoder>
 * </encoder>
 * }</pre>
 *
 * <p>It sees what was written, and unless there is a {@link RedactingTurboFilter} before it, the parts of the event as well if the wrapped encoder writes them apart, as JSON encoders do.
 * If encoding or masking fails, a line that says so takes
 * the place of the event. What is not written in UTF-8 is masked in the encoding that the wrapped encoder says.
 */
public final class RedactingEncoder extends EncoderBase<ILoggingEvent> {
    private static final String WITHHELD = "[keyguard withheld an event that it could not redact]\n";

    private final Redactor redactor;
    private final CleanEntries clean = new CleanEntries();
    private @Nullable Encoder<ILoggingEvent> encoder;
    private @Nullable Charset charset;
    private Charset used = UTF_8;
    /** Whether nobody has looked at the events that come, unless there is a filter. */
    private boolean alone = true;

    /** Makes an encoder over the secrets of this process. */
    public RedactingEncoder() {
        this(Redactor.shared().forSink("logback"));
    }

    RedactingEncoder(Redactor redactor) {
        this.redactor = redactor;
    }

    /** A started one around {@code encoder}, as that of {@code context}, for events that somebody has looked at. */
    static RedactingEncoder around(Encoder<ILoggingEvent> encoder, Context context) {
        var redacting = new RedactingEncoder();
        redacting.alone = false;
        redacting.setContext(context);
        redacting.setEncoder(encoder);
        redacting.start();
        return redacting;
    }

    /** Sets the encoder whose output is masked. */
    public void setEncoder(Encoder<ILoggingEvent> encoder) {
        this.encoder = encoder;
    }

    /** Sets what the encoder inside writes in, for one that does not say so; those of Logback and logstash do, others are taken to write UTF-8. */
    public void setCharset(Charset charset) {
        this.charset = charset;
    }

    @Override
    public void start() {
        if (encoder == null) {
            addError("RedactingEncoder needs an <encoder> inside; without one nothing is logged");
            return;
        }
        if (!encoder.isStarted()) {
            encoder.start();
        }
        used = charset == null ? Encoders.charset(encoder) : charset;
        super.start();
    }

    @Override
    public byte @Nullable [] headerBytes() {
        return masked(inner().headerBytes());
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        try {
            return Transcoding.redact(
                    inner().encode(looked(event)), used, redactor, String.valueOf(event.getLoggerName()));
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // What went wrong may quote what went wrong: nothing of it is passed on.
            redactor.countWithheld();
            return WITHHELD.getBytes(used);
        }
    }

    /** An encoder that writes the parts of an event each in its own way, as those for JSON do, is given them masked: nobody can tell from what it wrote what belongs together. */
    private ILoggingEvent looked(ILoggingEvent event) {
        boolean apart = alone && !(encoder instanceof LayoutWrappingEncoder);
        return apart && !isFiltered() ? MaskedEvent.of(event, redactor, false, clean) : event;
    }

    private boolean isFiltered() {
        if (getContext() instanceof LoggerContext context) {
            for (TurboFilter filter : context.getTurboFilterList()) {
                if (filter instanceof RedactingTurboFilter && filter.isStarted()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public byte @Nullable [] footerBytes() {
        return masked(inner().footerBytes());
    }

    private byte @Nullable [] masked(byte @Nullable [] bytes) {
        return bytes == null ? null : Transcoding.redact(bytes, used, redactor, "");
    }

    private Encoder<ILoggingEvent> inner() {
        if (encoder == null) {
            throw new IllegalStateException("RedactingEncoder needs an <encoder> inside");
        }
        return encoder;
    }
}
