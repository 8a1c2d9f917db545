/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.secret.SecretBytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes, lists, changes and deletes the keys of an account with a key that may administer them.
 *
 * <p>Accounts are named as the venue names them here: a sub-account's name, number or mail address; an empty string is the account of the administering key itself, where that is possible. Nothing is
 * tried twice: whether to, is the caller's to decide. Thread-safe.
 */
public interface KeyAdministrator {
    /**
     * Returns every key of {@code account}.
     *
     * @throws io.keyguard.VenueRefusedException if the venue refuses
     * @throws io.keyguard.VenueUnavailableException if the venue cannot be asked, or answers in a form that is not its own
     */
    List<ListedKey> list(SignedCalls administrator, String account);

    /**
     * Makes a key and returns its material, which the venue shows only now. The answer is wiped.
     *
     * @throws io.keyguard.VenueRefusedException if the venue says that it has made none
     * @throws io.keyguard.VenueUnavailableException if it is not known whether one was made: no answer, an error of the server, or an answer that cannot be read
     */
    NewKey create(SignedCalls administrator, KeyOrder order);

    /**
     * Gives the key {@code id} these rights and addresses instead of its own.
     *
     * @param rights the venue's own words
     * @param ips empty: it may be used from anywhere
     * @return whether the venue can do that
     * @throws io.keyguard.VenueRefusedException if the venue says that it has changed nothing, or there is no such key
     * @throws io.keyguard.VenueUnavailableException if it is not known whether it was done
     */
    boolean modify(SignedCalls administrator, String account, VenueKeyId id, Set<String> rights, Set<String> ips);

    /**
     * Deletes the key {@code id}, and no other: it is looked up in the list first.
     *
     * @param passphrase the passphrase of that key, for venues that ask for it
     * @return whether it was there
     * @throws io.keyguard.VenueRefusedException if the venue says that it has not deleted it
     * @throws io.keyguard.VenueUnavailableException if it is not known whether it was deleted
     */
    boolean delete(SignedCalls administrator, String account, VenueKeyId id, Optional<SecretBytes> passphrase);
}
