/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A file system in memory that says before each of its effects what it is, and knows what a power cut would leave of it: of names any of those that were not synced with their folder, of contents any
 * beginning of what was not synced with its file, zeros in its place, or all of it. Everything of the product runs on it that takes a path. For one thread.
 */
final class LossyFiles extends FileSystem {
    /** Names of locks, which hold nothing that has to survive. */
    private static final String LOCK = ".lock";

    private static final int MOST_NAMINGS = 4;

    /** A file, or a folder. */
    static final class Inode {
        final boolean folder;
        final int number;
        byte[] now;
        byte[] synced = new byte[0];
        long changed;

        Inode(boolean folder, int number, byte[] now) {
            this.folder = folder;
            this.number = number;
            this.now = now;
        }
    }

    /** One change of names, which lasts once its folder was synced. */
    private record Naming(Path folder, Path gone, Path name, Inode inode) {
        void apply(Map<Path, Inode> names) {
            if (gone != null) {
                names.remove(gone);
            }
            if (name != null) {
                names.put(name, inode);
            }
        }
    }

    private enum Content {
        SYNCED,
        HALF,
        ZEROS,
        ALL;

        byte[] of(Inode inode) {
            byte[] synced = inode.synced;
            byte[] now = inode.now;
            int same = Math.max(0, Arrays.mismatch(synced, now));
            return switch (this) {
                case SYNCED -> synced;
                case ALL -> now;
                case HALF -> Arrays.equals(synced, now) ? now : Arrays.copyOf(now, same + (now.length - same) / 2);
                case ZEROS -> Arrays.equals(synced, now) ? now : Arrays.copyOf(Arrays.copyOf(now, same), now.length);
            };
        }
    }

    /** What is on the disk: files with their contents, folders with none. */
    record Image(Map<String, ByteBuffer> files) {}

    private final LossyProvider provider = new LossyProvider(this);
    private final Map<Path, Inode> durable = new TreeMap<>();
    private final List<Naming> pending = new ArrayList<>();
    private final Map<Path, Inode> names = new TreeMap<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private Consumer<String> watcher = effect -> {};
    private Predicate<String> ignored = sync -> false;
    private int inodes;
    private long changes;

    LossyFiles() {
        load(new Image(Map.of()));
    }

    /** Tells of each effect, before it is there. */
    void watch(Consumer<String> watcher) {
        this.watcher = watcher;
    }

    /** From now on, syncs of such files and folders do nothing. */
    void ignoreSyncs(Predicate<String> ignored) {
        this.ignored = ignored;
    }

    /** How often something was done with files of a name, such as {@code sync rotations}. */
    Map<String, Integer> counts() {
        return counts;
    }

    /** Tells of an effect outside, which nothing here knows of. */
    void announce(String what) {
        watcher.accept(what);
    }

    void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Puts {@code image} on the disk, all of it synced. */
    void load(Image image) {
        durable.clear();
        pending.clear();
        names.clear();
        names.put(Path.of("/"), new Inode(true, ++inodes, new byte[0]));
        image.files().forEach((name, content) -> {
            var inode = new Inode(content == null, ++inodes, content == null ? new byte[0] : content.array());
            inode.synced = inode.now;
            inode.changed = ++changes;
            names.put(Path.of(name), inode);
        });
        durable.putAll(names);
    }

    void syncAll() {
        pending.clear();
        durable.clear();
        durable.putAll(names);
        names.values().forEach(inode -> inode.synced = inode.now);
    }

    /** What a power cut may leave right now, each once; the first is what is left for sure. */
    Set<Image> crashes() {
        var images = new LinkedHashSet<Image>();
        int namings = Math.min(pending.size(), MOST_NAMINGS);
        for (int chosen = 0; chosen < 1 << namings; chosen++) {
            var left = new TreeMap<>(durable);
            for (int i = 0; i < pending.size(); i++) {
                if ((chosen >> Math.min(i, MOST_NAMINGS - 1) & 1) != 0) {
                    pending.get(i).apply(left);
                }
            }
            left.keySet().removeIf(name -> name.getParent() != null && !left.containsKey(name.getParent()));
            for (Content content : Content.values()) {
                images.add(image(left, content));
            }
        }
        return images;
    }

