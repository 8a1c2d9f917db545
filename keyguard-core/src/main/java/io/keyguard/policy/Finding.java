/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

/**
 * One thing that is to be said about a key, or about a grant without one.
 *
 * @param subject the key id, or {@code strategy@venue/account} where there is no key
 * @param kind what it is
 * @param stops whether it keeps the key from being used
 * @param observed what the venue or the source shows, in words
 * @param needed what grant and policy ask for, in words
 * @param remedy what to do
 */
public record Finding(String subject, Kind kind, boolean stops, String observed, String needed, String remedy) {
    /** What a finding is about. */
    public enum Kind {
        /** The key has a right that a smaller key would not have. */
        EXCESS,
        /** The key has a right that the policy forbids to every key. */
        FORBIDDEN,
        /** The key has a right that the venue does not separate from a needed one, and nobody has accepted it. */
        BUNDLED,
        /** The venue does not tell whether the key has a right, be it allowed by the grant or not. */
        UNKNOWN_RIGHT,
        /** The venue names a right that this version of keyguard does not know. */
        UNRECOGNISED_RIGHT,
        /** The key lacks a right that it was granted for. */
        MISSING_RIGHT,
        /** The key may be used from any address, or the venue does not tell. */
        NO_IP_RESTRICTION,
        /** The key is bound to other addresses than the policy expects, or the venue does not tell to which. */
        UNEXPECTED_ADDRESS,
        /** The venue ends the key soon. */
        EXPIRES_SOON,
        /** The key is due for replacement: its age is past the first limit. */
        DUE,
        /** The key is past the last limit of its age. */
        TOO_OLD,
        /** The source does not tell when the key was made. */
        AGE_UNKNOWN,
        /** The key was made later than now: some clock is wrong, and its age cannot be told. */
        CREATED_IN_FUTURE,
        /** Somebody has seen the key in the clear: it is due now. */
        EXPOSED,
        /** Where the key comes from shows it to others: environment variables. */
        WEAK_SOURCE,
        /** More than one strategy uses the key. */
        SHARED,
        /** No strategy may use the key, which waits to be needed. */
        SPARE,
        /** A client library holds the key as a string. */
        HELD_BY_CLIENT,
        /** The key has ended. */
        EXPIRED,
        /** The key belongs to another account than the one it was stored for, or the venue does not tell. */
        WRONG_ACCOUNT,
        /** The key was stored without the account id that it must belong to. */
        ACCOUNT_NOT_PINNED,
        /** The venue refuses the key. */
        REFUSED_BY_VENUE,
        /** The venue could not be asked. */
        UNVERIFIABLE,
        /** The material does not have the venue's form. */
        MATERIAL,
        /** The venue has no hosts in this environment. */
        NO_HOSTS,
        /** A strategy was granted rights for which no key is loaded. */
        NO_KEY,
        /** More than one key fits a grant. */
        AMBIGUOUS
    }
}
