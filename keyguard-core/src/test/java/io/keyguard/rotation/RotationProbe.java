/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A process that rotates, and stands still right before or after an effect for somebody to kill it. */
final class RotationProbe {
    static final String PASSPHRASE = "canary correct horse battery";

    private RotationProbe() {}

    /** Folder, address of the venue, and where to stand still: {@code before} or {@code after} and the name of the effect; nowhere if it is empty. */
    public static void main(String[] args) {
        Path dir = Path.of(args[0]);
        var venue = new FakeKeyVenue(URI.create(args[1]));
        venue.appears = Duration.ZERO;
        venue.dies = Duration.ZERO;
        var now = new Instant[] {Instant.parse("2026-06-01T00:00:00Z")};
        try (Vault vault = open(dir.resolve("bot.vault"));
                Vault administrators = open(dir.resolve("admin.vault"))) {
            Rotations rotations = Rotations.builder(dir.resolve("state"), vault)
                    .venues(venue)
                    .transport(HttpTransport.jdk(Duration.ofSeconds(60)))
                    .administrators(administrators)
                    .clock(() -> now[0])
                    .ticker(() -> Duration.between(Instant.EPOCH, now[0]).toNanos())
                    .consumers(key -> List.of(new Consumer("bot", 99, true)))
                    .effects(new Standing(args[2]))
                    .build();
            RotationStatus status =
                    rotations.status().stream().anyMatch(one -> !one.state().isOver())
                            ? rotations.resume(RotationRig.GRID)
                            : rotations.run(RotationPlan.of(RotationRig.GRID, RotationRig.NEEDS)
                                    .account("grid")
                                    .administeredBy(RotationRig.MASTER));
            while (status.next().isPresent()) {
                now[0] = status.next().get().plusMillis(1);
                status = rotations.resume(RotationRig.GRID);
            }
            say(status.state().name());
        }
    }

    static Vault open(Path file) {
        return Vault.open(
                file,
                PassphraseSource.ofChars(PASSPHRASE.toCharArray()),
                VaultOptions.defaults().insecureCostForTests());
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static final class Standing extends Effects {
        private final String where;

        Standing(String where) {
            this.where = where;
        }

        @Override
        <T> T run(String what, Supplier<T> effect) {
            stand("before " + what);
            T answer = effect.get();
            stand("after " + what);
            return answer;
        }

        private void stand(String at) {
            if (at.equals(where)) {
                say("standing");
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
