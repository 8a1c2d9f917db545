/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static io.keyguard.vault.Keys.CHEAP;
import static io.keyguard.vault.Keys.PASSPHRASE;
import static io.keyguard.vault.Keys.key;
import static io.keyguard.vault.Keys.secrets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.keyguard.KeyId;
import io.keyguard.VaultException;
import io.keyguard.VaultException.Reason;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class VaultTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void aFile() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        file = folder.resolve("bot.vault");
    }

    private Vault create() {
        return Vault.create(file, PASSPHRASE, CHEAP);
    }

    private Vault open() {
        return Vault.open(file, PASSPHRASE, CHEAP);
    }

    /** Runs {@code call}, which must fail for {@code reason}, without a word of any secret, and leave the file as it was. */
    private void refused(Reason reason, ThrowingCallable call) throws Exception {
        byte[] before = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
        VaultException refusal = catchThrowableOfType(VaultException.class, call);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(reason);
        for (Throwable t = refusal; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage())).doesNotContain("canary");
        }
        assertThat(Files.exists(file) ? Files.readAllBytes(file) : new byte[0]).isEqualTo(before);
    }

    @Test
    void keys_addedReplacedRemoved_areReadBackWithEveryLabel() {
        try (Vault vault = create()) {
            vault.add(key("grid-okx", "canary-secret-1"));
            vault.add(key("hedge-okx", "canary-secret-2"));
            vault.replace(key("grid-okx", "canary-secret-3"));
            vault.remove(KeyId.of("hedge-okx"));
        }
        try (Vault vault = open()) {
            ApiKey read = vault.read().keys().get(KeyId.of("grid-okx"));
            assertThat(vault.read().keys()).hasSize(1);
            assertThat(read.generation()).isEqualTo(2);
            assertThat(read.createdAt()).isAfter(java.time.Instant.EPOCH);
            assertThat(List.of(read.venue(), read.account(), read.accountId().orElseThrow()))
                    .containsExactly("okx", "main", "42");
            assertThat(read.strategies()).containsExactly("grid", "hedge");
            assertThat(Keys.text(read.secret())).isEqualTo("canary-secret-3");
            assertThat(Keys.text(read.apiKey())).isEqualTo("canary-api-key-grid-okx");
            assertThat(Keys.text(read.passphrase().orElseThrow())).isEqualTo("canary-passphrase-é");
        }
    }

    @Test
    void read_ofSomeKeys_givesThoseAsTheyAreAndNoOthers() {
        try (Vault vault = create();
                ApiKey bare = ApiKey.builder(KeyId.of("bare"))
                        .on("okx", "main")
                        .material(Keys.bytes("canary-api-key"), Keys.bytes("canary-secret"), null)
                        .build()) {
            vault.add(key("a", "canary-secret-a"));
            vault.add(bare);
            vault.add(key("c", "canary-secret-c"));
            vault.add(key("d", "canary-secret-d"));

            assertThat(Keys.secrets(vault.read(Set.of(KeyId.of("c"), KeyId.of("nobody")))))
                    .containsExactly(Map.entry("c", "canary-secret-c"));
            assertThat(Keys.secrets(vault.read(Set.of(KeyId.of("bare"), KeyId.of("d")))))
                    .containsExactly(Map.entry("bare", "canary-secret"), Map.entry("d", "canary-secret-d"));
            ApiKey read = vault.read(Set.of(KeyId.of("d"))).keys().get(KeyId.of("d"));
            assertThat(read.strategies()).containsExactlyInAnyOrder("grid", "hedge");
            assertThat(read.accountId()).contains("42");
            assertThat(vault.read(Set.of()).keys()).isEmpty();
        }
    }

    @Test
    void mark_isAnotherAfterEveryChangeOfAnybody_andTheSameOtherwise() throws Exception {
        try (Vault vault = create();
                Vault other = open()) {
            Optional<String> empty = vault.mark();
            assertThat(empty).isPresent().isEqualTo(other.mark());
            other.add(key("a", "canary-secret-a"));
            Optional<String> one = vault.mark();
            assertThat(one).isPresent().isNotEqualTo(empty);
            vault.read().keys().values().forEach(ApiKey::close);
            assertThat(vault.mark()).isEqualTo(one);
            vault.changePassphrase(Keys.passphrase("another canary passphrase"));
            assertThat(vault.mark()).isPresent().isNotEqualTo(one);
        }
        Vault closed = Vault.open(file, Keys.passphrase("another canary passphrase"), CHEAP);
        closed.close();
        refused(Reason.CLOSED, closed::mark);
    }

    @Test
    void keys_notThereOrTwice_areRefused() throws Exception {
        Vault vault = create();
        vault.add(key("grid-okx", "canary-secret-1"));
        refused(Reason.KEY, () -> vault.add(key("grid-okx", "canary-secret-2")));
        refused(Reason.KEY, () -> vault.replace(key("other", "canary-secret-2")));
        refused(Reason.KEY, () -> vault.remove(KeyId.of("other")));
        vault.close();
        refused(Reason.CLOSED, () -> vault.remove(KeyId.of("grid-okx")));
        refused(Reason.CLOSED, vault::read);
    }

    @Test
    void file_holdsNothingInTheClearAndIsPrivate() throws Exception {
        try (Vault vault = create()) {
            vault.add(key("grid-okx", "canary-secret-1"));
        }
        assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("KEYGUARD")
                .doesNotContain("canary", "grid", "okx");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(folder).map(p -> p.getFileName().toString()))
                .containsExactlyInAnyOrder("bot.vault", "bot.vault.lock");
    }

    @Test
    void open_wrongPassphraseOrMissingOrForeignFile_isRefused() throws Exception {
        refused(Reason.MISSING, this::open);
        create().close();
        refused(Reason.WRONG_PASSPHRASE, () -> Vault.open(file, Keys.passphrase("another passphrase"), CHEAP));
        refused(Reason.EXISTS, this::create);
        Files.writeString(file, "canary = in clear text\n");
        refused(Reason.NOT_A_VAULT, this::open);
        Files.write(file, new byte[0]);
        refused(Reason.NOT_A_VAULT, this::open);
    }

    @Test
    void create_shortPassphrase_isRefusedAndLeavesNothing() throws Exception {
        refused(Reason.PASSPHRASE, () -> Vault.create(file, Keys.passphrase("short"), CHEAP));
        assertThat(file).doesNotExist();
    }

    @TestFactory
    Stream<DynamicTest> open_truncatedAtAnyLength_isRefused() throws Exception {
        create().close();
        byte[] whole = Files.readAllBytes(file);
        return Stream.iterate(0, n -> n < whole.length, n -> n + 7)
                .map(n -> DynamicTest.dynamicTest(n + " bytes", () -> {
                    Files.write(file, Arrays.copyOf(whole, n));
                    refused(n < 10 ? Reason.NOT_A_VAULT : Reason.DAMAGED, this::open);
                }));
    }

    /** A header that somebody wrote on purpose: its hash fits. */
    private void forge(UnaryOperator<ByteBuffer> change) throws Exception {
        byte[] content = Files.readAllBytes(file);
        assertThat(change.apply(ByteBuffer.wrap(content))).isNotNull();
        var sha256 = MessageDigest.getInstance("SHA-256");
        sha256.update(content, 0, VaultHeader.LENGTH - 32);
        System.arraycopy(sha256.digest(), 0, content, VaultHeader.LENGTH - 32, 32);
        Files.write(file, content);
    }

    @TestFactory
    Stream<DynamicTest> open_hostileHeader_isRefusedBeforeMemoryIsTaken() {
        Map<String, UnaryOperator<ByteBuffer>> headers = Map.of(
                "2 TiB", b -> b.putInt(11, Integer.MAX_VALUE),
                "negative memory", b -> b.putInt(11, -1),
                "2^31 passes", b -> b.putInt(15, Integer.MAX_VALUE),
                "no lanes", b -> b.putInt(19, 0),
                "many lanes", b -> b.putInt(19, 255).putInt(11, 8 * 255),
                "another function", b -> b.put(10, (byte) 9));
        return headers.entrySet().stream()
                .map(h -> DynamicTest.dynamicTest(h.getKey(), () -> {
                    Files.deleteIfExists(file);
                    create().close();
                    forge(h.getValue());
                    refused(Reason.COST_REFUSED, this::open);
                }));
    }

    @Test
    void open_costBelowTheFloorOrBeyondTheHeap_isRefused() throws Exception {
        create().close();
        refused(Reason.COST_REFUSED, () -> Vault.open(file, PASSPHRASE, VaultOptions.defaults()));
        long heapKib = Runtime.getRuntime().maxMemory() / 1024;
        forge(b -> b.putInt(11, (int) Math.min(heapKib + 1, Integer.MAX_VALUE)));
        var endless =
                VaultOptions.defaults().insecureCostForTests().ceiling(new KdfParameters(Integer.MAX_VALUE, 64, 16));
        refused(Reason.COST_REFUSED, () -> Vault.open(file, PASSPHRASE, endless));
    }

    @Test
    void open_newerVersion_saysSo() throws Exception {
        create().close();
        forge(b -> b.putShort(8, (short) 2));
        refused(Reason.NOT_A_VAULT, this::open);
    }

    @Test
    void open_fileOrFolderOpenToOthers_isRefused() throws Exception {
        create().close();
        for (String permissions : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            refused(Reason.UNSAFE_FILE, this::open);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwx---"));
        refused(Reason.UNSAFE_FILE, this::open);
    }

    @Test
    void open_olderStateInItsPlace_isRefusedByWhoeverSawTheNewerOne() throws Exception {
        var anchored = CHEAP.anchor(folder.resolve("anchor"));
        Vault vault = Vault.create(file, PASSPHRASE, anchored);
        vault.add(key("grid-okx", "canary-secret-1"));
        byte[] older = Files.readAllBytes(file);
        vault.replace(key("grid-okx", "canary-secret-2"));

        Files.write(file, older);

        refused(Reason.ROLLED_BACK, vault::read);
        refused(Reason.ROLLED_BACK, () -> Vault.open(file, PASSPHRASE, anchored));
        // Without an anchor nobody can know: the documentation says so.
        try (Vault forgetful = open()) {
            assertThat(secrets(forgetful.read())).containsValue("canary-secret-1");
        }
        Files.writeString(folder.resolve("anchor"), "not a number");
        refused(Reason.DAMAGED, () -> Vault.open(file, PASSPHRASE, anchored));
    }

    @Test
    void open_partsOfTwoStates_isRefused() throws Exception {
        Vault vault = create();
        vault.add(key("grid-okx", "canary-secret-1"));
        byte[] older = Files.readAllBytes(file);
        vault.replace(key("grid-okx", "canary-secret-2"));
        byte[] newer = Files.readAllBytes(file);
        System.arraycopy(older, VaultHeader.LENGTH, newer, VaultHeader.LENGTH, older.length - VaultHeader.LENGTH);

        Files.write(file, newer);

        refused(Reason.DAMAGED, this::open);
        refused(Reason.DAMAGED, vault::read);
    }

    @Test
    void changePassphrase_oldOneOpensNoMore_andAnOpenVaultAsksItsSourceAgain() throws Exception {
        Vault vault = create();
        vault.add(key("grid-okx", "canary-secret-1"));
        Vault bystander = open();

        vault.changePassphrase(Keys.passphrase("the new passphrase"));

        assertThat(secrets(vault.read())).containsValue("canary-secret-1");
        vault.add(key("hedge-okx", "canary-secret-2"));
        refused(Reason.WRONG_PASSPHRASE, this::open);
        refused(Reason.WRONG_PASSPHRASE, bystander::read);
        try (Vault again = Vault.open(file, Keys.passphrase("the new passphrase"), CHEAP)) {
            assertThat(again.read().keys()).hasSize(2);
        }
    }

    @Test
    void read_passphraseUnchanged_asksForNothingAgain() {
        var asked = new AtomicInteger();
        create().close();
        Vault vault = Vault.open(
                file,
                borrower -> {
                    asked.incrementAndGet();
                    PASSPHRASE.lend(borrower);
                },
                CHEAP);
        try (Vault other = open()) {
            other.add(key("grid-okx", "canary-secret-1"));
        }

        assertThat(vault.read().keys()).hasSize(1);
        assertThat(asked).hasValue(1);
    }

    @Test
    void write_anotherProcessWrites_isBusy() throws Exception {
        Vault vault = Vault.create(file, PASSPHRASE, CHEAP.lockWait(Duration.ZERO));
        var locked = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        var holder = new Thread(() -> {
            try (VaultLock lock = VaultLock.take(file, Duration.ofSeconds(5))) {
                lock.requireHeld();
                locked.countDown();
                done.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        holder.start();
        locked.await(1, TimeUnit.MINUTES);
        refused(Reason.BUSY, () -> vault.add(key("grid-okx", "canary-secret-1")));
        done.countDown();
        holder.join();
        vault.add(key("grid-okx", "canary-secret-1"));
    }

    @Test
    void write_twoVaultsAtOnce_loseNothing() throws Exception {
        create().close();
        var failures = new ArrayList<Throwable>();
        var writers = new ArrayList<Thread>();
        for (int w = 0; w < 4; w++) {
            int writer = w;
            var thread = new Thread(() -> {
                try (Vault vault = open()) {
                    for (int i = 0; i < 10; i++) {
                        vault.add(key("k" + writer + "-" + i, "canary-secret"));
                    }
                }
            });
            thread.setUncaughtExceptionHandler((t, e) -> {
                synchronized (failures) {
                    failures.add(e);
                }
            });
            writers.add(thread);
            thread.start();
        }
        for (Thread writer : writers) {
            writer.join();
        }

        assertThat(failures).isEmpty();
        try (Vault vault = open()) {
            assertThat(vault.read().keys()).hasSize(40);
            assertThat(vault.read().generation()).isEqualTo(41);
        }
    }

    @Test
    void write_folderGone_isAnIoErrorAndSaysNothingElse() throws Exception {
        Vault vault = create();
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-moved");
        Files.move(folder, elsewhere, StandardCopyOption.ATOMIC_MOVE);
        VaultException refusal =
                catchThrowableOfType(VaultException.class, () -> vault.add(key("grid-okx", "canary-secret-1")));
        assertThat(refusal.reason()).isIn(Reason.IO, Reason.MISSING);
        Files.move(elsewhere, folder, StandardCopyOption.ATOMIC_MOVE);
        vault.add(key("grid-okx", "canary-secret-1"));
    }

    @Test
    void watch_replacedByAnother_callsOnceAndNotAfterClose() {
        Vault vault = create();
        var calls = new AtomicInteger();
        var later = new AtomicInteger();
        KeySource.Watch watch = vault.watch(calls::incrementAndGet);

        try (Vault other = open()) {
            other.add(key("grid-okx", "canary-secret-1"));
            await().until(() -> calls.get() == 1);
            watch.close();
            watch.close();
            KeySource.Watch second = vault.watch(later::incrementAndGet);
            other.add(key("hedge-okx", "canary-secret-2"));
            await().until(() -> later.get() == 1);
            second.close();
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void watch_whoseCalleeFails_callsItAgain() {
        Vault vault = create();
        var calls = new AtomicInteger();
        try (Vault other = open();
                KeySource.Watch watch = vault.watch(() -> {
                    if (calls.incrementAndGet() == 1) {
                        throw new AssertionError("once");
                    }
                })) {
            other.add(key("grid-okx", "canary-secret-1"));
            await().dontCatchUncaughtExceptions().until(() -> calls.get() == 2);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void open_throughALink_writesWhereTheLinkPoints() throws Exception {
        create().close();
        Path link = Files.createSymbolicLink(
                Files.createDirectory(folder.resolve("links")).resolve("linked.vault"), file);
        try (Vault linked = Vault.open(link, PASSPHRASE, CHEAP);
                Vault direct = open()) {
            linked.add(key("grid-okx", "canary-secret-1"));
            direct.add(key("hedge-okx", "canary-secret-2"));

            assertThat(Files.isSymbolicLink(link)).isTrue();
            assertThat(linked.read().keys()).hasSize(2);
        }
    }

    @Test
    void create_inAFolderOpenToOthers_leavesNoFile() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxr-x"));
        Path there = open.resolve("bot.vault");

        refused(Reason.UNSAFE_FILE, () -> Vault.create(there, PASSPHRASE, CHEAP));

        assertThat(there).doesNotExist();
    }

    @Test
    void raise_byManyReadersAndWriters_neverFallsBack() throws Exception {
        VaultOptions anchored = CHEAP.anchor(folder.resolve("anchor"));
        Vault.create(file, PASSPHRASE, anchored).close();
        var writing = CompletableFuture.runAsync(() -> {
            try (Vault writer = Vault.open(file, PASSPHRASE, anchored)) {
                for (int i = 0; i < 40; i++) {
                    writer.add(key("k" + i, "canary-secret-1"));
                }
            }
        });
        try (Vault reader = Vault.open(file, PASSPHRASE, anchored)) {
            while (!writing.isDone()) {
                reader.read().keys().values().forEach(ApiKey::close);
            }
        }
        writing.get();

        assertThat(Files.readString(folder.resolve("anchor"))).isEqualTo("41");
    }

    @Test
    void passphraseSources_fileAndDescriptor_giveTheSameBytesAndRefuseWhatIsUnsafe() throws Exception {
        Path secret = folder.resolve("passphrase");
        Files.writeString(secret, "canary passphrase\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        create().close();
        Vault.open(file, PassphraseSource.file(secret), CHEAP).close();

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
        refused(Reason.UNSAFE_FILE, () -> Vault.open(file, PassphraseSource.file(secret), CHEAP));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(secret, "\n");
        refused(Reason.PASSPHRASE, () -> Vault.open(file, PassphraseSource.file(secret), CHEAP));
        Files.writeString(secret, "x".repeat(2000));
        refused(Reason.PASSPHRASE, () -> Vault.open(file, PassphraseSource.file(secret), CHEAP));
        refused(Reason.PASSPHRASE, () -> Vault.open(file, PassphraseSource.systemdCredential("canary"), CHEAP));
        refused(Reason.PASSPHRASE, () -> Vault.open(file, PassphraseSource.fileDescriptor(987), CHEAP));
    }

    @Test
    void lentPassphrase_isWipedAfterwards() {
        var seen = new ArrayList<byte[]>();
        char[] typed = "canary passphrase".toCharArray();

        PassphraseSource.ofChars(typed).lend(seen::add);

        assertThat(seen.get(0)).containsOnly(0);
        assertThat(typed).containsOnly('\0');
    }

    @Test
    void toString_showsThePathAlone() {
        try (Vault vault = create()) {
            vault.add(key("grid-okx", "canary-secret-1"));
            assertThat(vault + vault.name() + vault.read()).doesNotContain("canary");
        }
        assertThatThrownBy(() -> VaultOptions.defaults().kdf(new KdfParameters(1024, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void lockFile_outlivesTheVault_andIsNotMistakenForIt() throws Exception {
        create().close();
        Files.delete(file);
        try (FileChannel lock = FileChannel.open(folder.resolve("bot.vault.lock"), StandardOpenOption.WRITE)) {
            assertThat(lock.size()).isZero();
        }
        create().close();
    }
}
