/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import io.keyguard.Environment;
import io.keyguard.Grant;
import io.keyguard.Keyguard;
import io.keyguard.Permission;
import io.keyguard.policy.Finding;
import io.keyguard.policy.KeyPolicy;
import io.keyguard.policy.PrivilegeReport;
import io.keyguard.source.ApiKey;
import io.keyguard.source.KeySource;
import io.keyguard.vault.Vault;
import io.keyguard.venue.Venue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keyguard check}. */
@Command(
        name = "check",
        description = {
            "Asks the venues what each key of a vault may do, and reports what is too much, unknown or missing.",
            "Ends with 0 if every key may be used, 1 if not, 3 if that is only because venues could not be asked.",
            "",
            "  keyguard check bot.vault --allow READ_ACCOUNT,TRADE_SPOT --accept-bundled TRADE_MARGIN"
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    private static final String REASON = "accepted on the command line";

    private final Desk desk;

    @Mixin
    private VaultFileOptions file = new VaultFileOptions();

    @Mixin
    private Output output = new Output();

    @Option(names = "--environment", defaultValue = "PRODUCTION", description = "${COMPLETION-CANDIDATES}")
    private Environment environment = Environment.PRODUCTION;

    @Option(
            names = "--allow",
            split = ",",
            paramLabel = "RIGHT",
            defaultValue = "READ_ACCOUNT",
            description = "what the bots need, as their grants say: ${COMPLETION-CANDIDATES}")
    private Set<Permission> allowed = EnumSet.noneOf(Permission.class);

    @Option(
            names = "--accept-bundled",
            split = ",",
            paramLabel = "RIGHT",
            description = "rights that the venue does not separate from the needed ones")
    private Set<Permission> bundled = EnumSet.noneOf(Permission.class);

    @Option(
            names = "--accept-unknown",
            split = ",",
            paramLabel = "RIGHT",
            description = "rights that the venue does not tell")
    private Set<Permission> unknown = EnumSet.noneOf(Permission.class);

    @Option(names = "--from-any-address", description = "keys need not be bound to addresses")
    private boolean anyAddress;

    @Option(names = "--any-age", description = "keys may be of any age")
    private boolean anyAge;

    @Option(
            names = "--refused-by-production",
            description =
                    "instead, ask production about the keys of --environment, which must refuse them all. Venues lock out who sends wrong keys too "
                            + "often: do this rarely, and not from an address that trades")
    private boolean refusedByProduction;

    CheckCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (refusedByProduction && environment == Environment.PRODUCTION) {
            throw new IllegalArgumentException(
                    "keys of production are not refused by production: name the environment to look at, for instance --environment SANDBOX");
        }
        // The vault belongs to the check, which closes it.
        Vault vault = file.open(desk);
        List<Use> uses = uses(vault, environment);
        if (uses.isEmpty()) {
            vault.close();
            throw new IllegalArgumentException("there is no key of " + environment + " in " + file.file());
        }
        PrivilegeReport report = withSpares(withUnknownVenues(checked(vault, uses), uses), uses);
        return refusedByProduction ? refusals(report) : told(report);
    }

    /** Closes the vault. */
    private PrivilegeReport checked(Vault vault, List<Use> uses) {
        Set<String> known = known();
        if (uses.stream().noneMatch(use -> known.contains(use.venue()))) {
            vault.close();
            return new PrivilegeReport(0, List.of());
        }
        KeySource source =
                new RelabelledKeys(vault, environment, refusedByProduction ? Environment.PRODUCTION : environment);
        return builder(source, uses).check();
    }

    /** What cannot be asked about is said, not passed over. */
    private PrivilegeReport withUnknownVenues(PrivilegeReport report, List<Use> uses) {
        Set<String> known = known();
        var findings = new ArrayList<>(report.findings());
        uses.stream()
                .filter(use -> !known.contains(use.venue()))
                .map(Use::key)
                .distinct()
                .forEach(key -> findings.add(new Finding(
                        key,
                        Finding.Kind.NO_HOSTS,
                        true,
                        "its venue is none that keyguard knows",
                        "",
                        "look at the venue itself what it may do")));
        int unasked = findings.size() - report.findings().size();
        return unasked == 0 ? report : new PrivilegeReport(report.keys() + unasked, findings);
    }

    /** That a key is checked does not mean that a bot could use it. */
    private static PrivilegeReport withSpares(PrivilegeReport report, List<Use> uses) {
        var findings = new ArrayList<>(report.findings());
        uses.stream()
                .filter(Use::spare)
                .forEach(use -> findings.add(new Finding(
                        use.key(),
                        Finding.Kind.SPARE,
                        false,
                        "no strategy may use it",
                        "",
                        "nothing, if it is kept for later; or delete it at " + use.venue())));
        return new PrivilegeReport(report.keys(), findings);
    }

    private int told(PrivilegeReport report) {
        output.report(report.toText(), report.toJson());
        return report.exitCode();
    }

    /** A key that production takes belongs there, whatever its label says. */
    private int refusals(PrivilegeReport report) {
        Set<String> refused = new HashSet<>();
        Set<String> unasked = new HashSet<>();
        report.findings().forEach(finding -> {
            switch (finding.kind()) {
                case REFUSED_BY_VENUE -> refused.add(finding.subject());
                case UNVERIFIABLE, NO_HOSTS, MATERIAL -> unasked.add(finding.subject());
                default -> {
                    // What the key may do is not asked here.
                }
            }
        });
        int taken = report.keys() - refused.size() - unasked.size();
        output.say(
                report.keys() + " keys of " + environment + ": production refused " + refused.size() + ", took " + taken
                        + ", and could not be asked about " + unasked.size(),
                json -> {
                    json.writeStartObject();
                    json.writeNumberField("keys", report.keys());
                    json.writeNumberField("refused", refused.size());
                    json.writeNumberField("taken", taken);
                    json.writeNumberField("unasked", unasked.size());
                    json.writeEndObject();
                });
        return taken > 0 ? ExitStatus.REFUSED : unasked.isEmpty() ? ExitStatus.DONE : ExitStatus.UNAVAILABLE;
    }

    /** What a key is for. */
    private record Use(String key, String strategy, String venue, String account, boolean spare) {}

    private static List<Use> uses(Vault vault, Environment environment) {
        var keys = List.copyOf(vault.read().keys().values());
        try {
            return keys.stream()
                    .filter(key -> key.environment() == environment)
                    .flatMap(key -> strategies(key)
                            .map(strategy -> new Use(
                                    key.id().value(),
                                    strategy,
                                    key.venue(),
                                    key.account(),
                                    key.strategies().isEmpty())))
                    .toList();
        } finally {
            keys.forEach(ApiKey::close);
        }
    }

    private static Stream<String> strategies(ApiKey key) {
        return key.strategies().isEmpty() ? Stream.of(RelabelledKeys.nobody(key.id())) : key.strategies().stream();
    }

    private Set<String> known() {
        return desk.venues().stream().map(Venue::id).collect(Collectors.toSet());
    }

    private Keyguard.Builder builder(KeySource source, List<Use> uses) {
        Keyguard.Builder builder = Keyguard.builder()
                .environment(refusedByProduction ? Environment.PRODUCTION : environment)
                .source(source)
                .venues(desk.venues().toArray(Venue[]::new))
                .policy(policy());
        Set<String> known = known();
        uses.stream()
                .filter(use -> known.contains(use.venue()))
                .map(use -> new Use("", use.strategy(), use.venue(), use.account(), false))
                .distinct()
                .forEach(use -> builder.grant(use.strategy(), grant(use.venue(), use.account())));
        return builder;
    }

    private Grant grant(String venue, String account) {
        Grant grant = Grant.on(venue, account).allow(allowed.toArray(Permission[]::new));
        grant = bundled.isEmpty() ? grant : grant.acceptBundled(bundled.toArray(Permission[]::new));
        return unknown.isEmpty() ? grant : grant.acceptUnknown(REASON, unknown.toArray(Permission[]::new));
    }

    private KeyPolicy policy() {
        KeyPolicy policy = anyAddress ? KeyPolicy.strict().fromAnyAddress() : KeyPolicy.strict();
        return anyAge ? policy.ofAnyAge() : policy;
    }
}
