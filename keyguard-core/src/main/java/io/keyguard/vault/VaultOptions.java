/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a vault is made and opened.
 *
 * <p>Defaults: Argon2id with at least 64 MiB and 3 iterations, more where the machine does that in less than half a second; at most 1 GiB and 64
 * iterations are accepted from a file; no anchor; a wait of 5 s for another writer; the system clock. Immutable.
 */
public final class VaultOptions {
    private static final KdfParameters CEILING = new KdfParameters(1024 * 1024, 64, 16);

    private final @Nullable KdfParameters kdf;
    private final KdfParameters floor;
    private final KdfParameters ceiling;
    private final @Nullable Path anchor;
    private final Duration lockWait;
    private final InstantSource clock;

    private VaultOptions(
            @Nullable KdfParameters kdf,
            KdfParameters floor,
            KdfParameters ceiling,
            @Nullable Path anchor,
            Duration lockWait,
            InstantSource clock) {
        this.kdf = kdf;
        this.floor = floor;
        this.ceiling = ceiling;
        this.anchor = anchor;
        this.lockWait = lockWait;
        this.clock = clock;
    }

    /** Returns the defaults. */
    public static VaultOptions defaults() {
        return new VaultOptions(
                null, KdfParameters.FLOOR, CEILING, null, Duration.ofSeconds(5), InstantSource.system());
    }

    /**
     * Returns these options with {@code kdf} for vaults that are made, or whose passphrase is changed, instead of a calibrated cost.
     *
     * @throws IllegalArgumentException if it is below 64 MiB or 3 iterations, or above the ceiling
     */
    public VaultOptions kdf(KdfParameters kdf) {
        if (!kdf.atLeast(floor) || !ceiling.atLeast(kdf)) {
            throw new IllegalArgumentException(
                    "the cost is below the floor of " + floor + " or above the ceiling of " + ceiling);
        }
        return new VaultOptions(kdf, floor, ceiling, anchor, lockWait, clock);
    }

    /** Returns these options with a ceiling of {@code ceiling} for what a file may ask for. */
    public VaultOptions ceiling(KdfParameters ceiling) {
        return new VaultOptions(kdf, floor, ceiling, anchor, lockWait, clock);
    }

    /** Returns these options with a cost that protects nothing, made and accepted: for tests. */
    public VaultOptions insecureCostForTests() {
        var cheap = new KdfParameters(64, 1, 1);
        return new VaultOptions(cheap, new KdfParameters(8, 1, 1), ceiling, anchor, lockWait, clock);
    }

    /**
     * Returns these options with the newest generation kept in {@code file}, which belongs on another disk or account than the vault: an older
     * vault put in its place is then refused also after a restart.
     */
    public VaultOptions anchor(Path file) {
        return new VaultOptions(kdf, floor, ceiling, file, lockWait, clock);
    }

    /** Returns these options with a wait of {@code wait} for another process that is writing. */
    public VaultOptions lockWait(Duration wait) {
        return new VaultOptions(kdf, floor, ceiling, anchor, wait, clock);
    }

    /** Returns these options with {@code clock} for the time of a replacement. */
    public VaultOptions clock(InstantSource clock) {
        return new VaultOptions(kdf, floor, ceiling, anchor, lockWait, clock);
    }

    Optional<KdfParameters> kdf() {
        return Optional.ofNullable(kdf);
    }

    KdfParameters floor() {
        return floor;
    }

    KdfParameters ceiling() {
        return ceiling;
    }

    Optional<Path> anchor() {
        return Optional.ofNullable(anchor);
    }

    Duration lockWait() {
        return lockWait;
    }

    InstantSource clock() {
        return clock;
    }
}
