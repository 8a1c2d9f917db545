/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.sign;

/** The signer of a token, which signs nothing and keeps nothing. */
final class NoSigner implements Signer {
    @Override
    public int signatureLength() {
        return 0;
    }

    @Override
    public void sign(byte[] message, int from, int count, byte[] signature, int at) {
        throw new IllegalStateException("a token signs nothing: its venue takes it as it is");
    }

    @Override
    public void close() {
        // There is nothing to wipe.
    }

    @Override
    public String toString() {
        return "NoSigner";
    }
}
