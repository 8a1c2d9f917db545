/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import io.keyguard.KeyProvider;
import io.keyguard.KeyScope;
import io.keyguard.ScopedKey;
import io.keyguard.venue.SignedRequest;
import io.keyguard.venue.VenueRequest;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One strategy at one venue: it asks for its key for every request, signs, and sends with its own HTTP client. */
final class Bot {
    private static final Logger LOG = LoggerFactory.getLogger(Bot.class);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final KeyProvider keys;
    private final Market market;
    private final KeyScope trading;
    private final String name;
    private final AtomicLong orders = new AtomicLong();

    /** Makes the bot of the strategy that {@code keys} belong to, on the account that carries the strategy's name. */
    Bot(KeyProvider keys, Market market, String account, String name) {
        this.keys = keys;
        this.market = market;
        this.trading = market.trading(account);
        this.name = name;
    }

    /** Places an order and cancels it; returns the generation of the key that placed it. */
    long trade() {
        String order = name + orders.incrementAndGet();
        ScopedKey key = keys.get(trading);
        send(key.sign(market.place(order)));
        send(sign(market.cancel(order)));
        LOG.info("placed and cancelled {} with generation {} of {}", order, key.generation(), key.id());
        return key.generation();
    }

    SignedRequest sign(VenueRequest request) {
        return keys.get(trading).sign(request);
    }

    /** Sends {@code request} and returns the answer's status and body. */
    static String send(SignedRequest request) {
        try {
            var answer = HTTP.send(request.toHttpRequest(Duration.ofSeconds(10)), BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        } catch (IOException e) {
            throw new IllegalStateException("the venue did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
