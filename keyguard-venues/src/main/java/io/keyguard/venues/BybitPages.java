/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.internal.KeyguardExceptions;
import io.keyguard.venue.SignedCalls;
import io.keyguard.venue.VenueRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads lists of Bybit to their end. */
final class BybitPages {
    /** More pages than any list has; a venue that always shows one more shall not keep its caller for ever. */
    private static final int MOST_PAGES = 2_000;

    private BybitPages() {}

    /** Everything that stands in {@code list} on the pages that {@code first} is the first of. Some lists name a further page behind the last: it is empty. */
    static List<JsonNode> items(SignedCalls venue, VenueRequest first, String list) {
        var items = new ArrayList<JsonNode>();
        VenueRequest request = first;
        String last = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            JsonNode result = Bybit.result(venue, request);
            JsonNode found = Answers.array(Bybit.ID, first.toString(), result, list);
            found.forEach(items::add);
            String next = cursor(first, result.path("nextPageCursor"));
            if (next.isEmpty() || found.isEmpty()) {
                return items;
            }
            if (next.equals(last)) {
                throw malformed(first);
            }
            last = next;
            request = first.param("cursor", decoded(first, next));
        }
        throw malformed(first);
    }

    private static String cursor(VenueRequest question, JsonNode cursor) {
        if (cursor.isContainerNode()) {
            throw malformed(question);
        }
        return cursor.asText("");
    }

    /** Cursors come percent-encoded, or as base64 where a plus sign is one, and parameters are encoded when they are signed. */
    private static String decoded(VenueRequest request, String cursor) {
        try {
            return URLDecoder.decode(cursor.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message quotes the cursor.
            throw malformed(request);
        }
    }

    static RuntimeException malformed(VenueRequest question) {
        return KeyguardExceptions.malformedReply(Bybit.ID, question.toString(), 200);
    }
}
