/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static io.keyguard.Environment.PRODUCTION;
import static io.keyguard.Permission.READ_ACCOUNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import io.keyguard.rotation.RotationPlan;
import io.keyguard.rotation.RotationState;
import io.keyguard.rotation.RotationStatus;
import io.keyguard.rotation.Rotations;
import io.keyguard.rotation.TradingPause;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.source.ApiKey;
import io.keyguard.testkit.venue.BraiinsHashpowerSimulator;
import io.keyguard.testkit.venue.F2poolSimulator;
import io.keyguard.testkit.venue.SimulatedKey;
import io.keyguard.testkit.venue.VenueSimulator;
import io.keyguard.testkit.venue.ViabtcSimulator;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.KeyProbe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rotations at venues where a person makes a key and that ends the one before: everything stands still first, and nobody is told to end the key that was just put in place. */
class RotationSingleSlotTest {
    private static final KeyId FARM = KeyId.of("farm");
    private static final VaultOptions CHEAP = VaultOptions.defaults().insecureCostForTests();
    private static final HttpTransport HTTP = HttpTransport.jdk(Duration.ofSeconds(60));
    private static final int MOST_LOOKS = 60;

    @TempDir
    private Path folder;

    private volatile Instant now = Instant.parse("2026-11-30T08:00:00Z");
    private final InstantSource clock = () -> now;
    private final Pauses pauses = new Pauses();
    private Vault vault;

    /** A venue with its only key. */
    private record Slot(VenueDefinition venue, VenueSimulator simulator, Supplier<SimulatedKey> make)
            implements AutoCloseable {
        @Override
        public void close() {
            simulator.close();
        }

        SignatureAlgorithm algorithm() {
            return venue.credentials().secrets().keySet().iterator().next();
        }
    }

    private static Slot slot(VenueDefinition venue, VenueSimulator simulator, Supplier<SimulatedKey> make) {
        return new Slot(venue.servedAt(PRODUCTION, simulator.uri()), simulator, make);
    }

