/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.SourceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilesTest extends KeySourceContract {
    @TempDir
    private Path folder;

    @BeforeEach
    void fill() throws IOException {
        write(folder, "grid.api-key", API_KEY.getBytes(UTF_8));
        write(folder, "grid.secret", (SECRET + "\r\n").getBytes(UTF_8));
        write(folder, "grid.passphrase", (PASSPHRASE + "\n").getBytes(UTF_8));
    }

    private static void write(Path folder, String name, byte[] content) throws IOException {
        Path draft = folder.resolve(name + "~");
        Files.write(draft, content);
        permit(draft, "rw-------");
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void permit(Path file, String permissions) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    @Override
    SecretFiles open() {
        return SecretFiles.in(folder).key("grid", labels("grid")).open();
    }

    @Override
    void breakIt() throws IOException {
        Files.delete(folder.resolve("grid.secret"));
    }

    @Override
    void mendIt() throws IOException {
        fill();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void file_openToOthers_isRefusedWithARemedy(String permissions) throws IOException {
        permit(folder.resolve("grid.secret"), permissions);

        assertThatThrownBy(this::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("grid.secret")
                .hasMessageContaining("chmod 600")
                .hasMessageContaining("defaultMode 0400")
                .hasMessageNotContaining("canary");
    }

    /** Looked at every five seconds, files of a hundred bytes take no 64 KiB each time. */
    @Test
    void read_takesAsMuchMemoryOffTheHeapAsTheFilesHave() {
        try (SecretFiles source = open()) {
            only(source.read()).close();
            long before = directMemory();
            for (int look = 0; look < 100; look++) {
                only(source.read()).close();
            }

            assertThat(directMemory() - before).isLessThan(4L << 20);
        }
        assertThat(SecretFile.roomFor(0)).isEqualTo(1);
        assertThat(SecretFile.roomFor(Long.MAX_VALUE)).isEqualTo(SecretFile.MOST_BYTES + 1);
    }

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getTotalCapacity)
                .sum();
    }

    @Test
    void file_asLargeAsMayBe_isReadWhole() throws IOException {
        byte[] large = new byte[SecretFile.MOST_BYTES];
        Arrays.fill(large, (byte) 'x');
        write(folder, "grid.secret", large);

        try (SecretFiles source = open()) {
            assertThat(only(source.read()).secret().length()).isEqualTo(SecretFile.MOST_BYTES);
        }
    }

    @Test
    void folder_thatOthersMayWrite_isRefused() throws IOException {
        permit(folder, "rwxrwxrwx");

        assertThatThrownBy(this::open).isInstanceOf(SourceException.class).hasMessageContaining("chmod go-w");
    }

    /** Who may write the folder of the links could have another key's secret sent as an API key. */
    @Test
    void links_inAFolderThatOthersMayWrite_areRefused() throws IOException {
        Path links = Files.createDirectory(folder.resolve("links"));
        for (String part : new String[] {"grid.api-key", "grid.secret", "grid.passphrase"}) {
            Files.createSymbolicLink(links.resolve(part), folder.resolve(part));
        }
        SecretFiles.Builder builder = SecretFiles.in(links).key("grid", labels("grid"));

        assertThat(text(only(builder.open().read()).secret())).isEqualTo(SECRET);
        permit(links, "rwxrwxrwx");
        assertThatThrownBy(builder::open)
                .isInstanceOf(SourceException.class)
                .hasMessageContaining(links.toString())
                .hasMessageContaining("chmod go-w");
        assertThatThrownBy(() -> builder.readableByGroup().open()).isInstanceOf(SourceException.class);
    }

    /** Opening a pipe would wait for ever; a socket stands for it, since Java makes no pipe. */
    @Test
    void file_thatIsNoRegularFile_isRefusedUnopened() throws IOException {
        Path socket = folder.resolve("grid.secret");
        Files.delete(socket);
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            permit(socket, "rw-------");

            assertThatThrownBy(this::open)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("grid.secret is no regular file");
        }
    }

    @Test
    void file_readableByItsGroup_isAcceptedWhereThatWasSaid() throws IOException {
        for (String part : new String[] {"api-key", "secret", "passphrase"}) {
            permit(folder.resolve("grid." + part), "r--r-----");
        }
        SecretFiles.Builder builder = SecretFiles.in(folder).readableByGroup().key("grid", labels("grid"));

        assertThat(text(only(builder.open().read()).secret())).isEqualTo(SECRET);
        permit(folder.resolve("grid.secret"), "r--r--r--");
        assertThatThrownBy(builder::open).isInstanceOf(SourceException.class);
    }

    @Test
    void systemdCredentials_areReadFromTheFolderOfTheUnit() throws IOException {
        permit(folder, "r-x------");
        permit(folder.resolve("grid.secret"), "r--r-----");

        try (SecretFiles source = SecretFiles.systemdCredentials(
                        name -> name.equals("CREDENTIALS_DIRECTORY") ? folder.toString() : null)
                .key("grid", labels("grid"))
                .open()) {
            assertThat(text(only(source.read()).secret())).isEqualTo(SECRET);
        } finally {
            permit(folder, "rwx------");
        }
        assertThatThrownBy(() -> SecretFiles.systemdCredentials(name -> null))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("LoadCredential");
    }

    @Test
    void content_emptyHugeOrNoText_isRefusedByTheNameOfItsFile() throws IOException {
        for (byte[] content : new byte[][] {
            {}, "\n \n".getBytes(UTF_8), new byte[SecretFile.MOST_BYTES + 1], {'c', (byte) 0xff, 'x'}, {(byte) 0xc3}
        }) {
            write(folder, "grid.secret", content);

            assertThatThrownBy(this::open)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("grid.secret")
                    .hasMessageFindingMatch("empty|more than|not UTF-8");
        }
    }

    @Test
    void name_thatLeavesTheFolder_isRefused() {
        SecretFiles.Builder builder = SecretFiles.in(folder);
        for (String name : new String[] {"", "../grid", "..", ".hidden", "a/b"}) {
            assertThatThrownBy(() -> builder.key(name, labels("grid"))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void watch_ofAReplacedFile_isToldAndTheKeyHasTheNextGeneration() throws Exception {
        try (SecretFiles source = open()) {
            ApiKey before = only(source.read());
            var told = new CountDownLatch(1);
            try (KeySource.Watch watch = source.watch(told::countDown)) {
                assertThat(watch).isNotNull();
                write(folder, "grid.secret", "canary-next-secret-0123456789".getBytes(UTF_8));

                assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            }
            ApiKey after = only(source.read());
            assertThat(text(after.secret())).isEqualTo("canary-next-secret-0123456789");
            assertThat(after.generation()).isEqualTo(before.generation() + 1);
        }
    }

    /** What the kubelet does: the files are links into a folder behind the link ..data, which is swapped in one step. */
    @Test
    void watch_ofAKubernetesMount_noticesTheSwapOfItsLink(@TempDir Path mount) throws Exception {
        Path first = Files.createDirectory(mount.resolve("..2026_01_01"));
        for (String part : new String[] {"grid.api-key", "grid.secret", "grid.passphrase"}) {
            Files.copy(folder.resolve(part), first.resolve(part), StandardCopyOption.COPY_ATTRIBUTES);
            Files.createSymbolicLink(mount.resolve(part), Path.of("..data", part));
        }
        Files.createSymbolicLink(mount.resolve("..data"), first.getFileName());
        try (SecretFiles source =
                SecretFiles.in(mount).key("grid", labels("grid")).open()) {
            var told = new CountDownLatch(1);
            try (KeySource.Watch watch = source.watch(told::countDown)) {
                assertThat(watch).isNotNull();
                Path second = Files.createDirectory(mount.resolve("..2026_01_02"));
                for (String part : new String[] {"grid.api-key", "grid.passphrase"}) {
                    Files.copy(first.resolve(part), second.resolve(part), StandardCopyOption.COPY_ATTRIBUTES);
                }
                write(second, "grid.secret", "canary-next-secret-0123456789".getBytes(UTF_8));
                Files.createSymbolicLink(mount.resolve("..data_tmp"), second.getFileName());
                Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

                assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(text(only(source.read()).secret())).isEqualTo("canary-next-secret-0123456789");
        }
    }

    /** A mount as the kubelet makes it, with one version of a key; the files are links into a folder behind the link ..data. */
    private Path mount(String version) throws IOException {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        for (String part : new String[] {"grid.api-key", "grid.secret", "grid.passphrase"}) {
            Files.createSymbolicLink(mount.resolve(part), Path.of("..data", part));
        }
        swap(mount, version);
        return mount;
    }

    private static void swap(Path mount, String version) throws IOException {
        Path next = Files.createDirectory(mount.resolve(".." + version));
        for (String part : new String[] {"api-key", "secret", "passphrase"}) {
            write(next, "grid." + part, ("canary-" + part + "-" + version).getBytes(UTF_8));
        }
        Files.createSymbolicLink(mount.resolve("..data_tmp"), next.getFileName());
        Files.move(mount.resolve("..data_tmp"), mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static String texts(ApiKey key) {
        return text(key.apiKey()) + " " + text(key.secret()) + " "
                + text(key.passphrase().orElseThrow());
    }

    /** What happens before a file is read. */
    private interface Change {
        void make() throws IOException;
    }

    /** Makes {@code change} once, before the secret is read and after the API key was. */
    private static Consumer<Path> onceBeforeTheSecret(Change change) {
        var done = new AtomicBoolean();
        return file -> {
            if (file.endsWith("grid.secret") && !done.getAndSet(true)) {
                always(change).accept(file);
            }
        };
    }

    private static Consumer<Path> always(Change change) {
        return file -> {
            try {
                change.make();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    @Test
    void read_ofAMountThatIsSwappedMeanwhile_givesTheKeyOfOneVersion() throws IOException {
        Path mount = mount("A");
        SecretFiles.Builder builder = SecretFiles.in(mount).key("grid", labels("grid"));
        Change toB = () -> swap(mount, "B");
        Change toCWithoutB = () -> {
            swap(mount, "C");
            delete(mount.resolve("..B"));
        };

        try (SecretFiles kept = builder.beforePart(onceBeforeTheSecret(toB)).open();
                SecretFiles swept =
                        builder.beforePart(onceBeforeTheSecret(toCWithoutB)).open()) {
            assertThat(texts(only(kept.read()))).isEqualTo("canary-api-key-C canary-secret-C canary-passphrase-C");
            assertThat(texts(only(swept.read()))).isEqualTo("canary-api-key-C canary-secret-C canary-passphrase-C");
        }
    }

    /** The first version is read whole although it is no longer the one in place. */
    @Test
    void generation_ofAMountThatIsSwappedMeanwhile_growsOncePerVersion() throws IOException {
        Path mount = mount("A");
        var change = new AtomicReference<Consumer<Path>>(file -> {});
        try (SecretFiles source = SecretFiles.in(mount)
                .key("grid", labels("grid"))
                .beforePart(file -> change.get().accept(file))
                .open()) {
            change.set(onceBeforeTheSecret(() -> swap(mount, "B")));
            ApiKey during = only(source.read());
            ApiKey after = only(source.read());

            assertThat(texts(during)).isEqualTo("canary-api-key-A canary-secret-A canary-passphrase-A");
            assertThat(during.generation()).isEqualTo(1);
            assertThat(texts(after)).isEqualTo("canary-api-key-B canary-secret-B canary-passphrase-B");
            assertThat(after.generation()).isEqualTo(2);
        }
    }

    @Test
    void read_ofFilesThatAreReplacedMeanwhile_isDoneAgain() throws IOException {
        var change = new AtomicReference<Consumer<Path>>(file -> {});
        try (SecretFiles source = SecretFiles.in(folder)
                .key("grid", labels("grid"))
                .beforePart(file -> change.get().accept(file))
                .open()) {
            change.set(onceBeforeTheSecret(() -> {
                write(folder, "grid.api-key", "canary-api-key-B".getBytes(UTF_8));
                write(folder, "grid.secret", "canary-secret-B".getBytes(UTF_8));
            }));
            ApiKey key = only(source.read());

            assertThat(texts(key)).isEqualTo("canary-api-key-B canary-secret-B " + PASSPHRASE);
            assertThat(key.generation()).isEqualTo(2);
        }
    }

    @Test
    void read_ofFilesThatNeverRest_saysSoAndLaterReadsThem() throws IOException {
        var count = new AtomicInteger();
        var change = new AtomicReference<Consumer<Path>>(file -> {});
        try (SecretFiles source = SecretFiles.in(folder)
                .key("grid", labels("grid"))
                .beforePart(file -> change.get().accept(file))
                .open()) {
            change.set(
                    always(() -> write(folder, "grid.api-key", ("canary-" + count.incrementAndGet()).getBytes(UTF_8))));
            assertThatThrownBy(source::read)
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("changed each of the 5 times")
                    .hasMessageContaining("one rename")
                    .hasMessageNotContaining("canary");

            change.set(file -> {});
            ApiKey key = only(source.read());
            assertThat(text(key.apiKey())).isEqualTo("canary-" + count);
            assertThat(key.generation()).isEqualTo(2);
        }
    }

    /** The watch reads too, on a thread of its own. */
    @Test
    void fingerprint_takenOnManyThreads_isTheSame() throws Exception {
        try (ApiKey key = labels("grid")
                        .typed(
                                API_KEY.repeat(100).toCharArray(),
                                SECRET.repeat(100).toCharArray(),
                                new char[0])
                        .build();
                var fingerprint = new Fingerprint()) {
            byte[] one = fingerprint.of(key);
            var threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<Integer>> takers = Collections.nCopies(4, () -> {
                    int other = 0;
                    for (int i = 0; i < 500; i++) {
                        other += Arrays.equals(one, fingerprint.of(key)) ? 0 : 1;
                    }
                    return other;
                });
                for (Future<Integer> other : threads.invokeAll(takers)) {
                    assertThat(other.get()).isZero();
                }
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private void dated(Instant time, String... parts) throws IOException {
        for (String part : parts) {
            Files.setLastModifiedTime(folder.resolve("grid." + part), FileTime.from(time));
        }
    }

    @Test
    void createdAt_isTheTimeOfTheYoungestPartUnlessTheLabelsSayIt() throws IOException {
        Instant old = Instant.parse("2026-01-01T00:00:00Z");
        Instant young = Instant.parse("2026-02-01T00:00:00Z");
        Instant labelled = Instant.parse("2025-12-01T00:00:00Z");
        dated(old, "api-key", "passphrase");
        dated(young, "secret");
        try (SecretFiles undated = open();
                SecretFiles source = SecretFiles.in(folder)
                        .key("grid", labels("grid").createdAt(labelled))
                        .open()) {
            assertThat(only(undated.read()).createdAt()).isEqualTo(young);
            assertThat(only(source.read()).createdAt()).isEqualTo(labelled);

            Instant touched = Instant.parse("2026-03-01T00:00:00Z");
            dated(touched, "secret");
            assertThat(only(undated.read()).createdAt()).isEqualTo(young);
            assertThat(only(source.read()).createdAt()).isEqualTo(labelled);

            Instant replaced = Instant.parse("2026-04-01T00:00:00Z");
            write(folder, "grid.secret", "canary-next-secret".getBytes(UTF_8));
            dated(replaced, "secret");
            assertThat(only(undated.read()).createdAt()).isEqualTo(replaced);
            assertThat(only(source.read()).createdAt()).isEqualTo(replaced);
        }
    }

    @Test
    void watch_ofAFolderThatIsGone_isAnError() throws IOException {
        try (SecretFiles source = open()) {
            delete(folder);

            assertThatThrownBy(() -> source.watch(() -> {})).isInstanceOf(SourceException.class);
            Files.createDirectory(folder);
        }
    }
}
