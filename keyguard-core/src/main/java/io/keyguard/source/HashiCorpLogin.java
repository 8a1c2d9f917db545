/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretAccess;
import io.keyguard.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a process proves who it is. The proof comes from a file each time it is needed, so that one who replaces it is heard.
 *
 * @param path what is posted to, or empty where the file holds the token itself
 * @param plain what is posted beside the proof
 * @param field the name of the proof in what is posted
 * @param proof reads the proof
 */
record HashiCorpLogin(String path, Map<String, String> plain, String field, Proof proof) {
    private static final SecretAccess ACCESS = InsecureSecretAccess.get();

    /** Reads a proof from its file. */
    interface Proof {
        SecretBytes read();
    }

    boolean isToken() {
        return path.isEmpty();
    }

    /** What is posted, as JSON; the caller wipes it. */
    byte[] body() {
        var values = new LinkedHashMap<String, Object>(plain);
        try (SecretBytes secret = proof.read()) {
            values.put(field, secret);
            return json(values);
        }
    }

    /** An object of texts and secrets, as JSON in an array that the caller wipes. */
    static byte[] json(Map<String, Object> values) {
        var out = new Wiped();
        out.write('{');
        String comma = "";
        for (var entry : values.entrySet()) {
            out.writeBytes((comma + "\"" + entry.getKey() + "\":").getBytes(UTF_8));
            comma = ",";
            Object value = entry.getValue();
            if (value instanceof SecretBytes secret) {
                byte[] loan = new byte[secret.length()];
                secret.copyTo(ACCESS, 0, loan, 0, loan.length);
                quote(out, loan);
            } else if (value instanceof Number number) {
                out.writeBytes(number.toString().getBytes(UTF_8));
            } else {
                quote(out, value.toString().getBytes(UTF_8));
            }
        }
        out.write('}');
        return out.takeAndWipe();
    }

    /** Texts and arrays one behind the other. */
    static byte[] joined(Object... parts) {
        var out = new Wiped();
        for (Object part : parts) {
            out.writeBytes(
                    part instanceof byte[] bytes ? bytes : part.toString().getBytes(UTF_8));
        }
        return out.takeAndWipe();
    }

    private static void quote(Wiped out, byte[] text) {
        out.write('"');
        for (byte b : text) {
            if (b == '"' || b == '\\') {
                out.write('\\');
                out.write(b);
            } else if (b >= 0 && b < 0x20) {
                out.writeBytes(String.format("\\u%04x", b).getBytes(UTF_8));
            } else {
                out.write(b);
            }
        }
        out.write('"');
        Arrays.fill(text, (byte) 0);
    }

    /** Large enough not to grow in practice, and wiped when it is read. */
    private static final class Wiped extends ByteArrayOutputStream {
        private Wiped() {
            super(8 * SecretFile.MOST_BYTES);
        }

        private byte[] takeAndWipe() {
            byte[] taken = toByteArray();
            Arrays.fill(buf, (byte) 0);
            return taken;
        }
    }

    @Override
    public String toString() {
        return "HashiCorpLogin[" + (isToken() ? "token" : path) + "]";
    }
}
