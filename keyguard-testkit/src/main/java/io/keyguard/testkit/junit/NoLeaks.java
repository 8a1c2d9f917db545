/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.junit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.keyguard.testkit.leak.Leak;
import io.keyguard.testkit.leak.LeakScanner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test whose output holds a canary: plain, encoded, or a fragment of it.
 *
 * <pre>{@code
 * class GridBotTest {
 *     @RegisterExtension
 *     final NoLeaks noLeaks = NoLeaks.of("binance secret", SECRET).inFile(Path.of("target/bot.log"));
 *
 *     @Test
 *     void orderRefused_isLoggedWithoutTheKey() { … }      // fails if SECRET was printed, or stands in the log
 * }
 * }</pre>
 *
 * <p>It reads {@code System.out} and {@code System.err}, which go on to where they went; what is written to {@link #sink()}; and files, as they are when the test ends. The
 * message of the failure names the canary and the form, and repeats no part of it. Tests that run at the same time in one JVM see each other's output. Thread-safe.
 */
@SuppressWarnings("exports") // only those see JUnit here who have it
public final class NoLeaks implements BeforeEachCallback, AfterEachCallback {
    private final Map<String, String> canaries = new LinkedHashMap<>();
    private final List<Path> files = new ArrayList<>();
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();

    @GuardedBy("this")
    private Runnable restore = () -> {};

    private NoLeaks() {}

    /**
     * Returns an extension that looks for {@code canary}, which failures call {@code name}.
     *
     * @throws IllegalArgumentException if it is too short to be told from ordinary text
     */
    public static NoLeaks of(String name, String canary) {
        return new NoLeaks().and(name, canary);
    }

    /**
     * Looks for {@code canary} as well; also in the middle of a test.
     *
     * @throws IllegalArgumentException if it is too short to be told from ordinary text
     */
    @CanIgnoreReturnValue
    public synchronized NoLeaks and(String name, String canary) {
        // Says what is wrong with it before the test, not after.
        LeakScanner.forSecrets(Map.of(name, canary));
        canaries.put(name, canary);
        return this;
    }

    /** Looks into {@code file} as well, if it is there when a test ends. */
    @CanIgnoreReturnValue
    public synchronized NoLeaks inFile(Path file) {
        files.add(file);
        return this;
    }

    /** Returns a stream for whatever a test can direct there, such as an appender. */
    public OutputStream sink() {
        return captured;
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        captured.reset();
        PrintStream out = System.out;
        PrintStream err = System.err;
        PrintStream bothOut = tee(out);
        PrintStream bothErr = tee(err);
        System.setOut(bothOut);
        System.setErr(bothErr);
        restore = () -> {
            bothOut.flush();
            bothErr.flush();
            System.setOut(out);
            System.setErr(err);
        };
    }

    private PrintStream tee(PrintStream to) {
        return new PrintStream(new Tee(to, captured), true, Charset.defaultCharset());
    }

    /** Writes to both. */
    private static final class Tee extends OutputStream {
        private final PrintStream first;
        private final ByteArrayOutputStream second;

        private Tee(PrintStream first, ByteArrayOutputStream second) {
            this.first = first;
            this.second = second;
        }

        @Override
        public void write(int b) {
            first.write(b);
            second.write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int count) {
            first.write(bytes, from, count);
            second.write(bytes, from, count);
        }

        @Override
        public void flush() {
            first.flush();
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) throws IOException {
        restore.run();
        restore = () -> {};
        LeakScanner scanner = LeakScanner.forSecrets(canaries).thorough();
        var found = new ArrayList<String>();
        tell("the output", scanner.scan(captured.toString(UTF_8)), found);
        for (Path file : files) {
            if (Files.exists(file)) {
                tell(file.toString(), scanner.scan(file), found);
            }
        }
        if (!found.isEmpty()) {
            throw new AssertionError("a secret got out: " + String.join("; ", found));
        }
    }

    private static void tell(String where, List<Leak> leaks, List<String> found) {
        if (!leaks.isEmpty()) {
            found.add("in " + where + ": " + LeakScanner.describe(leaks));
        }
    }

    @Override
    public synchronized String toString() {
        return "NoLeaks" + canaries.keySet();
    }
}
