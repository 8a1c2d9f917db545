/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.encoder.EncoderBase;
import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import java.nio.charset.Charset;
import net.logstash.logback.encoder.LogstashEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Encoders that write something else than UTF-8. */
class EncoderCharsetTest {
    private static final String PHRASE = "Gëheim-€-Pässwört-Zürich-ñandú";

    private final LoggerContext context = new LoggerContext();
    private final Redactor redactor = redactor();

    private static Redactor redactor() {
        var secrets = new LiveSecrets(Runnable::run);
        secrets.learn(Canary.key("bot", Canary.API_KEY, Canary.SECRET, PHRASE));
        return Redactor.of(secrets);
    }

    private LoggingEvent event(String message) {
        context.setMDCAdapter(new LogbackMDCAdapter());
        return new LoggingEvent(
                "bot", context.getLogger("bot"), ch.qos.logback.classic.Level.INFO, message, null, null);
    }

    private RedactingEncoder around(ch.qos.logback.core.encoder.Encoder<ILoggingEvent> encoder) {
        var redacting = new RedactingEncoder(redactor);
        redacting.setContext(context);
        redacting.setEncoder(encoder);
        return redacting;
    }

    private PatternLayoutEncoder pattern(Charset charset) {
        var encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%msg%n");
        encoder.setCharset(charset);
        return encoder;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ISO-8859-1", "windows-1252", "ISO-8859-15", "UTF-8", "UTF-16", "UTF-16LE", "UTF-32BE"})
    void encode_inAnyEncoding_masksAndKeepsTheRest(String name) {
        Charset charset = Charset.forName(name);
        RedactingEncoder encoder = around(pattern(charset));
        encoder.start();

        for (String secret : new String[] {PHRASE, Canary.API_KEY}) {
            assertThat(new String(encoder.encode(event("über " + secret + " hinaus")), charset))
                    .isEqualTo("über [redacted:bot] hinaus" + System.lineSeparator());
        }
        byte[] clean = "über alles hinaus".getBytes(charset);
        assertThat(encoder.encode(event("über alles hinaus"))).startsWith(clean);
    }

    /** An encoder that tells nobody how it writes. */
    private static class Silent extends EncoderBase<ILoggingEvent> {
        @Override
        public byte[] headerBytes() {
            return PHRASE.getBytes(Charset.forName("UTF-16LE"));
        }

        @Override
        public byte[] encode(ILoggingEvent event) {
            if (event.getMessage().equals("fail")) {
                throw new IllegalStateException(PHRASE);
            }
            return event.getFormattedMessage().getBytes(Charset.forName("UTF-16LE"));
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }

    /** One that tells, as those of logstash do. */
    public static final class Telling extends Silent {
        private final String encoding;

        Telling(String encoding) {
            this.encoding = encoding;
        }

        /** What it says that it writes. */
        public String getEncoding() {
            return encoding;
        }
    }

    @Test
    void encode_encoderThatTells_isMaskedInWhatItTells() {
        Charset charset = Charset.forName("UTF-16LE");
        RedactingEncoder encoder = around(new Telling("UTF-16LE"));
        encoder.start();

        assertThat(new String(encoder.encode(event("x " + PHRASE)), charset)).isEqualTo("x [redacted:bot]");
        assertThat(Encoders.charset(new Telling("no such encoding"))).isEqualTo(UTF_8);
        assertThat(Encoders.charset(new LogstashEncoder())).isEqualTo(UTF_8);
    }

    @Test
    void encode_encoderThatDoesNotSay_isMaskedInTheEncodingThatIsSet() {
        Charset charset = Charset.forName("UTF-16LE");
        RedactingEncoder encoder = around(new Silent());
        encoder.setCharset(charset);
        encoder.start();

        assertThat(new String(encoder.encode(event("x " + PHRASE)), charset)).isEqualTo("x [redacted:bot]");
        assertThat(new String(encoder.encode(event("fail")), charset)).startsWith("[keyguard withheld");
        assertThat(new String(encoder.headerBytes(), charset)).isEqualTo("[redacted:bot]");
        assertThat(encoder.footerBytes()).isEmpty();
    }

    @Test
    void encode_withoutAnEncoding_takesTheOneOfThisMachine() {
        RedactingEncoder encoder = around(pattern(null));
        encoder.start();

        assertThat(new String(encoder.encode(event(PHRASE)), Charset.defaultCharset()))
                .startsWith("[redacted:bot]");
    }
}
