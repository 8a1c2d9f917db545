/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.internal.Keccak256;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Typed data as wallets sign them (EIP-712), flat ones: a domain, and one struct whose fields are text, whole numbers, flags, addresses and 32 bytes. */
final class TypedData {
    private static final byte[] DOMAIN =
            hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    private static final int WORD = 32;
    private static final int ADDRESS = 20;

    private TypedData() {}

    /** The separator of the domain {@code name}, version 1, of no contract. */
    static byte[] domain(String name, long chainId) {
        return Keccak256.of(DOMAIN, hash(name), hash("1"), number(chainId), new byte[WORD]);
    }

    /** What is signed, of which the signer takes the hash. */
    static byte[] message(byte[] domain, byte[] struct) {
        return ByteBuffer.allocate(2 + domain.length + struct.length)
                .put((byte) 0x19)
                .put((byte) 0x01)
                .put(domain)
                .put(struct)
                .array();
    }

    /** Text, or the type of a struct, which stand as their hashes. */
    static byte[] hash(String text) {
        return Keccak256.of(text.getBytes(UTF_8));
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(WORD).putLong(WORD - Long.BYTES, number).array();
    }

    /** An address, {@code 0x} and 40 hexadecimal digits. */
    static byte[] address(String address) {
        return ByteBuffer.allocate(WORD)
                .put(WORD - ADDRESS, HexFormat.of().parseHex(address, 2, address.length()))
                .array();
    }
}
