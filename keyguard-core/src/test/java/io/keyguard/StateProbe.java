/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.nio.file.Path;

/** A bot that signs until it is killed. */
final class StateProbe {
    private StateProbe() {}

    public static void main(String[] args) {
        var venue = new FakeVenue();
        venue.knows("canary-key-1", "trade");
        Keyguard keyguard = Keyguard.builder()
                .state(StateDirectory.at(Path.of(args[0])).host("box-1"))
                .source(new FakeKeySource().put("grid-fake", "canary-key-1", "canary-secret-1"))
                .venues(venue)
                .grant("grid", Grant.on("fake", "main").allow(TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .start();
        KeyScope scope = KeyScope.of("fake", "main", TRADE_SPOT);
        for (long signed = 0; ; signed++) {
            keyguard.forStrategy("grid").get(scope).sign(VenueRequest.post("/order"));
            if (signed == 1_000) {
                System.out.println(keyguard.inventory().uses().get(0).count());
                System.out.flush();
            }
        }
    }
}