    private static Image image(Map<Path, Inode> names, Content content) {
        var files = new TreeMap<String, ByteBuffer>();
        names.forEach((name, inode) -> {
            if (name.getParent() != null) {
                files.put(name.toString(), inode.folder ? null : ByteBuffer.wrap(content.of(inode)));
            }
        });
        return new Image(files);
    }

    /** What a power cut leaves of {@code file} for sure; nothing if that may be lost. */
    byte[] surely(Path file) {
        Inode inode = durable.get(plain(file));
        return inode == null ? new byte[0] : inode.synced;
    }

    /** Everything that may be on the disk now or after a power cut, for who looks for what must not be there. */
    List<byte[]> contents() {
        Set<Inode> all = new HashSet<>(names.values());
        all.addAll(durable.values());
        var contents = new ArrayList<byte[]>();
        all.forEach(inode -> {
            contents.add(inode.now);
            contents.add(inode.synced);
        });
        return contents;
    }

    static Path plain(Path path) {
        return ((LossyPath) path).real().toAbsolutePath().normalize();
    }

    private void effect(String what, Path file) {
        if (!file.toString().endsWith(LOCK)) {
            count(what + " " + file.getFileName());
            watcher.accept(what + " " + file.getFileName());
        }
    }

    private void name(Naming naming) {
        Path named = naming.name() == null ? naming.gone() : naming.name();
        naming.apply(names);
        if (named.toString().endsWith(LOCK)) {
            naming.apply(durable);
        } else {
            pending.add(naming);
        }
    }

    Inode find(Path file) throws NoSuchFileException {
        Inode inode = names.get(plain(file));
        if (inode == null) {
            throw new NoSuchFileException(file.toString());
        }
        return inode;
    }

    boolean exists(Path file) {
        return names.containsKey(plain(file));
    }

    Inode make(Path file, boolean folder) throws IOException {
        Path plain = plain(file);
        if (names.containsKey(plain)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        if (!names.containsKey(plain.getParent())) {
            throw new NoSuchFileException(file.toString());
        }
        effect("make", plain);
        var inode = new Inode(folder, ++inodes, new byte[0]);
        inode.changed = ++changes;
        name(new Naming(plain.getParent(), null, plain, inode));
        return inode;
    }

    void delete(Path file) throws IOException {
        Path plain = plain(file);
        if (find(file).folder && !children(file).isEmpty()) {
            throw new DirectoryNotEmptyException(file.toString());
        }
        effect("delete", plain);
        name(new Naming(plain.getParent(), plain, null, null));
    }

    void move(Path from, Path to) throws IOException {
        Inode inode = find(from);
        Path plain = plain(from);
        effect("rename", plain(to));
        name(new Naming(plain.getParent(), plain, plain(to), inode));
    }

    void write(Path file, Inode inode, byte[] content) {
        effect("write", plain(file));
        inode.now = content;
        inode.changed = ++changes;
    }

    void sync(Path file, Inode inode) {
        Path plain = plain(file);
        effect(inode.folder ? "sync folder" : "sync", plain);
        if (ignored.test(plain.toString())) {
            return;
        }
        if (inode.folder) {
            pending.removeIf(naming -> {
                boolean here = naming.folder().equals(plain);
                if (here) {
                    naming.apply(durable);
                }
                return here;
            });
        } else {
            inode.synced = inode.now;
        }
    }

    List<Path> children(Path folder) {
        Path plain = plain(folder);
        return names.keySet().stream()
                .filter(name -> plain.equals(name.getParent()))
                .map(name -> (Path) new LossyPath(this, name))
                .toList();
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("it is never closed");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    /** No permissions, so that nobody has to be somebody. */
    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public Path getPath(String first, String... more) {
        return new LossyPath(this, Path.of(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("nobody asks for it");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("nobody asks for it");
    }
}
