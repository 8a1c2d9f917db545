/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.log4j;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.keyguard.redaction.Redactor;
import java.io.Serializable;
import java.util.Map;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.config.Node;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;
import org.apache.logging.log4j.core.layout.ByteBufferDestination;
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
 * <p>If writing or masking fails, a line that says so takes the place of the event. The wrapped layout must write UTF-8 or another encoding that agrees with ASCII.
 * Thread-safe where the other layout is.
 */
@Plugin(name = "RedactingLayout", category = Node.CATEGORY, elementType = Layout.ELEMENT_TYPE, printObject = true)
public final class RedactingLayout implements Layout<Serializable> {
    private static final byte[] WITHHELD = (Redactor.WITHHELD + "\n").getBytes(US_ASCII);

    private final Layout<? extends Serializable> layout;
    private final Redactor redactor;

    RedactingLayout(Layout<? extends Serializable> layout, Redactor redactor) {
        this.layout = layout;
        this.redactor = redactor;
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
            return redactor.redact(layout.toByteArray(event), String.valueOf(event.getLoggerName()));
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
                throw fatal;
            }
            // What went wrong may quote what went wrong: nothing of it is passed on.
            redactor.countWithheld();
            return WITHHELD.clone();
        }
    }

    /** As text, whatever the wrapped layout makes: its own form may hold what its text does not show. */
    @Override
    public Serializable toSerializable(LogEvent event) {
        return new String(toByteArray(event), java.nio.charset.StandardCharsets.UTF_8);
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
        return bytes == null ? null : redactor.redact(bytes);
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
