/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.rotation;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The states that this version knows. */
final class RotationStates {
    private static final Set<String> KNOWN =
            Arrays.stream(RotationState.values()).map(RotationState::name).collect(Collectors.toUnmodifiableSet());

    private RotationStates() {}

    static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }
}
