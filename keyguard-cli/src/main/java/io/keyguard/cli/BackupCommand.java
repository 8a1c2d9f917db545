/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.internal.DiskFailure;
import io.keyguard.internal.DurableFiles;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.KeyBackup;
import io.keyguard.vault.Vault;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard backup}. */
@Command(
        name = "backup",
        description = {
            "Writes the keys of a vault to an age file, which opens without keyguard: age -d FILE shows them as JSON.",
            "It is for the recipients that are named, or else for a passphrase, which is asked for.",
            "",
            "  age-keygen -o restore.key        # kept away from this machine",
            "  keyguard backup bot.vault bot.age --recipient age1…"
        },
        mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {
    private final Desk desk;

    @Mixin
    private VaultFileOptions file = new VaultFileOptions();

    @Parameters(index = "1", paramLabel = "FILE", description = "the backup, which must not exist")
    private @Nullable Path backup;

    @Option(names = "--recipient", paramLabel = "AGE1…", description = "who can open it; may be given several times")
    private List<String> recipients = List.of();

    @Option(
            names = "--recipients-file",
            paramLabel = "LIST",
            description = "a file with a recipient in each line, and comments after #")
    private @Nullable Path recipientsFile;

    @Option(
            names = "--backup-passphrase-file",
            paramLabel = "FILE",
            description =
                    "read the passphrase of the backup from FILE, which only its owner may read, instead of asking")
    private @Nullable Path passphraseFile;

    @Option(names = "--armor", description = "write it as text")
    private boolean armor;

    @Mixin
    private StateOption state = new StateOption();

    @Mixin
    private Output output = new Output();

    BackupCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        Path target = target();
        List<RecipientStanzaWriter> readers = recipients();
        if (!readers.isEmpty() && passphraseFile != null) {
            throw new IllegalArgumentException("a backup is for recipients or for a passphrase, not for both");
        }
        state.recording(recorder -> {
            try (Vault vault = file.open(desk)) {
                Collection<ApiKey> keys = vault.read().keys().values();
                try {
                    // Before: a copy that nobody knows of is worse than an entry for one that was not made.
                    recorder.done(Kind.EXPORTED, exported(target, keys));
                    write(target, keys, readers);
                    said(target, keys.size());
                } finally {
                    keys.forEach(ApiKey::close);
                }
            }
        });
        return ExitStatus.DONE;
    }

    private Path target() {
        Path target = backup == null ? Path.of("") : backup;
        if (Files.exists(target)) {
            throw SecretFile.refused(target, "exists already; a backup never replaces another");
        }
        return target;
    }

    private List<RecipientStanzaWriter> recipients() {
        var all = new ArrayList<>(recipients);
        if (recipientsFile != null) {
            try {
                Files.readAllLines(recipientsFile, StandardCharsets.UTF_8).stream()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(all::add);
            } catch (IOException e) {
                throw SecretFile.refused(recipientsFile, "cannot be read");
            }
            if (all.isEmpty()) {
                throw SecretFile.refused(recipientsFile, "names no recipient");
            }
        }
        return all.stream().map(Age::recipient).toList();
    }

    private void write(Path target, Collection<ApiKey> keys, List<RecipientStanzaWriter> recipients) {
        byte[] plain = plain(keys);
        try {
            if (!recipients.isEmpty()) {
                put(target, Age.encrypt(plain, recipients, armor));
                return;
            }
            char[] passphrase =
                    VaultFileOptions.newPassphrase(passphraseFile, desk.prompts(), "Passphrase of the backup");
            try (var stanza = new ScryptStanza(passphrase, desk.scryptLogN())) {
                byte[] encrypted = Age.encrypt(plain, List.of(stanza), armor);
                requireOpens(encrypted, stanza, plain);
                put(target, encrypted);
            } finally {
                Arrays.fill(passphrase, '\0');
            }
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /** A backup that does not open is found out when it is needed, which is too late. */
    private static void requireOpens(byte[] encrypted, ScryptStanza stanza, byte[] plain) {
        byte[] again = Age.decrypt(encrypted, List.of(stanza));
        boolean same = Arrays.equals(again, plain);
        Arrays.fill(again, (byte) 0);
        if (!same) {
            throw new IllegalStateException("the backup does not open to what went into it");
        }
    }

    private static byte[] plain(Collection<ApiKey> keys) {
        var out = new Wiped();
        try {
            KeyBackup.write(keys, Instant.now(), out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        } finally {
            out.wipe();
        }
    }

    private static final class Wiped extends ByteArrayOutputStream {
        private Wiped() {
            super(1 << 20);
        }

        private void wipe() {
            Arrays.fill(buf, (byte) 0);
        }
    }

    private static void put(Path target, byte[] content) {
        try {
            DurableFiles.create(target, content);
            DurableFiles.force(target);
            Path folder = target.toAbsolutePath().getParent();
            if (folder != null) {
                DurableFiles.forceFolder(folder);
            }
        } catch (FileAlreadyExistsException e) {
            throw SecretFile.refused(target, "exists already; a backup never replaces another");
        } catch (IOException e) {
            try {
                Files.deleteIfExists(target);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw SecretFile.refused(target, "cannot be written (" + DiskFailure.words(e) + ")");
        }
    }

    private Map<String, String> exported(Path target, Collection<ApiKey> keys) {
        return Map.of(
                "vault",
                file.file().toString(),
                "to",
                target.toString(),
                "keys",
                keys.stream().map(key -> key.id() + "#" + key.generation()).collect(Collectors.joining(",")));
    }

    private void said(Path target, int keys) {
        output.say("wrote " + keys + (keys == 1 ? " key to " : " keys to ") + target, json -> {
            json.writeStartObject();
            json.writeNumberField("keys", keys);
            json.writeStringField("file", target.toString());
            json.writeEndObject();
        });
    }
}
