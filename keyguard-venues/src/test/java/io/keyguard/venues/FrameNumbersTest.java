/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.keyguard.Environment;
import io.keyguard.secret.InsecureSecretAccess;
import io.keyguard.secret.SecretBytes;
import io.keyguard.sign.SecretEncoding;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.sign.SigningKey;
import io.keyguard.venue.SigningTime;
import io.keyguard.venue.VenueRequest;
import java.net.URI;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** An order that goes over a WebSocket says the amounts that the bot wrote, digit by digit. */
class FrameNumbersTest {
    private static final String AMOUNTS =
            "\"size\":12345678.5,\"price\":0.00001234,\"tiny\":0.0000000012,\"zeros\":1.500,\"long\":0.12345678901234567891,\"id\":1234567890123456789012";

    private static SecretBytes bytes(String text) {
        return SecretBytes.take(text.getBytes(UTF_8), InsecureSecretAccess.get());
    }

    private static String frame(VenueDefinition venue, SignatureAlgorithm algorithm, String operation, String order) {
        VenueRequest request = VenueRequest.webSocket(operation).json(order);
        URI host = venue.home(Environment.PRODUCTION, request).orElseThrow();
        try (SigningKey key = SigningKey.of(
                algorithm, SecretEncoding.TEXT, bytes("key"), bytes("secret"), bytes("passphrase"), null)) {
            return venue.signer(Environment.PRODUCTION)
                    .sign(request, host, key, new SigningTime(InstantSource.system()))
                    .text();
        }
    }

    @Test
    void frame_keepsEveryDigit() {
        String order = "{\"symbol\":\"BTC-USDT\"," + AMOUNTS + "}";

        assertThat(frame(Venues.bybit(), SignatureAlgorithm.HMAC_SHA256, "order.create", order))
                .contains(AMOUNTS)
                .contains("\"args\":[{");
        assertThat(frame(Venues.kucoin(), SignatureAlgorithm.HMAC_SHA256, "spot.order", order))
                .contains(AMOUNTS);
        assertThat(frame(Venues.bitgetUta(), SignatureAlgorithm.HMAC_SHA256, "place-order", order))
                .contains(AMOUNTS);
        assertThat(frame(Venues.gate(), SignatureAlgorithm.HMAC_SHA512, "spot.order_place", order))
                .contains(AMOUNTS);
    }
}
