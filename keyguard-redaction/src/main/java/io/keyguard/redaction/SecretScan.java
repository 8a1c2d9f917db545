/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Looks for secrets in files before they leak, or after: configuration, sources, logs (plain or gzip). It finds what the redactor masks, and repeats nothing of it.
 *
 * <pre>{@code
 * SecretScan.with(Redactor.shared()).scan(Path.of("logs"), finding -> System.out.println(finding));
 * }</pre>
 *
 * <p>Links and {@code .git} are not followed, but for a link that is what was asked for. UTF-16 is read where it says so by its first two bytes; other files that hold a zero byte near their beginning are taken for no text, unless
 * {@link #everyFile} is wanted. Names of files are looked at like what they hold. Thread-safe; a scan runs in the thread that calls.
 */
public final class SecretScan {
    private static final int BLOCK = 1 << 17;
    /** What a secret may take: one that a block cuts is found in the next. */
    private static final int OVERLAP = 1 << 13;

    private static final int HEAD = 8192;
    private static final int GZIP = 0x1f8b;

    private final Redactor redactor;
    private final boolean sieved;

    private final boolean binaries;

    private SecretScan(Redactor redactor, boolean sieved, boolean binaries) {
        this.redactor = redactor.withoutFingerprints();
        this.sieved = sieved;
        this.binaries = binaries;
    }

    /** Returns a scan for what {@code redactor} masks. */
    public static SecretScan with(Redactor redactor) {
        return new SecretScan(redactor, true, false);
    }

    /** The same, which looks closely at everything. */
    SecretScan unsieved() {
        return new SecretScan(redactor, false, binaries);
    }

    /** Returns the same, which looks into files that are no text as well: logs that were cut while they were written, databases, memory dumps. */
    public SecretScan everyFile() {
        return new SecretScan(redactor, sieved, true);
    }

    /**
     * What was read. Immutable.
     *
     * @param files the number of files
     * @param skipped the files that are no text
     * @param bytes the number of bytes, unpacked
     */
    public record Extent(long files, long skipped, long bytes) {
        /** Returns both together. */
        public Extent plus(Extent other) {
            return new Extent(files + other.files, skipped + other.skipped, bytes + other.bytes);
        }
    }

    /**
     * Looks into {@code root}, a file or a folder with all that is in it.
     *
     * @throws IOException if something cannot be read; what was found before is told
     */
    public Extent scan(Path root, Consumer<ScanFinding> found) throws IOException {
        var extent = new Extent[] {new Extent(0, 0, 0)};
        Files.walkFileTree(Files.isSymbolicLink(root) ? root.toRealPath() : root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return folder.endsWith(".git") ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (attributes.isRegularFile()) {
                    extent[0] = extent[0].plus(file(file, found));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return extent[0];
    }

    private Extent file(Path file, Consumer<ScanFinding> found) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file), BLOCK);
                InputStream in = unpacked(raw)) {
            in.mark(HEAD);
            byte[] head = in.readNBytes(HEAD);
            in.reset();
            boolean binary = false;
            for (byte b : head) {
                binary |= b == 0;
            }
            Charset wide = wide(head);
            Arrays.fill(head, (byte) 0);
            if (wide != null) {
                return new Extent(1, 0, scan(file.toString(), new Narrowed(in, wide), found));
            }
            return binary && !binaries ? new Extent(1, 1, 0) : new Extent(1, 0, scan(file.toString(), in, found));
        }
    }

    /** Returns in which of the wide encodings a text says to be by its first two bytes. */
    private static @Nullable Charset wide(byte[] head) {
        int mark = head.length < 2 ? 0 : ((head[0] & 0xff) << 8) | (head[1] & 0xff);
        return mark == 0xfeff ? UTF_16BE : mark == 0xfffe ? UTF_16LE : null;
    }

    private static InputStream unpacked(InputStream in) throws IOException {
        in.mark(2);
        int magic = in.read() << 8 | in.read();
        in.reset();
        return magic == GZIP ? new BufferedInputStream(new GZIPInputStream(in), BLOCK) : in;
    }

    /**
     * Looks into {@code in}, which stays open, and returns how many bytes it had.
     *
     * @param place what findings call it
     */
    public long scan(String place, InputStream in, Consumer<ScanFinding> found) throws IOException {
        return new Reading(place, in, found).run();
    }

    /** One text, read in blocks that overlap. */
    private final class Reading {
        private final String named;
        private final String place;
        private final InputStream in;
        private final Consumer<ScanFinding> found;
        private final byte[] block = new byte[BLOCK + OVERLAP];
        private final @Nullable Sieve sieve = sieve();
        private int length;
        private long line = 1;
        private long column = 1;
        private long bytes;

        private Reading(String place, InputStream in, Consumer<ScanFinding> found) {
            this.named = place;
            this.place = redactor.redact(place);
            this.in = in;
            this.found = found;
        }

        private long run() throws IOException {
            try {
                lookAtPlace();
                boolean last = false;
                while (!last) {
                    int read = in.readNBytes(block, length, block.length - length);
                    bytes += read;
                    last = length + read < block.length;
                    length += read;
                    look(last ? length : end());
                }
                return bytes;
            } finally {
                Arrays.fill(block, (byte) 0);
                if (sieve != null) {
                    sieve.wipe();
                }
            }
        }

        /** Names are not lines: what stands in one is told with the line 0. */
        private void lookAtPlace() {
            if (!place.equals(named)) {
                byte[] name = named.getBytes(UTF_8);
                for (Ranges.Range range : find(name, name.length).merged()) {
                    String kind = Needle.keyOf(range.mask());
                    found.accept(new ScanFinding(place, 0, range.from() + 1L, kind, digest(kind, new byte[0])));
                }
            }
        }

        /** Where a line ends before the overlap, so that what names a value stands in the same block. */
        private int end() {
            int end = length - OVERLAP;
            while (end > OVERLAP && block[end - 1] != '\n') {
                end--;
            }
            return end > OVERLAP ? end : length - OVERLAP;
        }

        private void look(int done) {
            Ranges ranges = isWorthALook() ? find(block, length) : new Ranges();
            for (Ranges.Range range : ranges.merged()) {
                if (range.from() < done) {
                    tell(range);
                }
            }
            advance(done);
            System.arraycopy(block, done, block, 0, length - done);
            Arrays.fill(block, length - done, length, (byte) 0);
            length -= done;
        }

        /** Where it seems so, some around it is looked at; if there is anything, all of it. */
        private boolean isWorthALook() {
            Sieve sieve = this.sieve;
            if (sieve == null) {
                return true;
            }
            var worth = new Ranges();
            sieve.look(block, length, worth);
            List<Ranges.Range> stretches = worth.merged();
            int bytes = 0;
            for (Ranges.Range one : stretches) {
                bytes += one.to() - one.from();
            }
            if (2 * bytes > length) {
                return true;
            }
            for (Ranges.Range one : stretches) {
                if (holdsAnything(one.from(), one.to())) {
                    return true;
                }
            }
            return false;
        }

        private boolean holdsAnything(int from, int to) {
            byte[] some = Arrays.copyOfRange(block, from, to);
            try {
                return !find(some, some.length).isEmpty();
            } finally {
                Arrays.fill(some, (byte) 0);
            }
        }

        private void tell(Ranges.Range range) {
            long atLine = line;
            long atColumn = column;
            for (int i = 0; i < range.from(); i++) {
                atColumn = block[i] == '\n' ? 1 : atColumn + 1;
                atLine += block[i] == '\n' ? 1 : 0;
            }
            String kind = Needle.keyOf(range.mask());
            found.accept(new ScanFinding(place, atLine, atColumn, kind, id(range, kind)));
        }

        private void advance(int done) {
            int last = done;
            while (last > 0 && block[last - 1] != '\n') {
                last--;
            }
            column = last == 0 ? column + done : done - last + 1;
            int lines = 0;
            for (int i = 0; i < last; i++) {
                lines += block[i] == '\n' ? 1 : 0;
            }
            line += lines;
        }

        /** A digest of the line with a mask in it, which says nothing of the secret. */
        private String id(Ranges.Range range, String kind) {
            int start = range.from();
            while (start > 0 && block[start - 1] != '\n') {
                start--;
            }
            int end = range.to();
            while (end < length && block[end] != '\n') {
                end++;
            }
            return digest(kind, redactor.redact(Arrays.copyOfRange(block, start, end)));
        }

        private String digest(String kind, byte[] masked) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update((kind + "\n" + place + "\n").getBytes(UTF_8));
                return HexFormat.of().formatHex(digest.digest(masked), 0, 8);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("this Java has no SHA-256", e);
            }
        }
    }

    private @Nullable Sieve sieve() {
        LiveSecrets registered = sieved ? redactor.registeredAlone() : null;
        return registered == null ? null : new Sieve(registered);
    }

    /** Where a block costs more than its length allows, its lines are looked at one by one, and one that does all the same is a finding. */
    private Ranges find(byte[] text, int length) {
        try {
            return redactor.find(text, length);
        } catch (Budget.Exhausted e) {
            var together = new Ranges();
            for (int start = 0; start < length; ) {
                int end = start;
                while (end < length && text[end] != '\n') {
                    end++;
                }
                byte[] one = Arrays.copyOfRange(text, start, end);
                addLine(together, one, start);
                Arrays.fill(one, (byte) 0);
                start = end + 1;
            }
            return together;
        }
    }

    private void addLine(Ranges together, byte[] line, int start) {
        try {
            for (Ranges.Range range : redactor.find(line, line.length).merged()) {
                together.add(start + range.from(), start + range.to(), range.mask());
            }
        } catch (Budget.Exhausted e) {
            together.add(start, start + line.length, Needle.maskOf("unreadable"));
        }
    }
}
