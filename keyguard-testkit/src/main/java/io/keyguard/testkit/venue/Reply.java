/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** An answer: status, JSON and headers; {@code error} is the venue's code where it is one. */
record Reply(int status, String body, String error, Map<String, String> headers) {
    static Reply ok(JsonNode json) {
        return new Reply(200, json.toString(), "", Map.of());
    }

    static Reply error(int status, JsonNode json, String code) {
        return new Reply(status, json.toString(), code, Map.of());
    }

    static Reply raw(int status, String body, String code) {
        return new Reply(status, body, code, Map.of());
    }
}
