/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import io.keyguard.internal.JsonMap;
import io.keyguard.internal.PlainText;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * What somebody is to be told who does not look at a log: names, amounts and times only. Immutable.
 *
 * @param at when it happened
 * @param kind what it is about
 * @param venue the venue; empty for what is about all of them
 * @param key the name of the key; empty for what is about all of them
 * @param text what happened, in a line; what is too long is cut
 * @param lines what to do or to look at, one each
 */
public record Notice(Instant at, Kind kind, String venue, String key, String text, List<String> lines) {
    private static final int MOST_WORDS = 500;
    private static final int MOST_LINES = 20;
    /** What a chat takes as one message. */
    private static final int MOST_TEXT = 1_900;

    /** What a notice is about. */
    public enum Kind {
        /** Misuse was noticed. */
        ALARM,
        /** Something was frozen, or is no longer. */
        FREEZE,
        /** A step in answer to an incident. */
        INCIDENT,
        /** Nothing happened: somebody tries whether notices arrive. */
        TRIAL
    }

    /** Takes line breaks out, and cuts what is too long. */
    public Notice {
        text = line(text);
        lines = lines.stream().limit(MOST_LINES).map(Notice::line).toList();
    }

    private static String line(String words) {
        String line = PlainText.of(words).strip();
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS) + "…";
    }

    /** As JSON that chats show as well: {@code text} and {@code content} are what they call their message. */
    byte[] toJson() {
        String message = message();
        var values = new LinkedHashMap<String, Object>();
        values.put("text", message);
        values.put("content", message);
        values.put("at", at);
        values.put("kind", kind);
        values.put("venue", venue);
        values.put("key", key);
        values.put("detail", text);
        values.put("lines", lines);
        return JsonMap.write(values);
    }

    /** Without what a chat takes for a link or a call to everybody: a thief chooses the names of his orders. */
    private String message() {
        var words = new StringBuilder("keyguard ").append(kind).append(": ").append(text);
        lines.forEach(line -> words.append("\n- ").append(line));
        String plain = words.toString().replace('<', '‹').replace('>', '›').replace('@', '＠');
        return plain.length() <= MOST_TEXT ? plain : plain.substring(0, MOST_TEXT) + "…";
    }
}
