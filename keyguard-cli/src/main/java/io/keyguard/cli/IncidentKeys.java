/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import static java.util.Objects.requireNonNull;

import io.keyguard.Environment;
import io.keyguard.KeyId;
import io.keyguard.KeyguardException;
import io.keyguard.Permission;
import io.keyguard.VenueRefusedException;
import io.keyguard.VenueUnavailableException;
import io.keyguard.incident.AccountCheck;
import io.keyguard.incident.AccountSnapshot;
import io.keyguard.incident.ExposedKey;
import io.keyguard.incident.IncidentReport;
import io.keyguard.incident.IncidentStep;
import io.keyguard.incident.Investigation;
import io.keyguard.incident.KeyOutcome;
import io.keyguard.incident.MaterialCalls;
import io.keyguard.inventory.SignedOrders;
import io.keyguard.policy.VenueClocks;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.Vault;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.Venue;
import io.keyguard.venue.VenueKeyId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The keys of an incident: those that may be in other hands, and those that end them, from a vault of their own. */
final class IncidentKeys implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Set<Permission> MARKETS = EnumSet.of(
            Permission.TRADE_SPOT,
            Permission.TRADE_MARGIN,
            Permission.TRADE_DERIVATIVES,
            Permission.TRADE_OPTIONS,
            Permission.TRADE_HASHPOWER);

    /** Where they come from. */
    static final class Options {
        @Option(
                names = "--vault",
                required = true,
                paramLabel = "VAULT",
                description = "the vault of the bots: its keys cancel, and are tried until they are dead")
        private Path vault = Path.of("");

        @Option(
                names = "--passphrase-file",
                paramLabel = "FILE",
                description = "read the vault's passphrase from FILE, which only its owner may read, instead of asking")
        private @Nullable Path passphraseFile;

        @Option(
                names = "--admin-vault",
                paramLabel = "VAULT",
                description =
                        "the vault with the keys that may delete keys, kept apart; without it, what to delete by hand is shown step by step")
        private @Nullable Path adminVault;

        @Option(
                names = "--admin-passphrase-file",
                paramLabel = "FILE",
                description = "read the passphrase of that vault from FILE instead of asking")
        private @Nullable Path adminPassphraseFile;

        @Option(
                names = "--sub-account",
                paramLabel = "KEY=ACCOUNT",
                description =
                        "what the account of KEY is called by the venue, if that is neither its id nor your name for it; may be repeated")
        private Map<String, String> subAccounts = new HashMap<>();

        IncidentKeys open(Desk desk, HttpTransport transport) {
            var keys = new IncidentKeys(desk, transport, subAccounts);
            try {
                Vault opened = vault(desk, vault, passphraseFile, "Passphrase of the bots' vault");
                keys.vault = opened;
                keys.bots.addAll(opened.read().keys().values());
                Path admin = adminVault;
                if (admin != null) {
                    keys.administrators =
                            read(desk, admin, adminPassphraseFile, "Passphrase of the vault that ends keys");
                }
                return keys;
            } catch (RuntimeException | Error e) {
                keys.close();
                throw e;
            }
        }

        private static List<ApiKey> read(Desk desk, Path file, @Nullable Path passphrase, String question) {
            try (Vault vault = vault(desk, file, passphrase, question)) {
                return List.copyOf(vault.read().keys().values());
            }
        }

        private static Vault vault(Desk desk, Path file, @Nullable Path passphrase, String question) {
            return Vault.open(file, VaultFileOptions.passphrase(passphrase, desk.prompts(), question), desk.options());
        }
    }

    private final Desk desk;
    private final HttpTransport transport;
    private final Map<String, String> subAccounts;
    private final Map<ApiKey, MaterialCalls> calls = new HashMap<>();
    private final List<ApiKey> bots = new CopyOnWriteArrayList<>();
    /** What was handed over, to be ended or as one that cannot be. */
    private final Set<KeyId> handedOver = ConcurrentHashMap.newKeySet();

    private final Map<ApiKey, VenueKeyId> exposed = new ConcurrentHashMap<>();
    private final Map<Environment, VenueClocks> clocks = new ConcurrentHashMap<>();
    /** Open until the end: somebody may put keys into it meanwhile. */
    private @Nullable Vault vault;

    private List<ApiKey> administrators = List.of();

    private IncidentKeys(Desk desk, HttpTransport transport, Map<String, String> subAccounts) {
        this.desk = desk;
        this.transport = transport;
        this.subAccounts = subAccounts;
    }

    /** The bots' keys that {@code which} chooses. */
    List<ApiKey> stored(Predicate<ApiKey> which) {
        return bots.stream().filter(which).toList();
    }

    /**
     * The keys that {@code which} chooses, and that were not handed over before: they came into the vault, or into what it chooses.
     *
     * @throws io.keyguard.VaultException if it cannot be read again
     */
    List<ExposedKey> fresh(Predicate<ApiKey> which) {
        var fresh = new ArrayList<ExposedKey>();
        for (ApiKey key : requireNonNull(vault).read().keys().values()) {
            if (!handedOver.contains(key.id()) && which.test(key) && venue(key).isPresent()) {
                bots.add(key);
                handedOver.add(key.id());
                fresh.add(exposed(key, venue(key).get(), which));
            } else {
                key.close();
            }
        }
        return fresh;
    }

    /** The same, with what ends them. What cannot be ended from here is told to {@code byHand}, and keeps no other alive. */
    List<ExposedKey> exposed(Predicate<ApiKey> which, BiConsumer<ApiKey, String> byHand) {
        var exposed = new ArrayList<ExposedKey>();
        for (ApiKey key : stored(which)) {
            handedOver.add(key.id());
            Optional<Venue> venue = venue(key);
            if (venue.isEmpty()) {
                byHand.accept(key, "the venue '" + key.venue() + "' is not one that keyguard knows");
                continue;
            }
            try {
                exposed.add(exposed(key, venue.get(), which));
            } catch (KeyguardException e) {
                byHand.accept(key, String.valueOf(e.getMessage()));
            }
        }
        return exposed;
    }

    private ExposedKey exposed(ApiKey key, Venue venue, Predicate<ApiKey> which) {
        MaterialCalls own = callsOf(key, venue);
        ExposedKey.Builder one = ExposedKey.builder(key, venue, own);
        administrators.stream()
                .filter(other -> isAt(other, key))
                .flatMap(admin -> ifUsable(admin, venue).stream())
                .forEach(admin -> one.administrator(admin, account(key)));
        helper(key, which).flatMap(helper -> ifUsable(helper, venue)).ifPresent(one::helper);
        own.key().ifPresent(id -> exposed.put(key, id));
        return one.build();
    }

    /** Those that are dead, as {@code report} says, under whatever name, and not others that have their names by now. */
    List<ApiKey> dead(IncidentReport report) {
        List<KeyOutcome> dead = report.keys().stream()
                .filter(key -> key.state() == KeyOutcome.State.DEAD)
                .toList();
        return exposed.entrySet().stream()
                .filter(one -> dead.stream().anyMatch(key -> isThat(key, one.getKey(), one.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isThat(KeyOutcome outcome, ApiKey key, VenueKeyId id) {
        boolean isNamedSo = outcome.key().equals(key.id().value());
        return outcome.venue().equals(key.venue())
                && (outcome.atVenue().isEmpty() ? isNamedSo : outcome.atVenue().equals(id.value()));
    }

    /** What the accounts of these keys hold now, kept as known to be good; returns how many. */
    int keepSnapshots(Predicate<ApiKey> which, Path state) {
        int kept = 0;
        for (ApiKey key : stored(which)) {
            Optional<Venue> venue = venue(key);
            if (venue.isPresent()) {
                MaterialCalls own = callsOf(key, venue.get());
                AccountSnapshot.take(venue.get().account(), own, markets(venue.get(), own, left -> {}), CLOCK.instant())
                        .keep(Snapshots.prepare(state, key));
                kept++;
            }
        }
        return kept;
    }

    /** The accounts of the bots' keys, each with one key that reads it. */
    List<Account> accounts(Path state) {
        Map<Path, Account> accounts = new LinkedHashMap<>();
        for (ApiKey key : bots) {
            Optional<Venue> venue = venue(key);
            if (venue.isPresent()) {
                accounts.putIfAbsent(
                        Snapshots.prepare(state, key),
                        new Account(
                                venue.get(),
                                key,
                                callsOf(key, venue.get()),
                                Snapshots.prepare(state, key),
                                signed(state, key)));
            }
        }
        return List.copyOf(accounts.values());
    }

    /** An account, and where what it held is kept. */
    record Account(Venue venue, ApiKey key, SignedCalls calls, Path good, SignedOrders signed) {
        String name() {
            return venue.id() + "/" + key.account();
        }

        /** Keeps what it holds now, if all that changed since it was kept last has a reason; returns what has none. */
        List<String> keepIfGood(Predicate<String> ours) {
            Set<Permission> markets = markets(venue, calls, left -> {});
            if (Files.notExists(good)) {
                AccountSnapshot.take(venue.account(), calls, markets, CLOCK.instant())
                        .keep(good);
                return List.of();
            }
            AccountCheck.Comparison comparison = new AccountCheck(
                            name(),
                            venue.account(),
                            calls,
                            markets,
                            AccountSnapshot.read(good),
                            ours,
                            Optional.of(signed),
                            CLOCK)
                    .compare();
            if (comparison.result().isExplained()) {
                comparison.now().keep(good);
                return List.of();
            }
            return comparison.result().open();
        }
    }

    /**
     * Every market of which the venue tells this key, whether or not it may trade there: another key of the account may have.
     *
     * @param left told of markets of which the venue tells nothing: most were never opened, and no venue has a word for that alone
     */
    private static Set<Permission> markets(Venue venue, SignedCalls calls, Consumer<String> left) {
        var markets = EnumSet.noneOf(Permission.class);
        for (Permission market : MARKETS) {
            try {
                venue.account().balances(calls, EnumSet.of(market));
                venue.account().openOrders(calls, EnumSet.of(market));
                markets.add(market);
            } catch (VenueRefusedException e) {
                left.accept(market + " is not compared: " + e.getMessage());
            } catch (VenueUnavailableException e) {
                // It may be there, and full of orders.
                left.accept(AccountCheck.NOT_COMPARED + market + ", as " + e.getMessage());
            }
        }
        return markets;
    }

    /** Comparisons of the accounts of which a good state is known, with keys that still work. */
    List<Investigation> checks(Predicate<ApiKey> which, Path state, Predicate<String> ours) {
        Map<Path, Investigation> checks = new LinkedHashMap<>();
        for (ApiKey key : stored(which)) {
            Path good = Snapshots.file(state, key);
            Optional<ApiKey> helper = helper(key, which);
            Optional<Venue> venue = venue(key);
            Optional<MaterialCalls> calls =
                    helper.isPresent() && venue.isPresent() ? ifUsable(helper.get(), venue.get()) : Optional.empty();
            if (Files.notExists(good)) {
                checks.putIfAbsent(good, new NotCompared(accountOf(key), "nobody kept what it held when all was well"));
            } else if (calls.isEmpty()) {
                checks.putIfAbsent(good, new NotCompared(accountOf(key), "no other key of the account is at hand"));
            } else {
                checks.put(good, new Check(venue.get(), helper.get(), calls.get(), good, ours, signed(state, key)));
            }
        }
        return List.copyOf(checks.values());
    }

    private static SignedOrders signed(Path state, ApiKey key) {
        return SignedOrders.of(state, key.environment(), key.venue(), key.account());
    }

    private static String accountOf(ApiKey key) {
        return key.venue() + "/" + key.account();
    }

    /** An account of which the report has to say that it was left out. */
    private record NotCompared(String subject, String why) implements Investigation {
        @Override
        public IncidentStep step() {
            return IncidentStep.RECONCILE;
        }

        @Override
        public void look(Consumer<String> found) {
            found.accept(AccountCheck.NOT_COMPARED + why);
        }
    }

    private record Check(
            Venue venue, ApiKey key, SignedCalls calls, Path good, Predicate<String> ours, SignedOrders signed)
            implements Investigation {
        @Override
        public IncidentStep step() {
            return IncidentStep.RECONCILE;
        }

        @Override
        public String subject() {
            return venue.id() + "/" + key.account();
        }

        @Override
        public void look(Consumer<String> found) {
            new AccountCheck(
                            subject(),
                            venue.account(),
                            calls,
                            markets(venue, calls, found),
                            AccountSnapshot.read(good),
                            ours,
                            Optional.of(signed),
                            CLOCK)
                    .look(found);
        }
    }

    private Optional<ApiKey> helper(ApiKey key, Predicate<ApiKey> which) {
        return first(bots, other -> isAt(other, key) && isOfTheSameAccount(other, key) && !which.test(other))
                .or(() -> first(administrators, other -> isAt(other, key) && isOfTheSameAccount(other, key)));
    }

    private String[] account(ApiKey key) {
        String named = subAccounts.get(key.id().value());
        return named == null ? new String[0] : new String[] {named};
    }

    private static Optional<ApiKey> first(List<ApiKey> keys, Predicate<ApiKey> which) {
        return keys.stream().filter(which).findFirst();
    }

    private static boolean isAt(ApiKey one, ApiKey other) {
        return one.venue().equals(other.venue()) && one.environment() == other.environment();
    }

    private static boolean isOfTheSameAccount(ApiKey one, ApiKey other) {
        boolean isOther = one.accountId().isPresent()
                && other.accountId().isPresent()
                && !one.accountId().equals(other.accountId());
        return one.account().equals(other.account()) && !isOther;
    }

    private Optional<Venue> venue(ApiKey key) {
        return desk.venues().stream()
                .filter(venue -> venue.id().equals(key.venue()))
                .findFirst();
    }

    private Optional<MaterialCalls> ifUsable(ApiKey key, Venue venue) {
        try {
            return Optional.of(callsOf(key, venue));
        } catch (KeyguardException e) {
            return Optional.empty();
        }
    }

    /** One for each key, since nonces of one key must not be taken twice. */
    private MaterialCalls callsOf(ApiKey key, Venue venue) {
        return calls.computeIfAbsent(key, k -> MaterialCalls.of(k, venue, transport, clock(k, venue)));
    }

    /** The venue's time, as far as it tells: with a clock that is off, nothing would be ended. */
    private InstantSource clock(ApiKey key, Venue venue) {
        LongSupplier ahead = clocks.computeIfAbsent(
                        key.environment(),
                        where -> new VenueClocks(where, transport, CLOCK, System::nanoTime, health -> {}))
                .asked(venue);
        return () -> CLOCK.instant().plusMillis(ahead.getAsLong());
    }

    @Override
    public void close() {
        calls.values().forEach(MaterialCalls::close);
        bots.forEach(ApiKey::close);
        if (vault != null) {
            vault.close();
        }
        administrators.forEach(ApiKey::close);
    }
}
