/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** How a venue writes down the secret that it hands out, and so how the bytes that sign are found in it. */
public enum SecretEncoding {
    /** The characters of the secret are the key, as ASCII bytes. */
    TEXT,
    /** The secret is standard base64 of the key (RFC 4648 §4). */
    BASE64,
    /** The secret is the key in hexadecimal, with or without {@code 0x} in front. */
    HEX,
    /** The secret is a private key in PEM: PKCS#8 (RFC 5958), SEC 1 for an elliptic curve (RFC 5915) or PKCS#1 for RSA (RFC 8017). */
    PEM,
    /**
     * The secret is a private key in any form that venues hand out: PEM, with its line ends also as the two characters {@code \n} that JSON and environment
     * variables have, or, of an Ed25519 key, standard base64 of its seed (32 bytes) or of seed and public key (64 bytes).
     */
    PRIVATE_KEY
}
