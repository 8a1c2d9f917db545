/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** How a key signs. */
public enum SignatureAlgorithm {
    /** HMAC with SHA-256, RFC 2104 and FIPS 198-1. */
    HMAC_SHA256,
    /** HMAC with SHA-384, RFC 2104 and FIPS 198-1. */
    HMAC_SHA384,
    /** HMAC with SHA-512, RFC 2104 and FIPS 198-1. */
    HMAC_SHA512,
    /** Ed25519 over the message itself, RFC 8032. */
    ED25519,
    /**
     * ECDSA on the curve P-256 with SHA-256, FIPS 186-5: the 64 bytes R and S of the {@code ES256} of JWT (RFC 7518 §3.4), with the nonce of RFC 6979
     * unless another provider was chosen.
     */
    ECDSA_P256_SHA256,
    /**
     * ECDSA on the curve secp256k1 with Keccak-256, as wallets of Ethereum sign: the 32 bytes of R, those of the lower S, and one that is 0 or 1, from which the signer's address can be recovered (SEC 1 §4.1.6); with the
     * nonce of RFC 6979. The API key is the address of the key, in small letters. Always made by keyguard, whatever provider was chosen.
     */
    ECDSA_SECP256K1_KECCAK256,
    /** RSASSA-PKCS1-v1_5 with SHA-256, RFC 8017 §8.2, keys of 2048 to 8192 bits. */
    RSA_PKCS1_SHA256,
    /** No signature: the API key is a token that goes out as it is with every request, and whoever sees one request can send any other. */
    BEARER;

    /** Returns whether the secret is a private key, of which the venue has only the public half; with the others it has the secret itself. */
    public boolean hasPrivateKey() {
        return switch (this) {
            case ED25519, ECDSA_P256_SHA256, ECDSA_SECP256K1_KECCAK256, RSA_PKCS1_SHA256 -> true;
            case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512, BEARER -> false;
        };
    }
}