    private static Function<InstantSource, Slot> named(String name, Function<InstantSource, Slot> start) {
        return new Function<>() {
            @Override
            public Slot apply(InstantSource clock) {
                return start.apply(clock);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    static Stream<Function<InstantSource, Slot>> venues() {
        return Stream.of(
                named("f2pool", clock -> {
                    F2poolSimulator f2pool = F2poolSimulator.start(clock);
                    return slot(Venues.f2pool(), f2pool, () -> f2pool.createKey("read"));
                }),
                named("viabtc", clock -> {
                    ViabtcSimulator viabtc = ViabtcSimulator.start(clock);
                    return slot(Venues.viabtc(), viabtc, viabtc::createKey);
                }),
                named("braiins-hashpower", clock -> {
                    BraiinsHashpowerSimulator braiins = BraiinsHashpowerSimulator.start(clock);
                    return slot(Venues.braiinsHashpower(), braiins, () -> braiins.createKey("Read-only Token"));
                }));
    }

    /** Somebody follows late. */
    private static final class Pauses implements TradingPause {
        private final List<String> heard = new ArrayList<>();
        private List<String> trading = List.of("pool-watch");

        @Override
        public List<String> pause(KeyId key) {
            heard.add("pause");
            return trading;
        }

        @Override
        public List<String> resume(KeyId key) {
            heard.add("resume");
            return List.of();
        }
    }

    @BeforeEach
    void protect() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    private static PassphraseSource passphrase() {
        return PassphraseSource.ofChars("synthetic passphrase".toCharArray());
    }

    private static ApiKey stored(Slot slot, SimulatedKey key) {
        return slot.simulator().toApiKey(FARM.value(), key).build();
    }

    private Vault vault(Slot slot, SimulatedKey key) {
        vault = Vault.create(folder.resolve("farm.vault"), passphrase(), CHEAP);
        try (ApiKey stored = stored(slot, key)) {
            vault.add(stored);
        }
        return vault;
    }

    @AfterEach
    void close() {
        vault.close();
    }

    private Rotations rotations(Slot slot, Vault vault) {
        return Rotations.builder(folder.resolve("state"), vault)
                .venues(slot.venue())
                .transport(HTTP)
                .pause(pauses)
                .clock(clock)
                .build();
    }

    private static RotationPlan plan() {
        return RotationPlan.of(FARM, Set.of(READ_ACCOUNT))
                .made(RotationPlan.Making.BY_OPERATOR)
                .approveDowntime()
                .overlap(Duration.ZERO);
    }

    /** Until somebody has to do something. */
    private RotationStatus resumed(Rotations rotations, RotationStatus begin) {
        RotationStatus status = begin;
        for (int looks = 0; status.todo().isEmpty() && !status.state().isOver(); looks++) {
            assertThat(looks).as(status.toString()).isLessThan(MOST_LOOKS);
            now = now.plus(Duration.ofMinutes(1));
            status = rotations.resume(FARM);
        }
        return status;
    }

    /** The steps that end a key are those that make one, and end the new one too. */
    private static void assertEndsNothing(List<String> todo, Slot slot) {
        Set<String> ending = Set.copyOf(slot.venue().keys().stepsToDelete("any"));
        assertThat(todo)
                .noneMatch(step -> ending.contains(step)
                        || step.contains("Have a new token generated")
                        || step.contains("Reset the pair")
                        || step.contains("have new tokens made"));
    }

    private static RotationStatus entered(Rotations rotations, Slot slot, SimulatedKey made) {
        try (ApiKey typed = stored(slot, made)) {
            return rotations.enter(FARM, typed);
        }
    }

    @ParameterizedTest
    @MethodSource("venues")
    void rotate_whereTheNewKeyEndsTheOld_standsStillFirst_andLeavesTheNewOneAlone(Function<InstantSource, Slot> start) {
        try (Slot slot = start.apply(clock)) {
            SimulatedKey old = slot.make().get();
            Rotations rotations = rotations(slot, vault(slot, old));
            assertThat(rotations.preparations(plan())).noneMatch(line -> line.startsWith("delete the old one"));
            assertThat(rotations.preview(plan())).last().asString().endsWith("is refused, which the new one ends");
            RotationStatus status = rotations.run(plan());

            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.PLANNED);
            assertThat(status.waitingFor()).containsExactly("pool-watch");
            pauses.trading = List.of();
            status = resumed(rotations, rotations.resume(FARM));
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.AWAITING_OPERATOR);
            assertThat(pauses.heard).contains("pause").doesNotContain("resume");

            SimulatedKey made = slot.make().get();
            old.revoke();
            status = resumed(rotations, entered(rotations, slot, made));
            assertThat(status.reason()).doesNotContain("delete at the venue");
            if (!status.state().isOver()) {
                assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.REVOKE_UNKNOWN);
                assertEndsNothing(status.todo(), slot);
                assertThat(status.todo()).last().asString().contains("keyguard rotate gone VAULT farm");
                status = rotations.gone(FARM);
            }
            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.CLOSED);
            assertThat(pauses.heard).last().isEqualTo("resume");
            try (Desk desk = Desk.of(slot.venue(), slot.algorithm(), slot.simulator(), made, clock)) {
                assertThat(KeyProbe.ask(slot.venue().inspector(PRODUCTION), desk))
                        .isEqualTo(KeyProbe.Answer.ACCEPTED);
            }
        }
    }

    /** That a new key ends the old one is taken for granted where nothing is documented. */
    @ParameterizedTest
    @MethodSource("venues")
    void rotate_whereTheOldKeyLivesOn_isNotOver_andNobodyIsToldToMakeAnother(Function<InstantSource, Slot> start) {
        pauses.trading = List.of();
        try (Slot slot = start.apply(clock)) {
            SimulatedKey old = slot.make().get();
            Rotations rotations = rotations(slot, vault(slot, old));
            rotations.run(plan());
            RotationStatus status =
                    resumed(rotations, entered(rotations, slot, slot.make().get()));

            assertThat(status.state()).as(status.toString()).isEqualTo(RotationState.REVOKE_UNKNOWN);
            assertEndsNothing(status.todo(), slot);
            assertThat(status.todo()).first().asString().contains("have its support end it");
            assertThatThrownBy(() -> rotations.gone(FARM)).isInstanceOf(RotationException.class);
            assertThat(pauses.heard).doesNotContain("resume");
        }
    }

    /** An emergency is to end the key in use, which the steps of the venue do. */
    @ParameterizedTest
    @MethodSource("venues")
    void revokeNow_namesTheStepsThatEndTheKey(Function<InstantSource, Slot> start) {
        try (Slot slot = start.apply(clock)) {
            SimulatedKey old = slot.make().get();
            RotationStatus status = rotations(slot, vault(slot, old)).revokeNow(plan());

            assertThat(status.todo())
                    .as(status.toString())
                    .anyMatch(step -> step.contains("Have a new token generated")
                            || step.contains("Reset the pair")
                            || step.contains("new tokens made"));
        }
    }
}
