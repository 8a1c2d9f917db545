/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * HTX's codes, which are words in v1, numbers in v2 and other numbers at swaps, and its sentences: one code stands for keys, signatures, addresses, rights and ends, and the sentence beside it tells which.
 *
 * <p>Sources: Huobi's table of errors of swaps, ccxt 4.5 (v1, swaps), JKorf/HTX.Net (v2). UNCONFIRMED: the sentences for addresses and ends, and that v5 has the numbers of swaps, as {@code JKorf/HTX.Net} takes it:
 * 1002 and 1003 are trouble of the venue's own there, and the right and the signature in v2, whose answers look alike.
 */
final class HtxErrors {
    private static final String UNCLEAR = "api-signature-not-valid";

    /** Of a login to a stream. */
    private static final String REFUSED = "auth.fail";

    private static final List<String> OF_KEYS =
            List.of("Incorrect Access key", "no permission", "Incorrect IP address", "has expired");
    private static final List<String> OF_MOMENTS = List.of("request timeout", "too many request");

    /** What a sentence beside a code has in it; these words are the code then. */
    private static final Map<String, List<String>> SENTENCES = Map.of(
            UNCLEAR,
            OF_KEYS,
            "403",
            OF_KEYS,
            "1002",
            List.of("forbidden", "no permission", "Incorrect IP address"),
            "1003",
            List.of("signature"),
            "2002",
            List.of(REFUSED),
            "bad-request",
            OF_MOMENTS,
            "invalid-parameter",
            OF_MOMENTS);

    /** Those of swaps alone, where other answers have the same number for something else. */
    private static final Set<String> OF_SWAPS = Set.of("1002", "1003");

    static final ErrorTable TABLE = ErrorTable.of(HtxErrors::code)
            .mean(Kind.BAD_KEY, "Incorrect Access key", "12007")
            .mean(Kind.PERMISSION, "no permission")
            .mean(Kind.IP, "Incorrect IP address", "2000", "12005")
            .mean(Kind.EXPIRED, "has expired", "12004")
            .mean(Kind.SIGNATURE, "api-signature-check-failed", "signature", "1253", "12008")
            .mean(Kind.CLOCK, "12001")
            .mean(
                    Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.CLOCK, Kind.IP, Kind.PERMISSION, Kind.EXPIRED),
                    UNCLEAR,
                    REFUSED,
                    "403")
            .mean(Set.of(Kind.PERMISSION, Kind.IP), "forbidden")
            .mean(Set.of(Kind.PERMISSION, Kind.IP, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "1002")
            .mean(Set.of(Kind.SIGNATURE, Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "1003")
            .mean(Kind.ACCOUNT, "1084", "1010", "1220", "12009")
            .mean(
                    Kind.RATE,
                    "base-request-exceed-frequency-limit",
                    "rate-too-many-requests",
                    "too many request",
                    "1032",
                    "1006",
                    "510",
                    "40403")
            .mean(
                    Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN),
                    "system-maintenance",
                    "gateway-internal-error",
                    "timeout",
                    "request timeout",
                    "base-system-error",
                    "500",
                    "1000",
                    "1001",
                    "swap 1002",
                    "swap 1003",
                    "1004",
                    "1005",
                    "1108",
                    "1431")
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
        if (OF_SWAPS.contains(code) && answer.has("err_code")) {
            return Optional.of("swap " + code);
        }
        String sentence = first(answer, "err-msg", "err_msg", "message").toLowerCase(Locale.ROOT);
        return SENTENCES.getOrDefault(code, List.of()).stream()
                .filter(words -> sentence.contains(words.toLowerCase(Locale.ROOT)))
                .findFirst()
                .or(() -> Optional.of(code));
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
