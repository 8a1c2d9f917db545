/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.testkit.venue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The instruments of a simulated OKX, and the numbers by which its WebSocket takes orders: since March 2026 that is the only name it reads there.
 *
 * <p>From the official change log: beside {@code instIdCode} an {@code instId} is ignored, and without it 50014 is answered. UNCONFIRMED and chosen here: HTTP takes the number as well, as users report,
 * and an instrument is there as soon as it is named.
 */
final class OkxInstruments {
    private static final List<String> USUAL = List.of("BTC-USDT", "ETH-USDT", "BTC-USDT-SWAP", "ETH-USDT-SWAP");
    private static final String CODE = "instIdCode";

    private final Map<String, Integer> codes = new ConcurrentSkipListMap<>();
    private final AtomicInteger last = new AtomicInteger(12344);

    OkxInstruments() {
        USUAL.forEach(this::code);
    }

    int code(String instrument) {
        return codes.computeIfAbsent(instrument, name -> last.incrementAndGet());
    }

    /** The answer to {@code GET /api/v5/public/instruments}. */
    List<ObjectNode> list(Map<String, String> parameters) {
        String kind = parameters.getOrDefault("instType", "");
        if (kind.isEmpty()) {
            throw new Refusal("50014");
        }
        String only = parameters.getOrDefault("instId", "");
        if (!only.isEmpty()) {
            code(only);
        }
        var found = new ArrayList<ObjectNode>();
        codes.forEach((name, code) -> {
            if (OkxSimulator.kindOf(name).equals(kind) && (only.isEmpty() || only.equals(name))) {
                found.add(VenueSimulator.JSON
                        .createObjectNode()
                        .put("instType", kind)
                        .put("instId", name)
                        .put(CODE, code)
                        .put("state", "live"));
            }
        });
        return found;
    }

    /** What {@code item} names, by its number where there is one. */
    String named(JsonNode item) {
        return item.has(CODE) ? byCode(item) : OkxSimulator.required(item, "instId");
    }

    /** What the number in {@code item} stands for, whatever else it names. */
    String byCode(JsonNode item) {
        JsonNode code = item.path(CODE);
        if (!code.isIntegralNumber()) {
            throw new Refusal("50014");
        }
        return codes.entrySet().stream()
                .filter(one -> one.getValue() == code.asInt())
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new Refusal("51001"));
    }
}
