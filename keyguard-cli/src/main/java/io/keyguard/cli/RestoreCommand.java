/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.exceptionfactory.jagged.RecipientStanzaReader;
import io.keyguard.KeyId;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.KeyBackup;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard restore}. */
@Command(
        name = "restore",
        description = {
            "Brings the keys of a backup back into a vault. Says what would change, and changes nothing without --yes.",
            "Afterwards the vault has the keys of the backup and no other (--keep-others), and the vault as it was is kept beside it.",
            "A vault that does not exist is made. Keys that were remembered as revoked are refused (--state)."
        },
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final List<String> COLUMNS = List.of("CHANGE", "KEY", "VENUE", "ACCOUNT", "NOW", "BACKUP");
    private static final String WITHOUT_STATE = "; without --state nobody looked whether keys were revoked";
    private static final int MOST_BYTES = 1 << 25;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Desk desk;

    @Parameters(index = "0", paramLabel = "FILE", description = "the backup: an age file that keyguard backup wrote")
    private @Nullable Path backup;

    @Parameters(index = "1", paramLabel = "VAULT", description = "the file of the vault")
    private @Nullable Path vaultFile;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--identity-file",
            paramLabel = "FILE",
            description =
                    "what age-keygen wrote; only its owner may read it. Without it, the passphrase of the backup is asked for")
    private @Nullable Path identityFile;

    @Option(
            names = "--backup-passphrase-file",
            paramLabel = "FILE",
            description = "read the passphrase of the backup from FILE instead of asking")
    private @Nullable Path backupPassphraseFile;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "KEY",
            description = "bring these back alone, and keep the others")
    private Set<String> only = Set.of();

    @Option(names = "--keep-others", description = "keys that are not in the backup stay in the vault")
    private boolean keepOthers;

    @Option(names = "--skip-revoked", description = "leave revoked keys out, instead of refusing the backup for them")
    private boolean skipRevoked;

    @Option(names = "--yes", description = "do it")
    private boolean yes;

    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private Output output = new Output();

    private int status;

    RestoreCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        Path file = requireGiven(vaultFile);
        status = ExitStatus.DONE;
        try (KeyBackup from = open(requireGiven(backup))) {
            requireKnown(from);
            state.recording(recorder -> {
                if (Files.exists(file)) {
                    try (Vault vault = openVault(file)) {
                        // Not before the passphrase is typed: meanwhile something may be revoked.
                        restore(vault, from, revoked(from, recorder), recorder);
                    }
                } else {
                    make(file, from, recorder);
                }
            });
        }
        return status;
    }

    private static Path requireGiven(@Nullable Path path) {
        if (path == null) {
            throw new IllegalArgumentException("name the backup and the vault");
        }
        return path;
    }

    private void requireKnown(KeyBackup from) {
        var ids = from.keys().stream().map(key -> key.id().value()).collect(Collectors.toSet());
        var missing = new TreeSet<>(only);
        missing.removeAll(ids);
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    missing.size() + " of the keys after --only are not in the backup, which has "
                            + String.join(", ", new TreeSet<>(ids)));
        }
    }

    private Vault openVault(Path file) {
        return Vault.open(file, VaultFileOptions.passphrase(passphraseFile, desk.prompts()), desk.options());
    }

    private KeyBackup open(Path file) {
        byte[] content = read(file);
        byte[] plain = decrypt(content);
        try {
            return KeyBackup.read(plain);
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private static byte[] read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MOST_BYTES + 1);
            if (content.length > MOST_BYTES) {
                throw SecretFile.refused(file, "is too large for a backup of keys");
            }
            return content;
        } catch (IOException e) {
            throw SecretFile.refused(file, "cannot be read");
        }
    }

    private byte[] decrypt(byte[] content) {
        if (identityFile != null) {
            return Age.decrypt(content, identities(identityFile));
        }
        char[] passphrase = backupPassphraseFile != null
                ? SecretFile.stripped(backupPassphraseFile)
                : desk.prompts().secret("Passphrase of the backup");
        try (var stanza = new ScryptStanza(passphrase, desk.scryptLogN())) {
            return Age.decrypt(content, List.of(stanza));
        } finally {
            Arrays.fill(passphrase, '\0');
        }
    }

    /** One identity a line, between comments, as age-keygen writes them. */
    private static List<RecipientStanzaReader> identities(Path file) {
        char[] text = SecretFile.text(file);
        var readers = new ArrayList<RecipientStanzaReader>();
        try {
            int start = 0;
            for (int at = 0; at <= text.length; at++) {
                if (at == text.length || text[at] == '\n') {
                    int end = at > start && text[at - 1] == '\r' ? at - 1 : at;
                    if (end > start && text[start] != '#') {
                        char[] line = Arrays.copyOfRange(text, start, end);
                        readers.add(Age.identity(line));
                        Arrays.fill(line, '\0');
                    }
                    start = at + 1;
                }
            }
        } finally {
            Arrays.fill(text, '\0');
        }
        if (readers.isEmpty()) {
            throw SecretFile.refused(file, "holds no identity");
        }
        return readers;
    }

    /** Before anything is made or changed. */
    private Set<KeyId> revoked(KeyBackup from, StateOption.Recorder recorder) {
        return wanted(from, Set.of()).stream()
                .filter(recorder.revocations())
                .map(ApiKey::id)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Nobody is asked for a passphrase in vain, and what is revoked while somebody types it is refused as well. */
    private void make(Path file, KeyBackup from, StateOption.Recorder recorder) {
        if (mayMake(file, from, revoked(from, recorder), recorder) && yes) {
            PassphraseSource passphrase = VaultFileOptions.newPassphrase(passphraseFile, desk.prompts());
            Set<KeyId> revoked = revoked(from, recorder);
            if (mayMake(file, from, revoked, recorder)) {
                make(file, passphrase, from, revoked, recorder);
            }
        }
    }

    private boolean mayMake(Path file, KeyBackup from, Set<KeyId> revoked, StateOption.Recorder recorder) {
        List<List<String>> plan = plan(List.of(), from, revoked, Set.of());
        if (isRefused(revoked)) {
            refuse(file, plan, revoked, recorder);
            return false;
        }
        if (!yes) {
            say(plan, "the vault " + file + " would be made; say --yes to do it" + unlooked());
        }
        return true;
    }

    private void make(
            Path file, PassphraseSource passphrase, KeyBackup from, Set<KeyId> revoked, StateOption.Recorder recorder) {
        try (Vault vault = Vault.create(file, passphrase, desk.options())) {
            vault.restore(wanted(from, revoked), id -> true, null);
            recorder.done(Kind.RESTORED, restored(vault, from, revoked));
            say(plan(List.of(), from, revoked, Set.of()), "made " + vault.path() + unlooked());
        }
    }

    private void restore(Vault vault, KeyBackup from, Set<KeyId> revoked, StateOption.Recorder recorder) {
        List<ApiKey> now = List.copyOf(vault.read().keys().values());
        try {
            Set<KeyId> living = living(now, revoked, recorder);
            List<List<String>> plan = plan(now, from, revoked, living);
            if (isRefused(revoked)) {
                refuse(vault.path(), plan, revoked, recorder);
            } else if (!yes) {
                say(plan, "nothing was changed; say --yes to do it" + unlooked());
            } else {
                Path kept = vault.path()
                        .resolveSibling(vault.path().getFileName() + ".replaced-" + TIME.format(Instant.now()));
                vault.restore(wanted(from, revoked), id -> keepsOthers() || living.contains(id), kept);
                recorder.done(Kind.RESTORED, restored(vault, from, revoked));
                say(
                        plan,
                        "done; the vault as it was is kept as " + kept + ", delete it when nobody needs it"
                                + unlooked());
            }
        } finally {
            now.forEach(ApiKey::close);
        }
    }

    /** What has taken the place of a revoked key under its name, as a rotation does: it stays, as nothing of the backup takes its place. */
    private static Set<KeyId> living(List<ApiKey> now, Set<KeyId> revoked, StateOption.Recorder recorder) {
        Predicate<ApiKey> isRevoked = recorder.revocations();
        return now.stream()
                .filter(key -> revoked.contains(key.id()) && !isRevoked.test(key))
                .map(ApiKey::id)
                .collect(Collectors.toSet());
    }

    private boolean isRefused(Set<KeyId> revoked) {
        return !revoked.isEmpty() && !skipRevoked;
    }

    private void refuse(Path file, List<List<String>> plan, Set<KeyId> revoked, StateOption.Recorder recorder) {
        if (yes) {
            recorder.done(
                    Kind.KEY_REFUSED,
                    Map.of("vault", file.toString(), "why", "revoked", "keys", String.join(",", names(revoked))));
        }
        say(plan, "refused: it would bring revoked keys back; --skip-revoked leaves them out");
        status = ExitStatus.REFUSED;
    }

    private static List<String> names(Set<KeyId> ids) {
        return ids.stream().map(KeyId::value).toList();
    }

    private String unlooked() {
        return state.isGiven() ? "" : WITHOUT_STATE;
    }

    private boolean keepsOthers() {
        return keepOthers || !only.isEmpty();
    }

    private List<ApiKey> wanted(KeyBackup from, Set<KeyId> revoked) {
        return from.keys().stream()
                .filter(key -> !revoked.contains(key.id()))
                .filter(key -> only.isEmpty() || only.contains(key.id().value()))
                .toList();
    }

    private Map<String, String> restored(Vault vault, KeyBackup from, Set<KeyId> revoked) {
        return Map.of(
                "vault",
                vault.path().toString(),
                "made",
                from.made().toString(),
                "keys",
                wanted(from, revoked).stream().map(key -> key.id().value()).collect(Collectors.joining(",")));
    }

    private List<List<String>> plan(List<ApiKey> now, KeyBackup from, Set<KeyId> revoked, Set<KeyId> living) {
        var rows = new ArrayList<List<String>>();
        List<ApiKey> wanted = wanted(from, Set.of());
        for (ApiKey key : wanted) {
            ApiKey old = now.stream()
                    .filter(one -> one.id().equals(key.id()))
                    .findFirst()
                    .orElse(null);
            String change = revoked.contains(key.id())
                    ? "REVOKED"
                    : old == null ? "ADD" : old.sameMaterial(key) ? "SAME" : "REPLACE";
            rows.add(row(change, key, old == null ? "" : words(old), words(key)));
        }
        for (ApiKey old : now) {
            if (wanted(from, revoked).stream().noneMatch(key -> key.id().equals(old.id()))) {
                boolean stays = keepsOthers() || living.contains(old.id());
                rows.add(row(stays ? "KEEP" : "REMOVE", old, words(old), ""));
            }
        }
        return rows;
    }

    private static List<String> row(String change, ApiKey key, String now, String then) {
        return List.of(change, key.id().value(), key.venue(), key.account(), now, then);
    }

    private static String words(ApiKey key) {
        return "generation " + key.generation() + " of " + key.createdAt().truncatedTo(ChronoUnit.SECONDS);
    }

    private void say(List<List<String>> plan, String words) {
        output.table("changes", COLUMNS, plan, words);
    }
}
