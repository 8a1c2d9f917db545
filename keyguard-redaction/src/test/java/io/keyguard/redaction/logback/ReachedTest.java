/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.logback;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachedTest {
    private final LoggerContext context = new LoggerContext();
    private final Logger parent = context.getLogger("io");
    private final Logger logger = context.getLogger("io.bot.Grid");
    private final Reached reached = new Reached();

    private OutputStreamAppender<ILoggingEvent> withAnEncoder() {
        var appender = new OutputStreamAppender<ILoggingEvent>();
        appender.setContext(context);
        appender.setEncoder(new JsonEncoder());
        return appender;
    }

    @Test
    void isLast_beforeAnybodyLooked_isTrueOnlyForWhatHasNoEncoder() {
        assertThat(reached.isLast(logger)).isTrue();

        parent.addAppender(withAnEncoder());
        assertThat(reached.isLast(logger)).isFalse();

        logger.addAppender(new ListAppender<>());
        assertThat(reached.isLast(logger)).isTrue();
    }

    @Test
    void isLast_manyAppendersThatComeAndGo_remembersThoseThatAreThere() {
        OutputStreamAppender<ILoggingEvent> stays = withAnEncoder();
        parent.addAppender(stays);
        for (int i = 0; i < 100; i++) {
            Appender<ILoggingEvent> one = withAnEncoder();
            logger.addAppender(one);
            assertThat(reached.isLast(logger)).isFalse();
            logger.detachAppender(one);
        }

        assertThat(reached.size()).isEqualTo(2);
        assertThat(stays.getEncoder()).isInstanceOf(RedactingEncoder.class);
    }

    @Test
    void isLast_whatOthersSaidThatTheyKnow_isBelieved() {
        parent.addAppender(withAnEncoder());
        reached.know(List.copyOf(Appenders.attached(context)), true);

        assertThat(reached.isLast(logger)).isTrue();
    }
}
