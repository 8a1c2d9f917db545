/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.pattern.CompositeConverter;
import io.keyguard.redaction.Redactor;

/**
 * The conversion word {@code %redact(…)}: masks what the words in it make.
 *
 * <pre>{@code
 * <conversionRule conversionWord="redact" class="io.keyguard.redaction.logback.RedactConverter"/>
 * <pattern>%d %-5level %redact(%logger - %msg %mdc%n%ex)</pattern>
 * }</pre>
 *
 * <p>Logback takes a {@code %n} right behind the parenthesis for text, so write it inside; and a pattern without a word for throwables gets one at its end, outside, so
 * name it inside as well. {@link RedactingEncoder} covers the whole line. Thread-safe.
 */
public final class RedactConverter extends CompositeConverter<ILoggingEvent> {
    private final Redactor redactor;

    /** Makes a converter over the secrets of this process. */
    public RedactConverter() {
        this(Redactor.shared().forSink("logback"));
    }

    RedactConverter(Redactor redactor) {
        this.redactor = redactor;
    }

    @Override
    protected String transform(ILoggingEvent event, String text) {
        return redactor.redact(text, String.valueOf(event.getLoggerName()));
    }
}
