/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** How a venue writes down the secret that it hands out, and so how the bytes that sign are found in it. */
public enum SecretEncoding {
    /** The characters of the secret are the key, as ASCII bytes. */
    TEXT,
    /** The secret is standard base64 of the key (RFC 4648 §4). */
    BASE64,
    /** The secret is a private key in PKCS#8 PEM (RFC 5958, RFC 8410). */
    PKCS8_PEM
}
