/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * HTX's codes, which are words in v1, numbers in v2 and at swaps, and its sentences: one code stands for keys, signatures, addresses, rights and ends, and the sentence beside it tells which.
 *
 * <p>Sources: ccxt 4.5 (v1, swaps), JKorf/HTX.Net (v2). UNCONFIRMED: the sentences for addresses and ends.
 */
final class HtxErrors {
    private static final String UNCLEAR = "api-signature-not-valid";

    /** What a sentence has in it; these words are the code then. */
    private static final List<String> SENTENCES =
            List.of("Incorrect Access key", "no permission", "Incorrect IP address", "has expired");

    static final ErrorTable TABLE = ErrorTable.of(HtxErrors::code)
            .mean(Kind.BAD_KEY, "Incorrect Access key", "12007")
            .mean(Kind.PERMISSION, "no permission")
            .mean(Kind.IP, "Incorrect IP address", "2000", "12005")
            .mean(Kind.EXPIRED, "has expired", "12004")
            .mean(Kind.SIGNATURE, "api-signature-check-failed", "1003", "12008")
            .mean(
                    Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP, Kind.PERMISSION, Kind.EXPIRED),
                    UNCLEAR,
                    "403")
            .mean(Set.of(Kind.PERMISSION, Kind.IP), "1002")
            .mean(Kind.ACCOUNT, "1084", "1010", "1220")
            .mean(
                    Kind.RATE,
                    "base-request-exceed-frequency-limit",
                    "rate-too-many-requests",
                    "1032",
                    "1006",
                    "510",
                    "40403")
            .mean(
                    Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN),
                    "system-maintenance",
                    "gateway-internal-error",
                    "timeout")
            .mean(
                    Kind.REQUEST,
                    "account-frozen-balance-insufficient-error",
                    "bad-request",
                    "base-record-invalid",
                    "base-symbol-error",
                    "invalid-amount",
                    "invalid-client-order-id",
                    "invalid-parameter",
                    "order-invalid-price",
                    "order-orderstate-error",
                    "order-queryorder-invalid",
                    "validation-constraints-required",
                    "validation-format-error",
                    "1013",
                    "1017",
                    "1047",
                    "1048",
                    "1051",
                    "1061",
                    "1067",
                    "2002",
                    "2003",
                    "2016")
            .build();

    private HtxErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode answer = Answers.json(reply);
        String code = code(answer);
        if (code.isEmpty() || (reply.status() >= 500 && !TABLE.kinds().containsKey(code))) {
            return Optional.empty();
        }
        if (!Set.of(UNCLEAR, "403", "1002", "1003").contains(code)) {
            return Optional.of(code);
        }
        String sentence = first(answer, "err-msg", "err_msg", "message");
        return SENTENCES.stream().filter(sentence::contains).findFirst().or(() -> Optional.of(code));
    }

    /** Empty where all went well: {@code ok} in v1, 200 in v2 and v5. */
    private static String code(JsonNode answer) {
        String status = answer.path("status").asText("");
        if (status.equals("error")) {
            return first(answer, "err-code", "err_code");
        }
        String code = answer.path("code").isValueNode() ? answer.path("code").asText("") : "";
        return !status.isEmpty() || code.equals("200") || code.equals("null") ? "" : code;
    }

    private static String first(JsonNode answer, String... names) {
        for (String name : names) {
            if (answer.path(name).isValueNode()) {
                return answer.path(name).asText("");
            }
        }
        return "";
    }
}
