/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Errors of MEXC: a number at {@code code}, of spot and of contracts; 0 and 200 are none.
 *
 * <p>Source: mexcdevelop/apidocs, ccxt 4.5.84. UNCONFIRMED: 513; that an ended key is told as 700001 or 700002 for spot, as ccxt notes.
 */
final class MexcErrors {
    static final String NO_RIGHT = "700007";

    static final ErrorTable TABLE = ErrorTable.of(MexcErrors::code)
            .mean(Kind.BAD_KEY, "10072")
            .mean(Set.of(Kind.BAD_KEY, Kind.EXPIRED), "700001")
            .mean(Kind.SIGNATURE, "602")
            .mean(Set.of(Kind.SIGNATURE, Kind.EXPIRED), "700002")
            .mean(Kind.EXPIRED, "402")
            .mean(Kind.CLOCK, "700003", "10073")
            .mean(Set.of(Kind.CLOCK, Kind.REQUEST), "513")
            .mean(Kind.IP, "700006", "406")
            .mean(Kind.PERMISSION, NO_RIGHT, "511", "701", "702", "703", "704")
            .mean(Set.of(Kind.BAD_KEY, Kind.PERMISSION), "401")
            .mean(Set.of(Kind.BAD_KEY, Kind.REQUEST), "400")
            // The firewall answers with it too.
            .mean(Set.of(Kind.PERMISSION, Kind.RATE), "403")
            .mean(Kind.ACCOUNT, "30018", "60005", "70011")
            .mean(Kind.RATE, "429", "510")
            .mean(Kind.MAINTENANCE, "501", "503", "604", "801", "11444")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "500", "504")
            .mean(
                    Kind.REQUEST,
                    "-1121",
                    "-2011",
                    "600",
                    "1001",
                    "2009",
                    "2011",
                    "10007",
                    "10101",
                    "30002",
                    "30004",
                    "30014",
                    "700004",
                    "700005",
                    "730700",
                    "730701",
                    "730702",
                    "730703",
                    "730704",
                    "730705",
                    "730706",
                    "730707",
                    "140001")
            .build();

    private MexcErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode json = Answers.json(reply);
        JsonNode code = json.path("code");
        boolean told = code.isValueNode() && !code.isNull();
        if (told && !code.asText().equals("0") && !code.asText().equals("200")) {
            return Optional.of(code.asText());
        }
        return json.path("success").asText().equals("false") ? Optional.of("") : Optional.empty();
    }
}
