/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A secret, or what is left of one, written in some ways on top of each other, somewhere in a line.
 *
 * @param key the number of the key
 * @param part which part of it: API key, secret, passphrase
 * @param cut what is left of the part
 * @param layers how it is written, innermost first
 * @param context what stands around it
 * @param wire which road it takes
 * @param place which of the road's places
 * @param cuts decides where it is cut into pieces
 */
record RandomLine(int key, int part, Cut cut, List<Layer> layers, int context, int wire, int place, long cuts) {
    /** What shows of a secret. */
    enum Cut {
        WHOLE,
        HEAD,
        TAIL,
        MIDDLE
    }

    /** One way to write a text, with what stands before and behind it in the same encoding. */
    record Layer(String writing, String before, String behind) {
        String apply(String text) {
            return Template.WRITINGS.get(writing).apply(before + text + behind);
        }
    }

    private static final Set<String> BREAKS =
            Set.of("ansi", "wrap", "zero", "tput", "link", "eightbit", "selector", "tag");

    /** Lines of bots, requests and dumps; every one begins and ends with a word that has to stay. */
    static final List<String> CONTEXTS = List.of(
            "sent %s thus",
            "sent (%s) thus",
            "sent {\"k\":\"%s\",\"size\":\"0.5\"} thus",
            "sent {\"apiSecret\":\"%s\"} thus",
            "sent {X-MBX-APIKEY=[%s], Content-Type=[application/json]} thus",
            "sent https://api.venue.example/v1/order?symbol=BTCUSDT&key=%s&size=1 thus",
            "sent Credentials[name=main, value=%s] thus",
            "sent <value>%s</value> thus",
            "sent 'k' => '%s', thus",
            "sent\tX-Some-Header: %s\r\n * thus",
            "sent x%s thus",
            "sent 7f%s00 thus",
            "sent +%s/ thus",
            "sent %1$s and once more %1$s thus",
            "sent [1, 2, 3] %s [4, 5, 6] thus",
            "sent id=550e8400-e29b-41d4-a716-446655440000,%s,1700000000123 thus",
            "sent \\\"%s\\\" thus",
            // Words, of which names and values are looked at side by side.
            "sent:%s:thus",
            "sent.%s.thus");

    /** What has to be undone to read it: folded base64 is broken and encoded. */
    int depth() {
        return layers.stream()
                .mapToInt(layer -> layer.writing().equals("mime") ? 2 : 1)
                .sum();
    }

    /** Whether nothing behind it may be masked: a quote that opens under the name of a header takes the rest of the line for its value, a private key without an end what may be base64. */
    boolean keepsWhatFollows(String secret) {
        String context = CONTEXTS.get(this.context);
        return !context.contains("apiSecret") && !context.contains("APIKEY") && !secret.contains("-----BEGIN");
    }

    /** How often it is broken: a break inside of a break leaves neither. */
    long breaks() {
        return layers.stream().filter(layer -> BREAKS.contains(layer.writing())).count();
    }

    /** Whether a hex dump is written in another way as well, or holds what is: its rows are put together then too, but what is left of them is not promised. */
    boolean isBrokenDump() {
        return layers.size() > 1 && isDump();
    }

    /** Whether a hex dump is made of it, whose columns show the same side by side. */
    boolean isDump() {
        return layers.stream().anyMatch(layer -> layer.writing().equals("dump"));
    }

    String text(String secret) {
        String text = left(secret);
        for (Layer layer : layers) {
            text = layer.apply(text);
        }
        String context = CONTEXTS.get(this.context);
        return context.replace("%1$s", text).replace("%s", text);
    }

    private String left(String secret) {
        var random = new Random(cuts);
        int length = secret.length();
        int head = secret.offsetByCodePoints(0, random.nextInt(1 + length / 4));
        int tail = secret.offsetByCodePoints(length, -random.nextInt(1 + length / 4));
        return switch (cut) {
            case WHOLE -> secret;
            case HEAD -> secret.substring(0, tail);
            case TAIL -> secret.substring(head);
            case MIDDLE -> secret.substring(head, tail);
        };
    }
}
