/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static io.keyguard.vault.Keys.CHEAP;
import static io.keyguard.vault.Keys.PASSPHRASE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.KeyId;
import io.keyguard.VaultException;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.vault.LossyDisk.PowerCut;
import io.keyguard.vault.LossyDisk.Survival;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Crashes: of a file system that loses what was not synced, and of a process that is killed. */
class VaultCrashTest {
    private static final Path FILE = Path.of("/disk/bot.vault");
    private static final Path ANCHOR = Path.of("/disk/anchor");
    private static final PassphraseSource OTHER_PASSPHRASE =
            PassphraseSource.ofChars("another canary passphrase".toCharArray());
    private static final VaultOptions OPTIONS = CHEAP.anchor(ANCHOR);

    private static Path locks;

    @BeforeAll
    @BeforeContainer
    static void makeFolder() throws IOException {
        locks = Files.createTempDirectory("keyguard-crash");
    }

    @AfterAll
    @AfterContainer
    static void removeFolder() throws IOException {
        try (Stream<Path> files = Files.walk(locks)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** What an operation does to a vault, and to the model of it: ids to secrets. */
    record Operation(String name, Consumer<Vault> onVault, Consumer<Map<String, String>> onModel) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Operation add(String id, String secret) {
        return new Operation("add " + id, vault -> with(id, secret, vault::add), model -> model.put(id, secret));
    }

    private static Operation replace(String id, String secret) {
        return new Operation(
                "replace " + id, vault -> with(id, secret, vault::replace), model -> model.put(id, secret));
    }

    private static Operation remove(String id) {
        return new Operation("remove " + id, vault -> vault.remove(KeyId.of(id)), model -> model.remove(id));
    }

    private static Operation restore() {
        return new Operation(
                "restore",
                vault -> with(
                        "a",
                        "canary-secret-old",
                        key -> vault.restore(List.of(key), id -> false, FILE.resolveSibling("bot.vault.kept"))),
                model -> {
                    model.clear();
                    model.put("a", "canary-secret-old");
                });
    }

    private static Operation changePassphrase() {
        return new Operation("change passphrase", vault -> vault.changePassphrase(PASSPHRASE), model -> {});
    }

    private static void with(String id, String secret, Consumer<ApiKey> use) {
        try (ApiKey key = Keys.key(id, secret)) {
            use.accept(key);
        }
    }

    private static LossyDisk filled() {
        var disk = new LossyDisk(locks);
        try (Vault vault = Vault.create(FILE, PASSPHRASE, OPTIONS, disk)) {
            with("a", "canary-secret-a", vault::add);
            with("b", "canary-secret-b", vault::add);
        }
        return disk;
    }

    private static Map<String, String> filledModel() {
        return new TreeMap<>(Map.of("a", "canary-secret-a", "b", "canary-secret-b"));
    }

    private static Map<String, String> read(LossyDisk disk) {
        try (Vault vault = Vault.open(FILE, PASSPHRASE, OPTIONS, disk)) {
            var snapshot = vault.read();
            Map<String, String> secrets = Keys.secrets(snapshot);
            snapshot.keys().values().forEach(ApiKey::close);
            return secrets;
        }
    }

    private static Stream<Survival> survivals(LossyDisk disk) {
        return IntStream.range(0, 1 << disk.pendingNamings())
                .boxed()
                .flatMap(namings -> IntStream.rangeClosed(0, 4).mapToObj(quarters -> new Survival(namings, quarters)));
    }

    /** Runs {@code operation} until the power is cut before step {@code cut}; returns whether it came to its end. */
    private static boolean ran(LossyDisk disk, Operation operation, int cut) {
        try (Vault vault = Vault.open(FILE, PASSPHRASE, OPTIONS, disk)) {
            disk.cutBefore(cut);
            operation.onVault().accept(vault);
            return true;
        } catch (PowerCut e) {
            return false;
        }
    }

    static Stream<Operation> operations() {
        return Stream.of(
                add("c", "canary-secret-c"),
                replace("a", "canary-secret-a2"),
                remove("b"),
                restore(),
                changePassphrase());
    }

    @TestFactory
    Stream<DynamicTest> change_withThePowerCutAnywhere_leavesTheOldStateOrTheNew() {
        return operations()
                .map(operation -> DynamicTest.dynamicTest(operation.name(), () -> assertCrashSafe(operation, -1)));
    }

    /** Crashes before every step and after the last, with every subset of what was not synced. */
    private static void assertCrashSafe(Operation operation, int ignoredSync) {
        boolean done = false;
        for (int cut = 0; !done; cut++) {
            LossyDisk disk = filled();
            disk.ignoreSync(ignoredSync);
            done = ran(disk, operation, cut);
            Map<String, String> before = filledModel();
            Map<String, String> after = filledModel();
            operation.onModel().accept(after);
            boolean returned = done;
            survivals(disk).forEach(survival -> {
                Map<String, String> left = read(disk.afterCrash(survival));
                if (returned) {
                    assertThat(left).as("after it returned").isEqualTo(after);
                } else {
                    assertThat(left).isIn(before, after);
                }
            });
            if (returned) {
                assertThat(anchorIn(disk.afterCrash(new Survival(0, 0)))).isEqualTo(4);
            }
        }
    }

    private static long anchorIn(LossyDisk disk) {
        try {
            return Long.parseLong(new String(disk.read(ANCHOR, 100), UTF_8));
        } catch (IOException e) {
            return -1;
        }
    }

    /** Each sync of a change is needed: without it some crash loses the vault, or what was promised. */
    @TestFactory
    Stream<DynamicTest> change_withAnyOneSyncLeftOut_doesNotSurviveEveryCrash() {
        LossyDisk disk = filled();
        disk.ignoreSync(-1);
        assertThat(ran(disk, replace("a", "canary-secret-a2"), Integer.MAX_VALUE))
                .isTrue();
        assertThat(disk.syncs()).as("of file and folder, for vault and anchor").isEqualTo(4);
        return IntStream.range(0, disk.syncs())
                .mapToObj(sync -> DynamicTest.dynamicTest(
                        "sync " + sync,
                        () -> assertThatThrownBy(() -> assertCrashSafe(replace("a", "canary-secret-a2"), sync))
                                .isInstanceOfAny(AssertionError.class, VaultException.class)));
    }

    @Test
    void change_onAFullDisk_failsAndLosesNothing() {
        for (int failing = 0; failing < 5; failing++) {
            LossyDisk disk = filled();
            try (Vault vault = Vault.open(FILE, PASSPHRASE, CHEAP, disk)) {
                disk.failAt(failing);
                assertThatThrownBy(() -> with("c", "canary-secret-c", vault::add))
                        .isInstanceOf(VaultException.class)
                        .hasMessageContaining(failing < 4 ? "writing it failed (No space left on device)" : "power cut")
                        .hasMessageNotContaining("canary");
                disk.failAt(Integer.MAX_VALUE);
                // Once the new file is in place only the promise that it survives a power cut is missing.
                assertThat(vault.read().keys().size()).isEqualTo(failing < 4 ? 2 : 3);
                with("d", "canary-secret-d", vault::add);
            }
            assertThat(read(disk)).containsKeys("a", "b", "d");
        }
    }

    @Test
    void failure_ofADisk_saysWhatTheSystemSays_andRepeatsNothingElse() {
        Map<IOException, String> failures = Map.of(
                new FileSystemException("/x", null, "Read-only file system"), "(Read-only file system)",
                new IOException("Input/output error"), "(Input/output error)",
                new AccessDeniedException("/x"), "(permission denied)",
                new FileSystemException("/x", null, "canary"), "(FileSystemException)",
                new IOException("canary"), "(IOException)");
        failures.forEach((failure, words) -> assertThat(VaultExceptions.io(FILE, "locking it for writing", failure))
                .hasMessageContaining("locking it for writing failed " + words)
                .hasMessageNotContaining("canary"));
    }

    @Test
    void everyChange_withADiskThatFillsUpAnywhere_leavesWhatItSays() {
        Map<String, Consumer<Vault>> changes = Map.of(
                "add", vault -> with("c", "canary-secret-c", vault::add),
                "replace", vault -> with("a", "canary-secret-2", vault::replace),
                "remove", vault -> vault.remove(KeyId.of("a")),
                "passphrase", vault -> vault.changePassphrase(OTHER_PASSPHRASE));
        changes.forEach((name, change) -> {
            boolean failed = true;
            for (int failing = 0; failed; failing++) {
                LossyDisk disk = filled();
                try (Vault vault = Vault.open(FILE, PASSPHRASE, OPTIONS, disk)) {
                    long before = generation(vault);
                    disk.failAt(failing);
                    VaultException failure = catchThrowableOfType(VaultException.class, () -> change.accept(vault));
                    disk.failAt(Integer.MAX_VALUE);
                    failed = failure != null;
                    boolean inPlace = !failed || failure.reason() == VaultException.Reason.NOT_DURABLE;
                    assertThat(generation(vault)).as(name + failing).isEqualTo(inPlace ? before + 1 : before);
                    boolean changed = inPlace && name.equals("passphrase");
                    Vault.open(FILE, changed ? OTHER_PASSPHRASE : PASSPHRASE, OPTIONS, disk)
                            .close();
                }
            }
        });
    }

    private static long generation(Vault vault) {
        KeySnapshot snapshot = vault.read();
        snapshot.keys().values().forEach(ApiKey::close);
        return snapshot.generation();
    }

    @Test
    void create_withThePowerCutAnywhere_leavesNothingOrAVaultThatOpens() {
        boolean done = false;
        for (int cut = 0; !done; cut++) {
            var disk = new LossyDisk(locks);
            disk.cutBefore(cut);
            try {
                Vault.create(FILE, PASSPHRASE, OPTIONS, disk).close();
                done = true;
            } catch (PowerCut e) {
                done = false;
            }
            boolean returned = done;
            survivals(disk).forEach(survival -> {
                LossyDisk left = disk.afterCrash(survival);
                try {
                    assertThat(read(left)).isEmpty();
                } catch (VaultException e) {
                    assertThat(e.reason()).isEqualTo(VaultException.Reason.MISSING);
                    assertThat(returned).isFalse();
                    Vault.create(FILE, PASSPHRASE, OPTIONS, left).close();
                }
            });
        }
    }

    @Provide
    static Arbitrary<List<Integer>> steps() {
        return Arbitraries.integers().between(0, 1_000_000).list().ofMinSize(1).ofMaxSize(8);
    }

    /** Any sequence of changes, each of which may be cut short; the next goes on with what the crash left. */
    @Property(tries = 150)
    void changes_withCrashesBetweenThem_leaveAVaultThatOpensWithOneOfTheTwoStates(
            @ForAll("steps") List<Integer> steps) {
        LossyDisk disk = filled();
        Map<String, String> model = filledModel();
        for (int step : steps) {
            var random = new Random(step);
            Operation operation = any(model, random);
            Map<String, String> after = new TreeMap<>(model);
            operation.onModel().accept(after);
            boolean returned = ran(disk, operation, random.nextInt(14));
            disk = disk.afterCrash(new Survival(random.nextInt(1 << 10), random.nextInt(5)));
            Map<String, String> left = read(disk);
            assertThat(left).isIn(returned ? List.of(after) : List.of(model, after));
            model = left;
        }
    }

    private static Operation any(Map<String, String> model, Random random) {
        var ids = new ArrayList<>(model.keySet());
        String secret = "canary-secret-" + random.nextInt(1000);
        return switch (ids.isEmpty() ? 0 : random.nextInt(4)) {
            case 0 -> add(unused(model), secret);
            case 1 -> replace(ids.get(random.nextInt(ids.size())), secret);
            case 2 -> remove(ids.get(random.nextInt(ids.size())));
            default -> changePassphrase();
        };
    }

    private static String unused(Map<String, String> model) {
        return IntStream.rangeClosed(0, model.size())
                .mapToObj(n -> "new" + n)
                .filter(id -> !model.containsKey(id))
                .findFirst()
                .orElseThrow();
    }

    // Damage

    private static byte[] bytes(LossyDisk disk) {
        try {
            return disk.read(FILE, Integer.MAX_VALUE);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static LossyDisk holding(byte[] content) throws IOException {
        var disk = new LossyDisk(locks);
        disk.create(FILE, content);
        return disk;
    }

    private static void assertRefused(byte[] content) throws IOException {
        LossyDisk disk = holding(content);
        assertThatThrownBy(() -> Vault.open(FILE, PASSPHRASE, CHEAP, disk))
                .isInstanceOf(VaultException.class)
                .hasMessageNotContaining("canary");
        assertThat(bytes(disk)).isEqualTo(content);
    }

    @Property(tries = 400)
    void open_withAnyBitFlipped_isRefused(@ForAll @IntRange(max = 1_000_000) int at) throws IOException {
        byte[] content = bytes(filled());
        int bit = at % (content.length * 8);
        content[bit / 8] ^= (byte) (1 << (bit % 8));

        assertRefused(content);
    }

    @Property(tries = 200)
    void open_withAnyStretchCutOutDoubledOrOverwritten_isRefused(
            @ForAll @IntRange(max = 1_000_000) int at,
            @ForAll @IntRange(min = 1, max = 600) int length,
            @ForAll @IntRange(max = 2) int way)
            throws IOException {
        byte[] content = bytes(filled());
        int from = at % content.length;
        int to = Math.min(content.length, from + length);
        var damaged = new java.io.ByteArrayOutputStream();
        damaged.write(content, 0, from);
        if (way == 1) {
            damaged.write(content, from, to - from);
            damaged.write(content, from, to - from);
        } else if (way == 2) {
            for (int i = from; i < to; i++) {
                damaged.write(~content[i]);
            }
        }
        damaged.write(content, to, content.length - to);

        assertRefused(damaged.toByteArray());
    }

    /** Entries are inside one sealed body: an older one, or its absence, can only come with an older or another file. */
    @Property(tries = 100)
    void open_withBytesOfAnOlderStateAnywhere_isRefused(
            @ForAll @IntRange(max = 1_000_000) int at, @ForAll @IntRange(min = 1, max = 2_000) int length)
            throws IOException {
        LossyDisk disk = filled();
        byte[] older = bytes(disk);
        assertThat(ran(disk, remove("b"), Integer.MAX_VALUE)).isTrue();
        byte[] mixed = bytes(disk);
        int from = at % mixed.length;
        int to = Math.min(mixed.length, from + length);
        System.arraycopy(older, from, mixed, from, to - from);
        if (java.util.Arrays.equals(mixed, bytes(disk))) {
            return;
        }
        if (java.util.Arrays.equals(mixed, older)) {
            LossyDisk rolledBack = disk.afterCrash(new Survival(~0, 4));
            rolledBack.delete(FILE);
            rolledBack.create(FILE, older);
            assertThatThrownBy(() -> Vault.open(FILE, PASSPHRASE, OPTIONS, rolledBack))
                    .isInstanceOf(VaultException.class);
            return;
        }
        assertRefused(mixed);
    }

    // A killed process

    /** Replaces one key without end and says after each time how far it is; to be killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] args) throws IOException {
            try (Vault vault = Vault.open(Path.of(args[0]), PASSPHRASE, CHEAP)) {
                for (int i = Integer.parseInt(args[1]); ; i++) {
                    int now = i;
                    with("counter", "canary-" + now, vault::replace);
                    System.out.println(now);
                    System.out.flush();
                }
            }
        }
    }

    @Test
    void process_killedWhileItWrites_leavesAVaultWithWhatItPromised() throws Exception {
        Path file = locks.resolve("killed.vault");
        try (Vault vault = Vault.create(file, PASSPHRASE, CHEAP)) {
            with("counter", "canary-0", vault::add);
        }
        int promised = 0;
        var random = new Random(7);
        for (int round = 0; round < 8; round++) {
            promised = writeAndKill(file, promised + 1, 20 + random.nextInt(60));
            int kept = counterIn(file);
            assertThat(kept).isBetween(promised, promised + 1);
            promised = kept;
        }
        assertThat(promised).isGreaterThan(160);
    }

    private static int writeAndKill(Path file, int from, int times) throws Exception {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        file.toString(),
                        Integer.toString(from))
                .redirectErrorStream(true)
                .start();
        int last = 0;
        try (BufferedReader lines = writer.inputReader(UTF_8)) {
            while (times-- > 0) {
                last = Integer.parseInt(lines.readLine());
            }
            // On Unix this is SIGKILL.
            writer.toHandle().destroyForcibly();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                last = Math.max(last, Integer.parseInt(line));
            }
        }
        assertThat(writer.waitFor()).isNotZero();
        return last;
    }

    private static int counterIn(Path file) {
        try (Vault vault = Vault.open(file, PASSPHRASE, CHEAP)) {
            var snapshot = vault.read();
            String secret = Keys.secrets(snapshot).get("counter");
            snapshot.keys().values().forEach(ApiKey::close);
            return Integer.parseInt(secret.substring("canary-".length()));
        }
    }
}
