/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.TSFBuilder;
import io.keyguard.venue.HttpReply;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Answers that may show secrets which nobody asked for: the documentation says that lists and changes of keys hide them, and shows them in its samples. */
final class DeribitSecrets {
    private static final JsonFactory JSON = ((TSFBuilder<?, ?>) JsonFactory.builder())
            .disable(JsonFactory.Feature.USE_THREAD_LOCAL_FOR_BUFFER_RECYCLING)
            .build();

    private DeribitSecrets() {}

    /** A copy of {@code reply} without the secrets of keys, of which no string is made; without a body where it is not whole JSON. */
    static HttpReply without(HttpReply reply) {
        var rest = new ByteArrayOutputStream();
        try (JsonParser parser = JSON.createParser(reply.bytes());
                JsonGenerator copy = JSON.createGenerator(rest)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("client_secret")) {
                    parser.nextToken();
                    parser.skipChildren();
                } else {
                    copy.copyCurrentEventExact(parser);
                }
            }
        } catch (IOException e) {
            // Jackson quotes the text.
            return new HttpReply(reply.status(), "");
        }
        return new HttpReply(reply.status(), rest.toByteArray());
    }
}
