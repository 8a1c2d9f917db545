/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard;

import static io.keyguard.Permission.TRADE_MARGIN;
import static io.keyguard.Permission.TRADE_SPOT;

import io.keyguard.venue.HttpReply;
import io.keyguard.venue.VenueRequest;
import java.nio.file.Path;

/** A bot that signs orders until one is refused, says so, and waits to be killed. */
final class FreezeProbe {
    private FreezeProbe() {}

    public static void main(String[] args) throws Exception {
        var venue = new FakeVenue();
        venue.knows("canary-key-1", "trade");
        Keyguard keyguard = Keyguard.builder()
                .state(StateDirectory.at(Path.of(args[0])).service("probe", "1").host("box-1"))
                .source(new FakeKeySource().put("grid-fake", "canary-key-1", "canary-secret-1"))
                .venues(venue)
                .grant("grid", Grant.on("fake", "main").allow(TRADE_SPOT).acceptBundled(TRADE_MARGIN))
                .transport(request -> new HttpReply(200, request.headers().getOrDefault("X-KEY", "")))
                .start();
        ScopedKey key = keyguard.forStrategy("grid").get(KeyScope.of("fake", "main", TRADE_SPOT));
        key.sign(VenueRequest.post("/order"));
        System.out.println("trading");
        System.out.flush();
        try {
            while (true) {
                key.sign(VenueRequest.post("/order"));
            }
        } catch (KeyFrozenException e) {
            key.sign(VenueRequest.delete("/order"));
            System.out.println("frozen");
            System.out.flush();
        }
        Thread.currentThread().join();
    }
}
