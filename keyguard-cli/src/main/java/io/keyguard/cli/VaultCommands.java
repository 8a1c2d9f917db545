/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.KeyMaterialException;
import io.keyguard.audit.AuditEntry.Kind;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySnapshot;
import io.keyguard.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keyguard vault …}. */
@Command(
        name = "vault",
        description = "Makes a vault, and shows and changes the keys in it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VaultCommands {
    private static final List<String> COLUMNS =
            List.of("KEY", "VENUE", "ACCOUNT", "ENVIRONMENT", "GENERATION", "STORED", "STRATEGIES");

    private final Desk desk;
    private final Prompts prompts;

    VaultCommands(Desk desk) {
        this.desk = desk;
        this.prompts = desk.prompts();
    }

    private static void said(Output output, String done, String what) {
        output.say(done + " " + what, json -> {
            json.writeStartObject();
            json.writeStringField("done", done);
            json.writeStringField("what", what);
            json.writeEndObject();
        });
    }

    @Command(
            name = "init",
            aliases = "create",
            description = "Makes an empty vault in a file that must not exist.",
            mixinStandardHelpOptions = true)
    void init(@Mixin VaultFileOptions vault, @Mixin Output output) {
        Vault.create(vault.file(), vault.passphraseForCreation(prompts), desk.options())
                .close();
        said(output, "made", vault.file().toString());
    }

    @Command(description = "Lists the keys: labels alone, no part of a secret.", mixinStandardHelpOptions = true)
    void list(@Mixin VaultFileOptions file, @Mixin Output output) {
        try (Vault vault = file.open(desk)) {
            var keys = List.copyOf(vault.read().keys().values());
            output.table(COLUMNS, keys.stream().map(VaultCommands::row).toList());
            keys.forEach(ApiKey::close);
        }
    }

    private static List<String> row(ApiKey key) {
        return List.of(
                key.id().value(),
                key.venue(),
                key.account(),
                key.environment().name(),
                Long.toString(key.generation()),
                key.createdAt().truncatedTo(ChronoUnit.SECONDS).toString(),
                String.join(",", key.strategies()));
    }

    @Command(description = "Shows what is known of a key: no part of a secret.", mixinStandardHelpOptions = true)
    void show(
            @Mixin VaultFileOptions file,
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id,
            @Mixin Output output) {
        try (Vault vault = file.open(desk)) {
            var snapshot = vault.read();
            ApiKey key = known(snapshot, id);
            var about = new LinkedHashMap<String, String>();
            for (int column = 0; column < COLUMNS.size(); column++) {
                about.put(COLUMNS.get(column).toLowerCase(Locale.ROOT), row(key).get(column));
            }
            about.put("algorithm", key.algorithm().name());
            about.put("account id", key.accountId().orElse(""));
            about.put(
                    "age in days",
                    Long.toString(
                            Duration.between(key.createdAt(), Instant.now()).toDays()));
            about.put("has a passphrase", key.passphrase().isPresent() ? "yes" : "no");
            snapshot.keys().values().forEach(ApiKey::close);
            output.say(
                    about.entrySet().stream()
                            .map(e -> String.format("%-18s%s", e.getKey(), e.getValue()))
                            .collect(Collectors.joining(System.lineSeparator())),
                    json -> {
                        json.writeStartObject();
                        for (var entry : about.entrySet()) {
                            json.writeStringField(entry.getKey(), entry.getValue());
                        }
                        json.writeEndObject();
                    });
        }
    }

    private static ApiKey known(KeySnapshot snapshot, String id) {
        ApiKey key = snapshot.keys().get(KeyId.of(id));
        if (key == null) {
            snapshot.keys().values().forEach(ApiKey::close);
            // What was given may be a secret that somebody took for a name.
            throw new IllegalArgumentException("there is no key of that name in this vault, which has "
                    + (snapshot.keys().isEmpty()
                            ? "none"
                            : snapshot.keys().keySet().stream()
                                    .map(KeyId::value)
                                    .collect(Collectors.joining(", "))));
        }
        return key;
    }

    @Command(
            description = {
                "Opens a vault, decrypts all of it, and looks whether every key can sign.",
                "Ends with 1 if one cannot, or the vault is damaged."
            },
            mixinStandardHelpOptions = true)
    int verify(@Mixin VaultFileOptions file, @Mixin Output output) {
        try (Vault vault = file.open(desk)) {
            var snapshot = vault.read();
            var wrong = new TreeMap<String, String>();
            snapshot.keys().values().forEach(key -> {
                try (key) {
                    SecretForm.requireSigns(key);
                } catch (KeyMaterialException e) {
                    wrong.put(key.id().value(), String.valueOf(e.getMessage()));
                }
            });
            int keys = snapshot.keys().size();
            String words = keys + (keys == 1 ? " key" : " keys") + ", generation " + snapshot.generation()
                    + " of the vault: " + (wrong.isEmpty() ? "whole, and all can sign" : wrong.size() + " cannot sign");
            String each = wrong.entrySet().stream()
                    .map(e -> System.lineSeparator() + e.getKey() + ": " + e.getValue())
                    .collect(Collectors.joining());
            output.say(words + each, json -> {
                json.writeStartObject();
                json.writeNumberField("keys", keys);
                json.writeNumberField("generation", snapshot.generation());
                json.writeObjectFieldStart("cannotSign");
                for (var entry : wrong.entrySet()) {
                    json.writeStringField(entry.getKey(), entry.getValue());
                }
                json.writeEndObject();
                json.writeEndObject();
            });
            return wrong.isEmpty() ? ExitStatus.DONE : ExitStatus.REFUSED;
        }
    }

    @Command(description = "Adds a key.", mixinStandardHelpOptions = true)
    void add(
            @Mixin VaultFileOptions file,
            @Mixin StateOption state,
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id,
            @Option(names = "--venue", required = true, description = "for instance binance") String venue,
            @Option(names = "--account", required = true, description = "your name of the account") String account,
            @Option(names = "--account-id", description = "the account id that the venue must report") @Nullable
                    String accountId,
            @Option(names = "--environment", defaultValue = "PRODUCTION", description = "${COMPLETION-CANDIDATES}")
                    Environment environment,
            @Option(names = "--strategy", required = true, split = ",", description = "who may use it")
                    Set<String> strategies,
            @Option(names = "--algorithm", defaultValue = "HMAC_SHA256", description = "${COMPLETION-CANDIDATES}")
                    SignatureAlgorithm algorithm,
            @Mixin Material material,
            @Mixin Output output) {
        material.requireOneWay();
        SecretForm.of(KeyId.of(id), venue, algorithm); // before anybody types for nothing
        material.requirePassphraseWhere(SecretForm.hasPassphrase(venue));
        ApiKey.Builder key = ApiKey.builder(KeyId.of(id))
                .on(venue, account)
                .accountId(accountId)
                .environment(environment)
                .strategies(strategies);
        state.recording(recorder -> {
            try (Vault vault = file.open(desk)) {
                material.giveTo(key, algorithm, prompts);
                try (ApiKey made = key.build()) {
                    material.requireSigns(made);
                    vault.add(made);
                }
            }
            recorder.done(Kind.VAULT_CHANGED, changed(file, "added", id));
        });
        said(output, "added", id);
    }

    @Command(
            description = "Replaces the material of a key; a running bot takes it up by itself.",
            mixinStandardHelpOptions = true)
    void replace(
            @Mixin VaultFileOptions file,
            @Mixin StateOption state,
            @Option(
                            names = "--revoked",
                            description =
                                    "the old material was revoked at its venue: remember it in the state directory, so that no backup brings it back")
                    boolean revoked,
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id,
            @Mixin Material material,
            @Mixin Output output) {
        material.requireOneWay();
        state.recording(recorder -> {
            try (Vault vault = file.open(desk)) {
                var snapshot = vault.read();
                ApiKey old = known(snapshot, id);
                ApiKey.Builder key = labelsOf(old);
                try {
                    material.giveTo(key, old.algorithm(), prompts);
                    try (ApiKey made = key.build()) {
                        material.requireSigns(made);
                        remember(revoked, old, recorder);
                        vault.replace(made);
                    }
                } finally {
                    snapshot.keys().values().forEach(ApiKey::close);
                }
            }
            recorder.done(Kind.VAULT_CHANGED, changed(file, revoked ? "replaced, revoked" : "replaced", id));
        });
        said(output, "replaced", id);
    }

    /** Before it is gone. */
    private static void remember(boolean revoked, ApiKey key, StateOption.Recorder recorder) {
        if (revoked) {
            recorder.revoked(key);
        }
    }

    private static Map<String, String> changed(VaultFileOptions file, String change, String id) {
        return Map.of("vault", file.file().toString(), "change", change, "key", id);
    }

    private static ApiKey.Builder labelsOf(ApiKey key) {
        return ApiKey.builder(key.id())
                .on(key.venue(), key.account())
                .accountId(key.accountId().orElse(null))
                .environment(key.environment())
                .strategies(key.strategies());
    }

    @Command(description = "Removes a key.", mixinStandardHelpOptions = true)
    void remove(
            @Mixin VaultFileOptions file,
            @Mixin StateOption state,
            @Option(
                            names = "--revoked",
                            description =
                                    "the old material was revoked at its venue: remember it in the state directory, so that no backup brings it back")
                    boolean revoked,
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id,
            @Mixin Output output) {
        state.recording(recorder -> {
            try (Vault vault = file.open(desk)) {
                var snapshot = vault.read();
                try {
                    remember(revoked, known(snapshot, id), recorder);
                    vault.remove(KeyId.of(id));
                } finally {
                    snapshot.keys().values().forEach(ApiKey::close);
                }
            }
            recorder.done(Kind.VAULT_CHANGED, changed(file, revoked ? "removed, revoked" : "removed", id));
        });
        said(output, "removed", id);
    }

    @Command(
            name = "passphrase",
            aliases = "change-passphrase",
            description = "Changes the passphrase, and with it the key that everything is encrypted with.",
            mixinStandardHelpOptions = true)
    void changePassphrase(
            @Mixin VaultFileOptions file,
            @Mixin StateOption state,
            @Option(names = "--new-passphrase-file", paramLabel = "FILE", description = "read the new one from FILE")
                    @Nullable
                    Path next,
            @Mixin Output output) {
        state.recording(recorder -> {
            try (Vault vault = file.open(desk)) {
                vault.changePassphrase(VaultFileOptions.newPassphrase(next, prompts));
            }
            recorder.done(
                    Kind.VAULT_CHANGED, Map.of("vault", file.file().toString(), "change", "changed the passphrase"));
        });
        said(output, "changed the passphrase of", file.file().toString());
    }
}
