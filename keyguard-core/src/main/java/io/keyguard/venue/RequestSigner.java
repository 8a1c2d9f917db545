/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.sign.SigningKey;
import java.net.URI;

/** Encodes and signs requests the way a venue asks: the one thing about a venue that is an algorithm. Thread-safe. */
@FunctionalInterface
public interface RequestSigner {
    /**
     * Returns {@code request} as it is to be sent to {@code host}, signed; what is signed is exactly what goes out.
     *
     * @param request classified and found to be canonical
     * @param host scheme, host and port
     * @param time gives timestamps, and nonces that only grow
     */
    SignedRequest sign(VenueRequest request, URI host, SigningKey key, SigningTime time);
}
