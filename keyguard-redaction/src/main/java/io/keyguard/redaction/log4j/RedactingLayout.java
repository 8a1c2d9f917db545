/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.log4j;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.redaction.Redactor;
import io.keyguard.redaction.internal.Transcoding;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.Map;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.StringLayout;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.jspecify.annotations.Nullable;

/**
 * Masks secrets in what any other layout has written: the last line of defence, which also sees thread and logger names, and what a pattern adds.
 *
 * <pre>{@code
 * <Console name="CONSOLE">
 *   <RedactingLayout>
 *     <PatternLayout pattern="%d %-5p %c - %m%n"/>
 *   </RedactingLayout>
 * </Console>
 * }</pre>
 *
 * <p>If writing or masking fails, a line that says so takes the place of the event. The wrapped layout may write any encoding, if it is a layout of text, and UTF-8 otherwise.
 * Thread-safe where the other layout is.
 */
@Plugin(name = "RedactingLayout", category = Node.CATEGORY, elementType = Layout.ELEMENT_TYPE, printObject = true)
public final class RedactingLayout implements Layout<Serializable> {
    private final Layout<? extends Serializable> layout;
    private final Redactor redactor;
    /** Masks events for layouts that write the parts each in its own way, as those for JSON do: nobody can tell from what was written what belongs together. */
    private final @Nullable RedactingPolicy parts;

    RedactingLayout(Layout<? extends Serializable> layout, Redactor redactor) {
        this.layout = layout;
        this.redactor = redactor;
        this.parts = layout instanceof PatternLayout ? null : new RedactingPolicy(redactor, false);
    }

    /**
     * Returns a layout around {@code layout}, over the secrets of this process; what Log4j calls.
     *
     * @throws IllegalArgumentException if there is none inside
     */
    @PluginFactory
    public static RedactingLayout create(@PluginElement("Layout") @Nullable Layout<? extends Serializable> layout) {
        if (layout == null) {
            throw new IllegalArgumentException("RedactingLayout needs a layout inside, such as PatternLayout");
        }
        return new RedactingLayout(layout, Redactor.shared().forSink("log4j"));
    }

    @Override
    public byte[] toByteArray(LogEvent event) {
        try {
            return masked(parts == null ? event : parts.rewrite(event), String.valueOf(event.getLoggerName()));
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // What went wrong may quote what went wrong: nothing of it is passed on.
            redactor.countWithheld();
            return (Redactor.WITHHELD + "\n").getBytes(charset());
        }
    }

    private byte[] masked(LogEvent event, String logger) {
        if (layout instanceof StringLayout words && !UTF_8.equals(words.getCharset())) {
            // As characters: what the encoding has no place for would be lost before it is looked at.
            return redactor.redact(words.toSerializable(event), logger).getBytes(words.getCharset());
        }
        return redactor.redact(layout.toByteArray(event), logger);
    }

    /** What the wrapped layout writes in; UTF-8 if it does not say. */
    private Charset charset() {
        return layout instanceof StringLayout words ? words.getCharset() : UTF_8;
    }

    /** As text, whatever the wrapped layout makes: its own form may hold what its text does not show. */
    @Override
    public Serializable toSerializable(LogEvent event) {
        return new String(toByteArray(event), charset());
    }

    @Override
    public void encode(LogEvent event, ByteBufferDestination destination) {
        byte[] bytes = toByteArray(event);
        destination.writeBytes(bytes, 0, bytes.length);
    }

    @Override
    public byte @Nullable [] getHeader() {
        return masked(layout.getHeader());
    }

    @Override
    public byte @Nullable [] getFooter() {
        return masked(layout.getFooter());
    }

    private byte @Nullable [] masked(byte @Nullable [] bytes) {
        return bytes == null ? null : Transcoding.redact(bytes, charset(), redactor, "");
    }

    @Override
    public String getContentType() {
        return layout.getContentType();
    }

    @Override
    public Map<String, String> getContentFormat() {
        return layout.getContentFormat();
    }

    @Override
    public String toString() {
        return "RedactingLayout[" + layout.getClass().getName() + "]";
    }
}
