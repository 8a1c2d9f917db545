/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import java.time.Duration;

/**
 * For how long what is tried. Immutable.
 *
 * @param call for each call of a venue
 * @param attempts how often cancelling and deleting are tried before the next step comes
 * @param byApi for how long a key is tried that an API has deleted
 * @param byHand for how long a key is tried that a person is to delete
 * @param settles for how long a key has to be refused, and nothing else, of which nobody says that it is deleted, until that is believed
 * @param followers for how long running bots are waited for, until they act by the freeze
 * @param investigation for comparing, and for looking for the leak
 */
public record ResponseLimits(
        Duration call,
        int attempts,
        Duration byApi,
        Duration byHand,
        Duration settles,
        Duration followers,
        Duration investigation) {
    /** Returns five seconds a call, four attempts, two minutes for what an API does, half an hour for what a person does, ten seconds of refusals, five seconds for bots, and two minutes for each investigation. */
    public static ResponseLimits usual() {
        return new ResponseLimits(
                Duration.ofSeconds(5),
                4,
                Duration.ofMinutes(2),
                Duration.ofMinutes(30),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofMinutes(2));
    }

    /** Returns these with {@code byHand} for what a person does. */
    public ResponseLimits byHand(Duration byHand) {
        return new ResponseLimits(call, attempts, byApi, byHand, settles, followers, investigation);
    }

    /** Returns these with {@code call} for each call of a venue. */
    public ResponseLimits call(Duration call) {
        return new ResponseLimits(call, attempts, byApi, byHand, settles, followers, investigation);
    }

    /** Returns these with {@code byApi} for what an API does. */
    public ResponseLimits byApi(Duration byApi) {
        return new ResponseLimits(call, attempts, byApi, byHand, settles, followers, investigation);
    }

    /** Returns these with {@code settles} of refusals. */
    public ResponseLimits settles(Duration settles) {
        return new ResponseLimits(call, attempts, byApi, byHand, settles, followers, investigation);
    }
}
