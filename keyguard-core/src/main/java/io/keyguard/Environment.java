/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

/**
 * Where a key may be used. It fixes the hosts that requests are signed for; with the account id of the key it fixes the account.
 *
 * <p>Where a venue has no sandbox, {@link #STAGING} is another account on its production hosts.
 */
public enum Environment {
    /** Real money. */
    PRODUCTION,
    /** The production hosts with an account set apart for trials. */
    STAGING,
    /** The venue's testnet or demo mode. */
    SANDBOX
}
