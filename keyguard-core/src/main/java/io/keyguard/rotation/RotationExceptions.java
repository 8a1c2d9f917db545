/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import io.keyguard.KeyId;
import io.keyguard.RotationException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The messages of rotations: names only. */
final class RotationExceptions {
    private RotationExceptions() {}

    static RotationException open(KeyId key, RotationState state) {
        return new RotationException(
                "key '" + key + "' is being rotated already and stands at " + state + "; resume that, or abort it");
    }

    static RotationException none(KeyId key) {
        return new RotationException("key '" + key + "' is not being rotated");
    }

    static RotationException noKey(KeyId key) {
        return new RotationException("there is no key '" + key + "' in the store");
    }

    static RotationException makesNoTokens(KeyId key, String venue) {
        return new RotationException("key '" + key + "' is no key of venue '" + venue
                + "' that can make tokens; name one of that venue, and no token");
    }

    static RotationException noVenue(String venue) {
        return new RotationException("the venue '" + venue + "' was not added");
    }

    static RotationException noAdministrator(KeyId key) {
        return new RotationException("the administering key '" + key + "' is not in the source of administering keys");
    }

    static RotationException cannot(String what, KeyId key, RotationState state) {
        return new RotationException("the rotation of key '" + key + "' stands at " + state + "; " + what);
    }

    static RotationException busy(Path state) {
        return new RotationException(
                "another process is rotating with the state directory " + state + "; try again when it is done");
    }

    static RotationException superseded() {
        return new RotationException("another process has taken this rotation over; nothing more was done here");
    }

    static RotationException stopped(List<RotationStop> stops) {
        return new RotationException(
                "every rotation was asked to stop by "
                        + stops.stream().map(RotationStop::toString).collect(Collectors.joining(", and by "))
                        + "; nothing more was done here; let it end ('keyguard rotate revoke', 'keyguard incident resume'), or say that nobody will ('keyguard rotate unstop')");
    }

    static RotationException busyInEmergency(Path state) {
        return new RotationException(
                "the process that rotates with the state directory " + state
                        + " has not let go in time; it stops before its next effect: revoke again, or, if it hangs, without the journal (revokeUnrecorded, 'keyguard incident start')");
    }

    static RotationException damaged(Path file, String why) {
        return new RotationException(
                "the journal " + file + " is not as it was written (" + why
                        + "); no key is rotated, trading goes on, and in an emergency keys are deleted without it (revokeUnrecorded, 'keyguard incident start'); put the file aside, and look at the list of keys at the venue and at the keys called rotation-… in the store");
    }

    static RotationException notEntered(String why) {
        return new RotationException("the key was not taken: " + why + "; nothing was stored");
    }

    static RotationException stuck(KeyId key) {
        return new RotationException("the rotation of key '" + key + "' does not get on; this should not happen");
    }
}
