/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/** The log of a bot: a real Logback, configured from a file as a bot's is, writing to a file of the story's. */
record LogFile(Path file) implements AutoCloseable {
    static LogFile open(Path file, String configuration) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.putProperty("bot.log", file.toString());
        var joran = new JoranConfigurator();
        joran.setContext(context);
        try {
            joran.doConfigure(requireNonNull(LogFile.class.getResource(configuration), configuration));
        } catch (JoranException e) {
            throw new IllegalStateException("the logging configuration of the story is broken", e);
        }
        return new LogFile(file);
    }

    List<String> lines() {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).reset();
    }
}
