/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** How a key signs. */
public enum SignatureAlgorithm {
    /** HMAC with SHA-256, RFC 2104 and FIPS 198-1. */
    HMAC_SHA256,
    /** HMAC with SHA-512, RFC 2104 and FIPS 198-1. */
    HMAC_SHA512,
    /** Ed25519 over the message itself, RFC 8032. */
    ED25519
}
