/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a rotation stands. Names only. Immutable.
 *
 * @param key the key
 * @param id the name of the rotation
 * @param state where it stands
 * @param since since when
 * @param next when it makes sense to resume it; empty if it is over, or if somebody has to do something first
 * @param reason why it stands there, or what somebody has to do
 * @param attempt which attempt to make a key this is, from 1 on
 * @param label the name of the new key at its venue
 * @param generation the generation of the new key in the store; 0 before it is there
 * @param waitingFor the processes that have not moved over
 * @param strangers keys at the venue that appeared meanwhile and are nobody's that is known, each as its label there, when it was made and its id in keyguard's records
 * @param cause what was out of the ordinary; empty if nothing was
 * @param todo what a person has to do, one step each
 */
public record RotationStatus(
        KeyId key,
        String id,
        RotationState state,
        Instant since,
        Optional<Instant> next,
        String reason,
        long attempt,
        String label,
        long generation,
        List<String> waitingFor,
        List<String> strangers,
        String cause,
        List<String> todo) {
    /** Copies the lists. */
    public RotationStatus {
        waitingFor = List.copyOf(waitingFor);
        strangers = List.copyOf(strangers);
        todo = List.copyOf(todo);
    }

    static RotationStatus of(Rotation row, Optional<Instant> next, List<String> todo) {
        return new RotationStatus(
                row.key(),
                row.id(),
                row.state(),
                row.since(),
                next,
                row.reason(),
                row.number(Rotation.ATTEMPT),
                row.text(Rotation.LABEL),
                row.number(Rotation.NEW_GENERATION),
                row.list(Rotation.WAITING_FOR),
                row.list(Rotation.STRANGERS),
                cause(row),
                todo);
    }

    private static String cause(Rotation row) {
        List<String> unproven = row.list(Rotation.UNPROVEN);
        String words = unproven.isEmpty() ? "" : "the venue does not say whether the new key may " + unproven;
        List<String> untold = row.list(Rotation.UNTOLD);
        String look = untold.isEmpty()
                ? ""
                : "the venue tells nowhere of the new key " + untold + ": see there that they are those of the old one";
        return Stream.of(row.text(Rotation.CAUSE), words, look)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** Prints what a person wants to read in one line. */
    @Override
    public String toString() {
        return key + ": " + state + (reason.isEmpty() ? "" : ", " + reason)
                + (waitingFor.isEmpty() ? "" : " " + waitingFor);
    }
}
