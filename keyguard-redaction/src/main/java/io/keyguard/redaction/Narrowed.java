/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A text in a wide encoding, read as UTF-8. */
final class Narrowed extends InputStream {
    private final Reader text;
    private final CharsetEncoder utf8 = StandardCharsets.UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPLACE);
    private final char[] chars = new char[4096];
    private final byte[] bytes = new byte[4 * chars.length];
    private int halves;
    private int at;
    private int end;

    Narrowed(InputStream in, Charset encoding) {
        text = new InputStreamReader(in, encoding);
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int some = Math.min(length, end - at);
        System.arraycopy(bytes, at, to, offset, some);
        at += some;
        return some;
    }

    private boolean fill() throws IOException {
        while (at == end) {
            int read = text.read(chars, halves, chars.length - halves);
            if (read < 0) {
                Arrays.fill(bytes, (byte) 0);
                Arrays.fill(chars, '\0');
                return false;
            }
            CharBuffer in = CharBuffer.wrap(chars, 0, halves + read);
            ByteBuffer out = ByteBuffer.wrap(bytes);
            if (utf8.encode(in, out, false).isOverflow()) {
                throw new IllegalStateException("a character takes more than four bytes");
            }
            at = 0;
            end = out.position();
            halves = in.remaining();
            System.arraycopy(chars, in.position(), chars, 0, halves);
        }
        return true;
    }
}
