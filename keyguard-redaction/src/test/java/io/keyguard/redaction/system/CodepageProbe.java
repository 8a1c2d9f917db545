/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.system;

import io.keyguard.redaction.Canary;
import io.keyguard.redaction.LiveSecrets;

/** A bot that prints a passphrase in the encoding of its machine. */
final class CodepageProbe {
    static final String PHRASE = "Gëheim-Pässwört-Zürich-ñandú";

    private CodepageProbe() {}

    public static void main(String[] args) {
        LiveSecrets.shared().learn(Canary.key("bot", Canary.API_KEY, Canary.SECRET, PHRASE));
        StandardStreams.protect();
        System.out.println("printed über " + PHRASE + " hinaus");
        byte[] bytes = ("written über " + PHRASE + " hinaus\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.out.write(bytes, 0, bytes.length);
        System.out.flush();
    }
}
