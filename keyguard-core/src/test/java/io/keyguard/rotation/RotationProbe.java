/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.rotation.Consumers.Consumer;
import io.keyguard.rotation.RotationCrashTest.Mode;
import io.keyguard.source.ApiKey;
import io.keyguard.vault.PassphraseSource;
import io.keyguard.vault.Vault;
import io.keyguard.vault.VaultOptions;
import io.keyguard.venue.HttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/** A process that rotates, and stands still right before or after an effect for somebody to kill it. */
final class RotationProbe {
    static final String PASSPHRASE = "canary correct horse battery";

    private RotationProbe() {}

    /**
     * Folder, address of the venue, how the key is made, and where to stand still: {@code before} or {@code after} and the name or the number of an effect. Nowhere if it is empty; {@code list} says every effect.
     */
    public static void main(String[] args) {
        Path dir = Path.of(args[0]);
        var people = new People(URI.create(args[1]), dir.resolve("revoked"));
        Mode mode = Mode.valueOf(args[2]);
        var venue = new FakeKeyVenue(people.venue);
        mode.shape(venue);
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
                    .revoked(people)
                    .pause(people)
                    .effects(new Standing(args[3]))
                    .build();
            List<RotationStatus> all = rotations.status();
            RotationStatus status = all.isEmpty() ? rotations.run(mode.plan()) : all.get(0);
            if (!all.isEmpty() && !status.state().isOver()) {
                status = rotations.resume(RotationRig.GRID);
            }
            say(finish(rotations, status, people, now).state().name());
        }
    }

    private static RotationStatus finish(Rotations rotations, RotationStatus begin, People people, Instant[] now) {
        RotationStatus status = begin;
        while (status.next().isPresent()) {
            now[0] = status.next().get().plusMillis(1);
            if (status.state() == RotationState.AWAITING_OPERATOR) {
                try (ApiKey typed = people.make(status.label())) {
                    status = rotations.enter(RotationRig.GRID, typed);
                }
            } else {
                if (!status.todo().isEmpty()) {
                    people.ask("delete");
                }
                status = rotations.resume(RotationRig.GRID);
            }
        }
        return status;
    }

    /** The person who makes and deletes keys at the venue, and what outlives the process besides vault and journal. */
    private record People(URI venue, Path revoked) implements TradingPause, RevokedKeys {
        String ask(String what) {
            try (InputStream answer = venue.resolve("/person/" + what).toURL().openStream()) {
                return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        ApiKey make(String label) {
            String[] parts = ask("make/" + label).split("\\|", -1);
            return ApiKey.builder(KeyId.of("typed"))
                    .on(FakeKeyVenue.ID, "main")
                    .material(RotationRig.secret(parts[0]), RotationRig.secret(parts[1]), null)
                    .build();
        }

        @Override
        public Collection<String> pause(KeyId key) {
            ask("pause");
            return List.of();
        }

        @Override
        public Collection<String> resume(KeyId key) {
            ask("resume");
            return List.of();
        }

        @Override
        public void revoked(ApiKey key) throws IOException {
            Files.writeString(revoked, Keys.idOf(key) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        @Override
        public boolean isRevoked(ApiKey key) {
            return false;
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
        private int number;

        Standing(String where) {
            this.where = where;
        }

        @Override
        <T> T run(String what, Supplier<T> effect) {
            number++;
            if (where.equals("list")) {
                say(what);
            }
            stand("before ", what);
            T answer = effect.get();
            stand("after ", what);
            return answer;
        }

        private void stand(String moment, String what) {
            if (where.equals(moment + what) || where.equals(moment + number)) {
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
