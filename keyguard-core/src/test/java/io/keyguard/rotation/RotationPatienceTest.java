/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import static io.keyguard.rotation.RotationRig.GRID;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.rotation.FakeKeyServer.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A venue that asks to wait costs no good key, none is left unnamed, and no nonce of a bot is taken where another key can be asked with. */
class RotationPatienceTest {
    @TempDir
    private Path dir;

    private RotationRig rig;

    @BeforeEach
    void rig() {
        rig = new RotationRig(dir);
    }

    private RotationStatus until(RotationState wanted) {
        RotationStatus status = rig.rotations().run(rig.plan);
        while (status.state() != wanted) {
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        return status;
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"RATE", "CLOCK", "MAINTENANCE", "NONCE"})
    void verify_venueAsksToWaitForADay_keepsTheNewKey_andGoesOn(Fault fault) {
        rig.after.put(
                "store new",
                () -> rig.server.fail(
                        "GET /rights", Collections.nCopies(200, fault).toArray(Fault[]::new)));
        RotationStatus status = rig.rotations().run(rig.plan);
        while (rig.now().isBefore(Instant.parse("2026-06-02T00:00:00Z"))) {
            assertThat(status.state()).isEqualTo(RotationState.STORED);
            rig.moveTo(status);
            status = rig.rotations().resume(GRID);
        }
        assertThat(status.reason()).contains(fault.name()).contains("the new key is kept");
        assertThat(Duration.between(rig.now(), status.next().orElseThrow())).isEqualTo(Duration.ofMinutes(15));
        rig.server.faults.clear();
        assertThat(rig.drive(status).state()).isEqualTo(RotationState.CLOSED);
        assertThat(rig.calls("POST")).isEqualTo(1);
        rig.assertRotated();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "journal ROLLING_BACK", "store clear"})
    void rollBack_overAThirdKey_namesTheOldOne_whereverItCrashes(String crash) {
        rig.neverMoves.add("bot");
        until(RotationState.DISTRIBUTING);
        FakeKeyServer.Key third =
                rig.server.make("grid", "by hand", "", "", Set.of("read", "trade"), RotationRig.IPS, rig.now());
        rig.store.put(RotationRig.key(GRID, third, 5, Set.of("grid")));
        rig.consumers.put("bot", new Consumer("bot", 5, true));
        rig.pass(Duration.ofSeconds(5));
        assertThat(rig.rotations().resume(GRID).state()).isEqualTo(RotationState.BLOCKED);
        if (!crash.isEmpty()) {
            rig.crashAfter(crash);
        }
        RotationStatus status;
        try {
            status = rig.drive(rig.rotations().rollBack(GRID));
        } catch (RotationRig.Crash e) {
            status = rig.drive(rig.rotations().resume(GRID));
        }
        assertThat(status.state()).isEqualTo(RotationState.ABORTED);
        assertThat(rig.active()).isSameAs(third);
        assertThat(rig.server.living("grid")).containsExactlyInAnyOrder(rig.old(), third);
        assertThat(status.cause()).contains(rig.old().id()).contains("by hand");
        assertThat(rig.used.read().keys().keySet()).containsExactly(GRID);
    }

    /** How often bots' nonces were in danger after the old key was deleted. */
    private List<String> askedAfterTheDeletion() {
        assertThat(rig.drive().state()).isEqualTo(RotationState.CLOSED);
        rig.assertRotated();
        int deleted = rig.server.calls.indexOf("DELETE /keys by AK1-synthetic");
        String inUse = "GET /rights by " + rig.active().apiKey;
        return rig.server.calls.subList(deleted, rig.server.calls.size()).stream()
                .filter(inUse::equals)
                .toList();
    }

    @Test
    void dead_whereNoncesCount_isProvenBesideASeparateKey() {
        rig.venue.nonces = true;
        FakeKeyServer.Key master = rig.server.keys.get("AK1-synthetic");
        master.ips = RotationRig.IPS;
        rig.venue.dies = Duration.ofMinutes(1);
        assertThat(askedAfterTheDeletion()).isEmpty();
    }

    @Test
    void dead_whereNoncesCount_andTheSeparateKeyIsForOtherAddresses_isProvenBesideTheKeyInUse_once() {
        rig.venue.nonces = true;
        rig.venue.dies = Duration.ofMinutes(1);
        assertThat(askedAfterTheDeletion()).hasSize(2);
    }

    @Test
    void dead_elsewhere_bothersTheKeyInUseOnlyOnceTheOldOneIsRefused() {
        rig.venue.dies = Duration.ofMinutes(1);
        assertThat(askedAfterTheDeletion()).hasSize(2);
        assertThat(rig.calls("GET /rights by " + rig.old().apiKey)).isGreaterThan(10);
    }
}
