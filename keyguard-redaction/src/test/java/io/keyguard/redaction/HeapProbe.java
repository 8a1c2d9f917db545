/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.keyguard.KeyId;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.source.ApiKey;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A JVM that masks ten thousand lines with a secret in them, wipes the lines, and dumps its heap; with a file {@code plant}, what it lists is left behind. */
final class HeapProbe {
    private static final int LINES = 10_000;
    private static final byte[] KEY = "key=".getBytes(US_ASCII);
    private static final List<Object> ALIVE = new ArrayList<>();

    private HeapProbe() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        SecretBytes secret = read(folder.resolve("secret"));
        ApiKey key = ApiKey.builder(KeyId.of("a"))
                .on("fake", "main")
                .material(read(folder.resolve("api-key")), secret, null)
                .build();
        LiveSecrets secrets = new LiveSecrets(Runnable::run);
        secrets.learn(key);
        Redactor redactor = Redactor.of(secrets);
        ALIVE.add(redactor);
        byte[] plain = new byte[secret.length()];
        byte[] base64 = new byte[(secret.length() + 2) / 3 * 4];
        for (int i = 0; i < LINES; i++) {
            secret.copyTo(InsecureSecretAccess.get(), 0, plain, 0, plain.length);
            mask(redactor, plain);
            Base64.getEncoder().encode(plain, base64);
            mask(redactor, base64);
            Arrays.fill(plain, (byte) 0);
            Arrays.fill(base64, (byte) 0);
        }
        if (Files.exists(folder.resolve("plant"))) {
            Files.readAllLines(folder.resolve("plant"))
                    .forEach(line -> ALIVE.add(HexFormat.of().parseHex(line)));
        }
        var diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        diagnostics.dumpHeap(folder.resolve("all.hprof").toString(), false);
        diagnostics.dumpHeap(folder.resolve("live.hprof").toString(), true);
    }

    private static void mask(Redactor redactor, byte[] form) {
        byte[] line = Arrays.copyOf(KEY, KEY.length + form.length);
        System.arraycopy(form, 0, line, KEY.length, form.length);
        byte[] masked = redactor.redact(line);
        Arrays.fill(line, (byte) 0);
        if (!new String(masked, US_ASCII).equals("key=[redacted:a]")) {
            throw new IllegalStateException("not masked");
        }
    }

    private static SecretBytes read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer direct = ByteBuffer.allocateDirect((int) channel.size());
            channel.read(direct);
            return SecretBytes.copyOf(direct.flip(), InsecureSecretAccess.get());
        }
    }
}
