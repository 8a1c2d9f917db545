/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HTX's codes, which are words in v1, numbers in v2 and at swaps, and its sentences: one code stands for keys, signatures, addresses, rights and ends, and the sentence beside it tells which.
 *
 * <p>Sources: ccxt 4.5 (v1, swaps), JKorf/HTX.Net (v2), the list of error codes in the documents of swaps. UNCONFIRMED: the sentences for addresses and ends; which numbers v5 has.
 */
final class HtxErrors {
    private static final String UNCLEAR = "api-signature-not-valid";

    /** After numbers that v2 has for rights and signatures, where the sentence does not say so: swaps have them for failures of their own, and v5 may. */
    private static final String OR_A_FAULT = " or a fault";

    private static final Map<String, String> SAID = Map.of("1002", "forbidden", "1003", "signature");

    /** Before numbers that swaps have for failures of their own, and v2 for signatures and rights. */
    private static final String OF_SWAPS = "err_code ";

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
            .mean(Set.of(Kind.PERMISSION, Kind.IP, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "1002" + OR_A_FAULT)
            .mean(Set.of(Kind.SIGNATURE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "1003" + OR_A_FAULT)
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
                    "base-system-error",
                    "gateway-internal-error",
                    "timeout",
                    "500",
                    OF_SWAPS + "1000",
                    OF_SWAPS + "1001",
                    OF_SWAPS + "1002",
                    OF_SWAPS + "1003",
                    OF_SWAPS + "1004",
                    OF_SWAPS + "1046",
                    OF_SWAPS + "1108")
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
        return Optional.of(SENTENCES.stream()
                .filter(sentence::contains)
                .findFirst()
                .orElse(sentence.contains(SAID.getOrDefault(code, "")) ? code : code + OR_A_FAULT));
    }

    /** Empty where all went well: {@code ok} in v1, 200 in v2 and v5. */
    private static String code(JsonNode answer) {
        String status = answer.path("status").asText("");
        if (status.equals("error")) {
            String ofSwaps = OF_SWAPS + first(answer, "err_code");
            return TABLE.kinds().containsKey(ofSwaps) ? ofSwaps : first(answer, "err-code", "err_code");
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
