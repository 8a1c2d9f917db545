/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.EventLog;
import io.keyguard.internal.FileSafety;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.internal.ProcessFolder;
import io.keyguard.internal.RecordFile;
import io.keyguard.vault.PassphraseSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is frozen in a state directory, for every process that uses it, whether or not one runs. Freezing needs no secret; lifting needs the passphrase. Thread-safe; never use it
 * from a thread that may be interrupted.
 */
public final class Freezes {
    private final Path state;
    private final @Nullable String pin;
    private final FreezeFolder folder;

    private Freezes(Path state, @Nullable String pin) {
        this.state = state;
        this.pin = pin;
        this.folder = new FreezeFolder(state);
    }

    /**
     * Returns what is frozen in {@code state}.
     *
     * @param pin what {@link #setUp} returned, if the caller keeps it; empty if not
     */
    public static Freezes in(Path state, String pin) {
        return new Freezes(state, pin.isEmpty() ? null : pin);
    }

    /**
     * Chooses the passphrase that lifts freezes, once and for all, and returns its pin: 64 hexadecimal digits that are not secret, to be given to every process that should not take the
     * directory's own word for it.
     *
     * @throws io.keyguard.StateException if one was chosen before, something is or was frozen, or the directory cannot be written
     */
    public String setUp(PassphraseSource passphrase, Instant now) {
        try {
            ProcessFolder.prepare(state);
            folder.make();
            if (!view().isFresh()) {
                throw KeyguardExceptions.pinChosenTooLate(state);
            }
            LiftPin made = LiftPin.of(passphrase);
            folder.write(made);
            witness(List.of(HexFormat.of().parseHex(made.name())), now);
            return made.name();
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.stateUnusable(state, "choosing a passphrase", e);
        }
    }

    /**
     * Freezes what {@code scope} names, for every process that uses the directory now or later. It is kept when this returns; {@link #followers} tells who acts by it.
     *
     * @param by who does this
     * @param reason why, in a line
     * @throws io.keyguard.StateException if it cannot be kept; nothing is frozen
     */
    public Freeze freeze(FreezeScope scope, Instant now, String by, String reason) {
        Freeze freeze = Freeze.now(scope, now, by, reason);
        set(List.of(freeze));
        return freeze;
    }

    /** Done twice, it is done once. */
    void set(List<Freeze> freezes) {
        try {
            ProcessFolder.prepare(state);
            for (Freeze freeze : freezes) {
                folder.write(freeze);
            }
        } catch (IOException | FileSafety.UnsafeFileException e) {
            throw KeyguardExceptions.notFrozen(state, e);
        }
        try {
            Optional<String> judge = view().judge();
            for (Freeze freeze : freezes) {
                // With who may lift it: a pin that is not known to be older than a freeze lifts nothing.
                var records = new ArrayList<>(List.of(freeze.toJson()));
                judge.ifPresent(name -> records.add(HexFormat.of().parseHex(name)));
                witness(records, freeze.at());
            }
        } catch (IOException | FileSafety.UnsafeFileException e) {
            // It is frozen; what is missing is the copy that outlives a deleted file until a bot has seen it.
            EventLog.stateUnwritable(e.getClass().getSimpleName());
        }
    }

    /** Keeps {@code records} in a place of its own, as bots do of what they see. */
    private void witness(List<byte[]> records, Instant now) throws IOException, FileSafety.UnsafeFileException {
        try (ProcessFolder process = ProcessFolder.start(state, now);
                RecordFile seen = FreezeFolder.startSeen(process.path())) {
            seen.append(records);
        }
    }

    /**
     * Returns what is frozen, the oldest first. What has no id was set by nobody, and says what has to be put right.
     *
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public List<Freeze> inForce() {
        return read().inForce();
    }

    /**
     * Returns whether somebody has chosen the passphrase that lifts freezes.
     *
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public boolean canBeLifted() {
        return read().trusted() != null;
    }

    /**
     * Lifts what {@code which} chooses among what is frozen, and returns it.
     *
     * @throws io.keyguard.VaultException if there is no passphrase
     * @throws io.keyguard.StateException if it is the wrong one, nobody chose one, or the directory cannot be written; nothing is lifted
     */
    public List<Freeze> lift(Predicate<Freeze> which, PassphraseSource passphrase, Instant now, String by) {
        FreezeView view = read();
        List<Freeze> lifted = view.inForce().stream()
                .filter(freeze -> !freeze.id().isEmpty())
                .filter(which)
                .toList();
        if (lifted.isEmpty()) {
            return List.of();
        }
        LiftPin judge = view.trusted();
        if (judge == null) {
            throw KeyguardExceptions.nobodyMayLift(state);
        }
        var ids = new TreeSet<String>();
        lifted.forEach(freeze -> ids.add(freeze.id()));
        Lift lift = Lift.sign(judge, passphrase, now, by, ids);
        try {
            folder.write(lift);
            return lifted;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "lifting a freeze", e);
        }
    }

    /**
     * Returns the processes that run with the directory, and for each whether it acts by {@code freeze}: every signature that adds risk has ended there or is refused.
     *
     * @throws io.keyguard.StateException if the directory cannot be read
     */
    public Map<String, Boolean> followers(Freeze freeze) {
        var followers = new LinkedHashMap<String, Boolean>();
        try {
            for (Path process : new ArrayList<>(ProcessFolder.all(state))) {
                if (FreezeFolder.follows(process) && ProcessFolder.isRunning(process)) {
                    Set<String> seen = FreezeFolder.seenBy(process);
                    followers.put(ProcessFolder.nameOf(process), seen.contains(freeze.id()));
                }
            }
            return followers;
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "looking who runs", e);
        }
    }

    private FreezeView read() {
        try {
            return view();
        } catch (IOException e) {
            throw KeyguardExceptions.stateUnusable(state, "reading what is frozen", e);
        }
    }

    private FreezeView view() throws IOException {
        var view = new FreezeView(pin);
        view.add(folder.seenByProcesses());
        if (Files.isDirectory(folder.path())) {
            view.read(folder.read());
        }
        return view;
    }

    @Override
    public String toString() {
        return "Freezes[" + state + "]";
    }
}
