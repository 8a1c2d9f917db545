/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.keyguard.venue.SensitiveFields;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Masks every part of every key that a {@link LiveSecrets} knows, and every fragment of it that is worth 72 bits: as it is or reversed, in base64, hexadecimal,
 * percent-encoding, escapes, lists of bytes or characters, broken by line ends or invisible characters, and in up to four of these on top of each other.
 *
 * <p>What nobody registered is masked where a name, a place or its look says that it is a secret: values under names such as {@code apiSecret} (those of venues come in by {@link
 * #addFields}), authorization headers, passwords in addresses, private keys, tokens with a prefix of their own, wallets' keys with a right checksum. Never merely for looking
 * random.
 *
 * <p>A mask names the key, or the kind of what was found, and nothing else. A text that cannot be looked through is withheld: {@link #WITHHELD} takes its place. Nothing is thrown.
 * Thread-safe.
 */
public final class Redactor {
    /** What takes the place of a text that could not be looked through. */
    public static final String WITHHELD = "[keyguard withheld a text that it could not redact]";

    private static final String REGISTERED_ONLY = "keyguard.redaction.registeredOnly";
    private static final Redactor SHARED = new Redactor(LiveSecrets.shared());

    /** No process replaces its tables so many times as to reach these bits. */
    private static final int ADDITIONS = 40;

    private final LiveSecrets secrets;
    private final String sink;
    private final State state;
    private final boolean shaped;
    private final boolean fingerprints;

    /** What the redactors of all sinks have in common. */
    private static final class State {
        private final Reports reports = new Reports();
        private final List<SecretPattern> patterns = new CopyOnWriteArrayList<>();
        private final Shapes shapes = new Shapes();
        /** How often names or patterns were added. */
        private final AtomicInteger additions = new AtomicInteger();
    }

    private Redactor(LiveSecrets secrets) {
        this(requireNonNull(secrets, "secrets"), "", new State(), !Boolean.getBoolean(REGISTERED_ONLY), true);
    }

    private Redactor(LiveSecrets secrets, String sink, State state, boolean shaped, boolean fingerprints) {
        this.secrets = secrets;
        this.sink = sink;
        this.state = state;
        this.shaped = shaped;
        this.fingerprints = fingerprints;
    }

    /** Returns the redactor over the secrets of this process. */
    public static Redactor shared() {
        return SHARED;
    }

    /** Returns a redactor over {@code secrets}. */
    public static Redactor of(LiveSecrets secrets) {
        return new Redactor(secrets);
    }

    /** Returns this redactor under the name of a sink, which events carry; counters and listeners are shared. */
    public Redactor forSink(String name) {
        return new Redactor(secrets, requireNonNull(name, "name"), state, shaped, fingerprints);
    }

    /**
     * Returns this redactor without a look for what nobody registered; counters and listeners are shared. For a whole process, start it with
     * {@code -Dkeyguard.redaction.registeredOnly=true}.
     */
    public Redactor registeredOnly() {
        return new Redactor(secrets, sink, state, false, fingerprints);
    }

    /** This redactor with the same masks in every process. */
    Redactor withoutFingerprints() {
        return new Redactor(secrets, sink, state, shaped, false);
    }

    /** Masks from now on, in every sink, also what stands under the names that {@code fields} hold; those of the venues of a running {@code Keyguard} are known. */
    public void addFields(SensitiveFields fields) {
        state.shapes.add(fields.headers());
        state.shapes.add(fields.parameters());
        state.additions.incrementAndGet();
    }

    /** Masks from now on, in every sink, also what {@code pattern} matches, with {@link #registeredOnly} as well. */
    public void addPattern(SecretPattern pattern) {
        state.patterns.add(requireNonNull(pattern, "pattern"));
        state.additions.incrementAndGet();
    }

    /** Returns whether anybody has added a pattern. */
    public boolean hasPatterns() {
        return !state.patterns.isEmpty();
    }

    /**
     * Returns a number that is another one as soon as anything else is looked for, for those who remember a text that was clean: it is, for as long as this returns what it returned before
     * the text was looked at.
     */
    public long generation() {
        return ((long) state.additions.get() << ADDITIONS) + secrets.searched().number();
    }

    /** Tells {@code listener} of every secret that is masked from now on, in any sink. */
    public void addListener(LeakListener listener) {
        state.reports.add(listener);
    }

    /** Returns {@code text} with masks, or the same object if there is nothing to mask. */
    public String redact(String text) {
        return redact(text, "");
    }

    /** Returns {@code text}, which comes from the logger {@code logger}, with masks, or the same object if there is nothing to mask. */
    public String redact(String text, String logger) {
        try {
            Ranges found = findAscii(text);
            if (found == null) {
                return redactUtf8(text, logger);
            }
            if (found.isEmpty()) {
                return text;
            }
            tell(found, logger);
            return found.applyTo(text);
        } catch (RuntimeException | Error e) {
            countWithheld();
            return WITHHELD;
        }
    }

    private String redactUtf8(String text, String logger) {
        byte[] utf8 = text.getBytes(UTF_8);
        try {
            Ranges found = find(utf8, utf8.length);
            if (found.isEmpty()) {
                return text;
            }
            tell(found, logger);
            return new String(found.applyTo(utf8), UTF_8);
        } finally {
            Arrays.fill(utf8, (byte) 0);
        }
    }

    /** Returns {@code utf8}, text in an encoding that agrees with ASCII, with masks, or the same array if there is nothing to mask. */
    public byte[] redact(byte[] utf8) {
        return redact(utf8, "");
    }

    /** Returns {@code utf8}, which comes from the logger {@code logger}, with masks, or the same array if there is nothing to mask. */
    public byte[] redact(byte[] utf8, String logger) {
        try {
            Ranges found = find(utf8, utf8.length);
            if (found.isEmpty()) {
                return utf8;
            }
            tell(found, logger);
            return found.applyTo(utf8);
        } catch (RuntimeException | Error e) {
            countWithheld();
            return (WITHHELD + "\n").getBytes(US_ASCII);
        }
    }

    /**
     * Returns a stream that masks what is written to it, however it is cut into writes, and passes it on to {@code out} at the end of each line, on
     * {@code flush}, or once there is much of it.
     *
     * <p>What was flushed is remembered for a while, so that of a secret written in pieces no more than a fragment that does not count gets out before the rest is
     * masked. Not thread-safe; {@code PrintStream} locks for itself.
     */
    public OutputStream stream(OutputStream out) {
        return new RedactingStream(this, out);
    }

    /** What is looked for, if it is nothing but what was registered; null otherwise. */
    @Nullable
    LiveSecrets registeredAlone() {
        return shaped || !state.patterns.isEmpty() ? null : secrets;
    }

    /** What {@code text} holds up to {@code length}; the caller replaces it. */
    Ranges find(byte[] text, int length) {
        Search search = Search.own();
        try {
            search.text().wrap(text, length);
            return look(search);
        } finally {
            search.end();
        }
    }

    /** What {@code text} holds if it is ASCII; null if it is not. */
    private @Nullable Ranges findAscii(String text) {
        Search search = Search.own();
        try {
            return search.text().copy(text) ? look(search) : null;
        } finally {
            search.end();
        }
    }

    private Ranges look(Search search) {
        int needs = secrets.needs(search, shaped ? state.shapes.names() : null);
        Ranges found = (needs & ~Glance.SHAPE) == 0 ? search.found() : secrets.find(search);
        if ((needs & Glance.SHAPE) != 0) {
            state.shapes.find(search.text(), found);
        }
        lookForPatterns(search.text(), found);
        if (secrets.fingerprints() && fingerprints) {
            found.fingerprint(search.text());
        } else if (secrets.fingerprints()) {
            found.dropFingerprints();
        }
        return found;
    }

    private void lookForPatterns(View text, Ranges found) {
        if (!state.patterns.isEmpty()) {
            var budget = new Budget();
            budget.start(text.length());
            state.patterns.forEach(pattern -> pattern.find(text, found, budget));
        }
    }

    /** Called with no search under way: a listener may log. */
    void tell(Ranges found, String logger) {
        state.reports.countRedacted();
        if (state.reports.isHeard()) {
            byte[] named = logger.getBytes(UTF_8);
            // A logger may have been named after a secret.
            String name = find(named, named.length).isEmpty() ? logger : "[redacted]";
            state.reports.tell(sink, name, found.counts());
        }
    }

    /** Counts a line that a binding withheld because it could not be redacted. */
    public void countWithheld() {
        state.reports.countWithheld(sink);
    }

    /** Returns how many texts had something to mask. */
    public long redacted() {
        return state.reports.redacted();
    }

    /** Returns how many lines were withheld because redacting them failed. */
    public long withheld() {
        return state.reports.withheld();
    }

    @Override
    public String toString() {
        return "Redactor[" + secrets + ", redacted " + redacted() + ", withheld " + withheld() + "]";
    }
}
