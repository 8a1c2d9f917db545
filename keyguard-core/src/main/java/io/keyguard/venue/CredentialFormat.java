/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which parts a venue's credentials have and how they are written.
 *
 * @param secrets how the secret is written, for each algorithm that the venue accepts
 * @param passphrase whether there is a passphrase
 * @param accountId whether a key must be stored with its account's id at the venue, because that is signed or goes out with every request
 * @param apiKeyForm what every API key looks like and no secret does, so that one in the place of the other is noticed; empty where the venue's look alike
 */
public record CredentialFormat(
        Map<SignatureAlgorithm, SecretEncoding> secrets,
        boolean passphrase,
        boolean accountId,
        Optional<Pattern> apiKeyForm) {
    /** Copies the map. */
    public CredentialFormat {
        secrets = Map.copyOf(secrets);
    }

    /** Returns a format whose API keys look like anything. */
    public CredentialFormat(Map<SignatureAlgorithm, SecretEncoding> secrets, boolean passphrase) {
        this(secrets, passphrase, false, Optional.empty());
    }

    /** Returns this format with API keys that look like {@code regex}, as secrets never do. */
    public CredentialFormat withApiKeysLike(String regex) {
        return new CredentialFormat(secrets, passphrase, accountId, Optional.of(Pattern.compile(regex)));
    }

    /** Returns this format with an account's id that every key must be stored with. */
    public CredentialFormat withAccountId() {
        return new CredentialFormat(secrets, passphrase, true, apiKeyForm);
    }

    /** Returns the format of tokens, which go out as they are. */
    public static CredentialFormat ofTokens() {
        return new CredentialFormat(Map.of(SignatureAlgorithm.BEARER, SecretEncoding.TEXT), false);
    }
}
