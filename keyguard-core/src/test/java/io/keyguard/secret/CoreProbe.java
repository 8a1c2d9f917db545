/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.secret;

import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.Signer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM that signs with the secret in the file that its argument names, says how its memory is protected, and waits until its input ends. */
final class CoreProbe {
    private CoreProbe() {}

    public static void main(String[] args) throws IOException {
        SecretBytes secret = read(Path.of(args[0]));
        Signer signer = Signer.of(SignatureAlgorithm.HMAC_SHA256, SecretEncoding.TEXT, secret);
        byte[] message = new byte[200];
        for (int i = 0; i < 10_000; i++) {
            message[i % message.length]++;
            signer.sign(message);
        }
        System.out.println(MemoryProtection.current());
        System.out.println(Files.readString(Path.of("/proc/self/smaps"))
                .lines()
                .filter(line -> line.startsWith("VmFlags") && line.contains(" lo ") && line.contains(" dd"))
                .count());
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Until the other side has looked.
        }
        signer.close();
        secret.close();
    }

    private static SecretBytes read(Path file) throws IOException {
        ByteBuffer direct = ByteBuffer.allocateDirect((int) Files.size(file));
        try (FileChannel channel = FileChannel.open(file)) {
            channel.read(direct);
            return SecretBytes.copyOf(direct.flip(), InsecureSecretAccess.get());
        } finally {
            direct.clear();
            while (direct.hasRemaining()) {
                direct.put((byte) 0);
            }
        }
    }
}
