/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.internal.EthereumAddress;
import io.keyguard.internal.KeyguardExceptions;
import java.util.Locale;

/**
 * Whose account a key trades: the id that it is stored with is the master account's address, and for a sub-account or a vault a slash and its address behind that.
 *
 * @param master in small letters
 * @param other the sub-account or vault in small letters; empty for the master account itself
 */
record HyperliquidOwner(String master, String other) {
    /**
     * Reads {@code accountId}.
     *
     * @throws io.keyguard.KeyScopeException if it is none, also if the capitals of an address are not its checksum
     */
    static HyperliquidOwner of(String accountId) {
        int slash = accountId.indexOf('/');
        String master = slash < 0 ? accountId : accountId.substring(0, slash);
        String other = slash < 0 ? "" : accountId.substring(slash + 1);
        if (!EthereumAddress.isAddress(master) || (slash >= 0 && !EthereumAddress.isAddress(other))) {
            throw KeyguardExceptions.notCanonical(
                    Hyperliquid.ID,
                    "the key's account id is the master account's address, or that, a slash and the address of a sub-account or vault; an address is 0x and 40 hexadecimal digits, whose capitals, where there are both, are its checksum");
        }
        return new HyperliquidOwner(master.toLowerCase(Locale.ROOT), other.toLowerCase(Locale.ROOT));
    }

    boolean isMaster() {
        return other.isEmpty();
    }

    /** The address of the account that is traded. */
    String traded() {
        return isMaster() ? master : other;
    }
}
