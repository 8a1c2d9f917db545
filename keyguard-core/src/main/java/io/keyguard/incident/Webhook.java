/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.util.Objects.requireNonNull;

import io.keyguard.internal.FileSafety;
import io.keyguard.internal.TlsOnly;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** A webhook, of whose address nothing is ever shown, not even the host: some services put the secret there. */
final class Webhook implements Notifier {
    private static final int MOST_BYTES = 4096;

    private final String name;
    private final SecretBytes address;
    private final HttpTransport transport;

    Webhook(String name, SecretBytes address, HttpTransport transport) {
        this.name = requireNonNull(name, "name");
        this.address = requireNonNull(address, "address");
        this.transport = requireNonNull(transport, "transport");
        if (!TlsOnly.isSafe(uri())) {
            throw unfit(name, "is neither https nor of this machine");
        }
    }

    static SecretBytes read(String name, Path file) {
        try {
            FileSafety.requirePrivate(file);
            if (Files.size(file) > MOST_BYTES) {
                throw unfit(name, "is too long");
            }
            return firstLine(Files.readAllBytes(file));
        } catch (FileSafety.UnsafeFileException e) {
            throw new IllegalArgumentException(e.path() + ": " + e.why());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    file + " cannot be read: " + e.getClass().getSimpleName());
        }
    }

    private static SecretBytes firstLine(byte[] content) {
        byte[] line = new byte[0];
        try {
            int end = 0;
            while (end < content.length && content[end] > ' ') {
                end++;
            }
            line = Arrays.copyOf(content, end);
            return SecretBytes.copyOf(line, InsecureSecretAccess.get());
        } finally {
            Arrays.fill(line, (byte) 0);
            Arrays.fill(content, (byte) 0);
        }
    }

    private URI uri() {
        byte[] bytes = new byte[address.length()];
        try {
            address.copyTo(InsecureSecretAccess.get(), 0, bytes, 0, bytes.length);
            return new URI(new String(bytes, StandardCharsets.US_ASCII).strip());
        } catch (URISyntaxException e) {
            // Which quotes it.
            throw unfit(name, "is no address");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static IllegalArgumentException unfit(String name, String why) {
        return new IllegalArgumentException(
                "what the webhook '" + name + "' was given " + why + "; give it an https address");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void deliver(Notice notice) throws IOException {
        int status = post(notice);
        if (status / 100 != 2) {
            throw new UndeliveredException("it answered with HTTP status " + status);
        }
    }

    private int post(Notice notice) throws UndeliveredException {
        try {
            return transport
                    .send(new SignedRequest("POST", uri(), Map.of("Content-Type", "application/json"), notice.toJson()))
                    .status();
        } catch (IOException | RuntimeException e) {
            // What it says may hold the address.
            throw new UndeliveredException("no answer (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** Whose words hold nothing secret. */
    static final class UndeliveredException extends IOException {
        private static final long serialVersionUID = 1L;

        UndeliveredException(String why) {
            super(why);
        }
    }

    @Override
    public String toString() {
        return "Webhook[" + name + "]";
    }
}
