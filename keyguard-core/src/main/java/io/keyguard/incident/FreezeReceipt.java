/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.util.Optional;

/**
 * What a freeze in this process came to. It is in force, whatever else is said here. Immutable.
 *
 * @param freeze what was set
 * @param drained whether every signature that had begun before has ended; if not within a second, because its provider hangs, it is refused when it ends
 * @param trouble why it will not outlive this process, as far as that is known; empty if it will
 */
public record FreezeReceipt(Freeze freeze, boolean drained, Optional<String> trouble) {}
