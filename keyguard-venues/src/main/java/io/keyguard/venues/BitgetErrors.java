/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.JsonNode;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueError.Kind;
import java.util.Optional;
import java.util.Set;

/**
 * Bitget's codes. Source: the table of errors in its API documents, with which ccxt agrees; another list of the venue's own ({@code agent_hub}) gives some of them other meanings. UNCONFIRMED: the codes of orders and balances,
 * and of trouble of the venue's own, which are ccxt's, and 40099, 40725 and 45001, which come from practice.
 */
final class BitgetErrors {
    private static final String DONE = "00000";

    static final ErrorTable TABLE = ErrorTable.of(BitgetErrors::code)
            .mean(Kind.BAD_KEY, "40001", "40006", "40037", "40041")
            .mean(Kind.PASSPHRASE, "40011", "40036")
            .mean(Set.of(Kind.BAD_KEY, Kind.PASSPHRASE), "40012")
            .mean(Kind.SIGNATURE, "40002", "40009")
            .mean(Set.of(Kind.SIGNATURE, Kind.CLOCK), "40003")
            .mean(Kind.CLOCK, "40004", "40005", "40008")
            .mean(Kind.ENVIRONMENT, "40099")
            .mean(Kind.IP, "40018", "40038")
            .mean(Kind.PERMISSION, "40014", "40040")
            .mean(Kind.ACCOUNT, "40013", "40021", "40022", "40023", "40024", "40025", "40026", "40031", "40052")
            .mean(Kind.RATE, "429", "30006", "30007", "50009")
            .mean(Kind.MAINTENANCE, "40015", "40725", "45001")
            .mean(Set.of(Kind.MAINTENANCE, Kind.OUTCOME_UNKNOWN), "500", "40200", "40308", "40604", "41114", "50008")
            .mean(Kind.BAD_KEY, "30011")
            .mean(Set.of(Kind.BAD_KEY, Kind.SIGNATURE, Kind.PASSPHRASE), "30005")
            .mean(Kind.PASSPHRASE, "30012")
            .mean(Kind.CLOCK, "30013", "30014")
            .mean(Kind.SIGNATURE, "30015")
            .mean(
                    Kind.REQUEST,
                    "40017",
                    "40019",
                    "40020",
                    "40034",
                    "40063",
                    "40065",
                    "40070",
                    "40404",
                    "40768",
                    "40786",
                    "43001",
                    "43012",
                    "43025",
                    "45110")
            .build();

    private BitgetErrors() {}

    private static Optional<String> code(HttpReply reply) {
        JsonNode code = Answers.json(reply).path("code");
        String text = code.asText("");
        boolean unknownOfTheServer = reply.status() >= 500 && !TABLE.kinds().containsKey(text);
        boolean none = !code.isValueNode() || code.isNull() || text.isEmpty() || text.equals(DONE);
        return none || unknownOfTheServer ? Optional.empty() : Optional.of(text);
    }
}
