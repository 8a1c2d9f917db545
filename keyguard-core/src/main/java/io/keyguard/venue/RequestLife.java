/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a signed request of a venue, as keyguard signs it, can be used.
 *
 * @param longest until when a request that was held back is still accepted after it was signed; empty where nothing bounds it but a later nonce, or the end of a token
 * @param repeatable whether one that was delivered may be accepted once more within that time
 * @param coversBody whether the signature covers the body: if it does not, a captured request can be changed
 */
public record RequestLife(Optional<Duration> longest, boolean repeatable, boolean coversBody) {}
