/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.secret.SecretBytes;
import java.time.Duration;
import java.util.Set;

/** Makes tokens with a key that stays behind: parts that go out as they are, have some of its rights, and end by themselves. Nothing is tried twice. Thread-safe. */
public interface TokenMaker {
    /**
     * Makes a token, which no list shows.
     *
     * @param parent signs with the key that the token is made with
     * @param rights the venue's own words; it gets none that its key has not
     * @param life how long it is to be taken
     * @return the token, which is the caller's to close
     * @throws io.keyguard.VenueRefusedException if the venue says that it has made none
     * @throws io.keyguard.VenueUnavailableException if it is not known whether one was made, which then ends after {@code life}
     */
    SecretBytes make(SignedCalls parent, Set<String> rights, Duration life);

    /**
     * Ends {@code token} before its time.
     *
     * @throws io.keyguard.VenueRefusedException if the venue says that it has not ended it, or knows no such token
     * @throws io.keyguard.VenueUnavailableException if it is not known whether it has
     */
    void end(SignedCalls parent, SecretBytes token);
}
