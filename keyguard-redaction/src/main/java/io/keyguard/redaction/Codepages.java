/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A secret with characters outside ASCII, as consoles, files and forms show it that are not in UTF-8. */
final class Codepages {
    private static final Set<Charset> USUAL = usual();

    /** Of what a code page has fewer characters than this, with question marks for the others, too little is left. */
    private static final int KNOWN_OF_EACH_LOST = 3;

    private Codepages() {}

    private static Set<Charset> usual() {
        var charsets = new LinkedHashSet<Charset>();
        charsets.add(ISO_8859_1);
        charsets.add(Charset.defaultCharset());
        for (String name : new String[] {
            "windows-1252", "ISO-8859-15", System.getProperty("native.encoding"), System.getProperty("stdout.encoding")
        }) {
            if (name != null && Charset.isSupported(name)) {
                charsets.add(Charset.forName(name));
            }
        }
        charsets.removeIf(charset -> charset.equals(UTF_8) || !charset.canEncode());
        return charsets;
    }

    /** {@code text} in each of the usual code pages in which it looks different; nothing for ASCII, and for what is no text. */
    static List<byte[]> of(byte[] text) {
        if (isAscii(text)) {
            return List.of();
        }
        CharBuffer characters = CharBuffer.allocate(text.length);
        try {
            boolean known = !UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(text), characters, true)
                    .isError();
            return known ? written(characters.flip()) : List.of();
        } finally {
            Arrays.fill(characters.array(), '\0');
        }
    }

    private static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static List<byte[]> written(CharBuffer characters) {
        var all = new ArrayList<byte[]>();
        for (Charset charset : USUAL) {
            byte[] one = written(characters.duplicate(), charset);
            if (one.length > 0 && all.stream().noneMatch(other -> Arrays.equals(other, one))) {
                all.add(one);
            } else {
                Arrays.fill(one, (byte) 0);
            }
        }
        return all;
    }

    /** As Java writes it: a question mark for what {@code charset} does not have. */
    private static byte[] written(CharBuffer characters, Charset charset) {
        CharsetEncoder encoder = charset.newEncoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        int lost = 0;
        for (int i = 0; i < characters.length(); i++) {
            lost += encoder.canEncode(characters.get(i)) ? 0 : 1;
        }
        if (lost * (KNOWN_OF_EACH_LOST + 1) > characters.length()) {
            return new byte[0];
        }
        ByteBuffer out = ByteBuffer.allocate((int) Math.ceil(encoder.maxBytesPerChar() * characters.length()));
        encoder.encode(characters, out, true);
        byte[] written = Arrays.copyOf(out.array(), out.position());
        Arrays.fill(out.array(), (byte) 0);
        return written;
    }
}
