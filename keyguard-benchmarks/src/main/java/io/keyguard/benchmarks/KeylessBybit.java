/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keyguard.venue.HttpReply;
import io.keyguard.venue.HttpTransport;
import io.keyguard.venue.SignedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** What Bybit answers about keys of sub-accounts, at once and without a network; nothing is checked, so that what is measured is the engine alone. */
final class KeylessBybit implements HttpTransport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KEY =
            "\"id\":\"1\",\"note\":\"%s\",\"apiKey\":\"%s\",\"readOnly\":%s,\"secret\":\"%s\",\"permissions\":{\"ContractTrade\":[],\"Spot\":[\"SpotTrade\"],"
                    + "\"Wallet\":[],\"Options\":[],\"Derivatives\":[],\"BlockTrade\":[],\"Exchange\":[],\"Earn\":[],\"FiatP2P\":[],\"FiatBitPay\":[],"
                    + "\"FiatConvertBroker\":[],\"BitCard\":[],\"ByXPost\":[],\"Affiliate\":[]},\"ips\":[\"127.0.0.1\"],\"type\":1,\"deadlineDay\":-2,"
                    + "\"expiredAt\":\"1970-01-01T00:00:00Z\",\"createdAt\":\"2026-10-13T03:20:45Z\"";

    private final Map<String, Key> keys = new ConcurrentHashMap<>();
    private final AtomicLong made = new AtomicLong();

    /** A key of the sub-account {@code account}. */
    private record Key(String apiKey, String account, String note) {}

    /** Returns the API key of a new key of {@code account}. */
    String make(String account, String note) {
        String apiKey = "synthetic" + made.incrementAndGet();
        keys.put(apiKey, new Key(apiKey, account, note));
        return apiKey;
    }

    static String secretOf(String apiKey) {
        return "synthetic-secret-of-" + apiKey;
    }

    @Override
    public HttpReply send(SignedRequest request) {
        return switch (request.uri().getPath()) {
            case "/v5/user/query-api" -> inspect(request.headers().get("X-BAPI-API-KEY"));
            case "/v5/user/sub-apikeys" -> list(request.uri().getQuery());
            case "/v5/user/create-sub-api" -> create(body(request));
            case "/v5/user/delete-sub-api" -> delete(body(request));
            default -> new HttpReply(404, "");
        };
    }

    private static JsonNode body(SignedRequest request) {
        try {
            return JSON.readTree(request.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpReply ok(String result) {
        return new HttpReply(
                200, "{\"retCode\":0,\"retMsg\":\"OK\",\"result\":{" + result + "},\"retExtInfo\":{},\"time\":1}");
    }

    private HttpReply inspect(String apiKey) {
        Key key = keys.get(apiKey);
        return key == null
                ? new HttpReply(
                        200,
                        "{\"retCode\":10003,\"retMsg\":\"API key is invalid.\",\"result\":{},\"retExtInfo\":{},\"time\":1}")
                : ok(KEY.formatted(key.note(), apiKey, 0, "") + ",\"uta\":1,\"userID\":" + key.account()
                        + ",\"isMaster\":false,\"parentUid\":\"1448939\"");
    }

    private HttpReply list(String query) {
        String account = query.replaceAll(".*subMemberId=([0-9]+).*", "$1");
        return ok("\"result\":["
                + keys.values().stream()
                        .filter(key -> key.account().equals(account))
                        .map(key -> "{" + KEY.formatted(key.note(), key.apiKey(), false, "******")
                                + ",\"status\":1,\"flag\":\"hmac\"}")
                        .collect(Collectors.joining(","))
                + "],\"nextPageCursor\":\"\"");
    }

    private HttpReply create(JsonNode body) {
        String note = body.path("note").asText();
        String apiKey = make(body.path("subuid").asText(), note);
        return ok(KEY.formatted(note, apiKey, 0, secretOf(apiKey)));
    }

    private HttpReply delete(JsonNode body) {
        keys.remove(body.path("apikey").asText());
        return ok("");
    }
}
