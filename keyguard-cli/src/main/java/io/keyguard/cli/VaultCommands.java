/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.Vault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code keyguard vault …}. */
@Command(
        name = "vault",
        description = "Makes a vault, and shows and changes the keys in it.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
final class VaultCommands {
    private final Prompts prompts;

    @Spec
    private @Nullable CommandSpec spec;

    VaultCommands(Prompts prompts) {
        this.prompts = prompts;
    }

    private PrintWriter out() {
        return requireNonNull(spec).commandLine().getOut();
    }

    @Command(description = "Makes an empty vault.", mixinStandardHelpOptions = true)
    void create(@Mixin VaultFileOptions vault) {
        Vault.create(vault.file(), vault.passphraseForCreation(prompts)).close();
        out().println("made " + vault.file());
    }

    @Command(description = "Lists the keys: labels alone, no part of a secret.", mixinStandardHelpOptions = true)
    void list(@Mixin VaultFileOptions file) {
        try (Vault vault = file.open(prompts)) {
            var snapshot = vault.read();
            out().printf(
                            "%-24s %-10s %-12s %-10s %4s  %-20s %s%n",
                            "KEY", "VENUE", "ACCOUNT", "ENVIRONMENT", "GEN", "STORED", "STRATEGIES");
            snapshot.keys().values().forEach(this::print);
            snapshot.keys().values().forEach(ApiKey::close);
        }
    }

    private void print(ApiKey key) {
        out().printf(
                        "%-24s %-10s %-12s %-10s %5d  %-20s %s%n",
                        key.id(),
                        key.venue(),
                        key.account(),
                        key.environment(),
                        key.generation(),
                        key.createdAt().truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                        String.join(",", key.strategies()));
    }

    @Command(description = "Adds a key.", mixinStandardHelpOptions = true)
    void add(
            @Mixin VaultFileOptions file,
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
            @Mixin Material material) {
        material.requireOneWay();
        SecretForm.of(KeyId.of(id), venue, algorithm); // before anybody types for nothing
        ApiKey.Builder key = ApiKey.builder(KeyId.of(id))
                .on(venue, account)
                .accountId(accountId)
                .environment(environment)
                .strategies(strategies);
        try (Vault vault = file.open(prompts)) {
            material.giveTo(key, algorithm, prompts);
            try (ApiKey made = key.build()) {
                material.requireSigns(made);
                vault.add(made);
            }
        }
        out().println("added " + id);
    }

    @Command(
            description = "Replaces the material of a key; a running bot takes it up by itself.",
            mixinStandardHelpOptions = true)
    void replace(
            @Mixin VaultFileOptions file,
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id,
            @Mixin Material material) {
        material.requireOneWay();
        try (Vault vault = file.open(prompts)) {
            var snapshot = vault.read();
            ApiKey old = snapshot.keys().get(KeyId.of(id));
            if (old == null) {
                throw new IllegalArgumentException("there is no key '" + KeyId.of(id) + "' in this vault");
            }
            ApiKey.Builder key = labelsOf(old);
            snapshot.keys().values().forEach(ApiKey::close);
            material.giveTo(key, old.algorithm(), prompts);
            try (ApiKey made = key.build()) {
                material.requireSigns(made);
                vault.replace(made);
            }
        }
        out().println("replaced " + id);
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
            @Parameters(index = "1", paramLabel = "KEY", description = "the name of the key") String id) {
        try (Vault vault = file.open(prompts)) {
            vault.remove(KeyId.of(id));
        }
        out().println("removed " + id);
    }

    @Command(
            name = "change-passphrase",
            description = "Changes the passphrase, and with it the key that everything is encrypted with.",
            mixinStandardHelpOptions = true)
    void changePassphrase(
            @Mixin VaultFileOptions file,
            @Option(names = "--new-passphrase-file", paramLabel = "FILE", description = "read the new one from FILE")
                    @Nullable
                    Path next) {
        try (Vault vault = file.open(prompts)) {
            vault.changePassphrase(file.newPassphrase(next, prompts));
        }
        out().println("changed the passphrase of " + file.file());
    }
}
