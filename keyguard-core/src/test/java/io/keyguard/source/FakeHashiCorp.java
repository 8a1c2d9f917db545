/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * HashiCorp Vault as far as a reader and writer of KV version 2 meets it: AppRole and Kubernetes logins, tokens that end and are renewed, namespaces,
 * versions, check-and-set, sealing; and answers that are late, cut off, too large or no JSON. Written from developer.hashicorp.com/vault/api-docs.
 */
final class FakeHashiCorp implements AutoCloseable {
    static final String ROLE = "canary-role-id";
    static final String SECRET_ID = "canary-secret-id";
    static final String JWT = "canary.service.account";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Object> DELETED = Map.of("deleted", true);
    private static final Map<String, Object> DESTROYED = Map.of("destroyed", true);

    /** What is done to an answer about a secret. */
    enum Fault {
        NONE,
        LATE,
        TRUNCATED,
        CUT_OFF,
        HUGE,
        NOT_JSON,
        NO_METADATA,
        TRAILING
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, List<Map<String, Object>>> versions = new HashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private final CountDownLatch end = new CountDownLatch(1);
    final List<String> asked = new ArrayList<>();
    String namespace = "";
    boolean renewable = true;
    int sealedStatus;
    /** What is answered to a renewal; zero for what it deserves. */
    int renewalStatus;
    /** Whether tokens may ask about themselves, as the default policy lets them. */
    boolean mayLookUp = true;
    /** Whether no policy lets a token read secrets. */
    boolean forbidden;

    /** Paths that no policy lets a token read. */
    final Set<String> forbiddenPaths = new HashSet<>();
    /** What a proxy in front answers instead, in {@code proxyWords}; zero for none. */
    int proxyStatus;

    String proxyWords = "";
    /** Which paths the proxy keeps to itself. */
    String proxied = "";

    Fault fault = Fault.NONE;
    private int issued;

    private FakeHashiCorp(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/v1/", this::handle);
    }

    static FakeHashiCorp start() throws IOException {
        var fake = new FakeHashiCorp(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        fake.server.start();
        return fake;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized void put(String path, Map<String, Object> data) {
        versions.computeIfAbsent(path, p -> new ArrayList<>()).add(data);
    }

    synchronized void delete(String path) {
        versions.remove(path);
    }

    /** Deletes the newest version of {@code path}, which can be undone, or destroys it, which cannot. */
    synchronized void deleteVersion(String path, boolean destroyed) {
        put(path, destroyed ? DESTROYED : DELETED);
    }

    synchronized String token() {
        String token = "hvs.canary-token-" + ++issued;
        tokens.add(token);
        return token;
    }

    synchronized void endTokens() {
        tokens.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring("/v1/".length());
        JsonNode body = exchange.getRequestMethod().equals("POST")
                ? JSON.readTree(exchange.getRequestBody())
                : JSON.createObjectNode();
        Map<String, Object> reply = new HashMap<>();
        int status = answer(exchange, path, body, reply);
        if (status / 100 != 2 && !reply.containsKey("data")) {
            reply.putIfAbsent(
                    "errors", status == 404 ? List.of() : List.of("1 error occurred:\n\t* permission denied\n\n"));
        }
        byte[] bytes = faulty(path, JSON.writeValueAsBytes(reply));
        if (proxyStatus != 0 && path.startsWith(proxied)) {
            status = proxyStatus;
            bytes = proxyWords.getBytes(UTF_8);
        }
        try (exchange) {
            exchange.sendResponseHeaders(
                    status, bytes.length + (fault == Fault.CUT_OFF && path.contains("/data/") ? 10 : 0));
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(bytes);
            }
        } catch (IOException e) {
            // The client hung up, or was promised more than there is.
        }
    }

    private synchronized int answer(HttpExchange exchange, String path, JsonNode body, Map<String, Object> reply) {
        asked.add(path);
        if (sealedStatus != 0) {
            reply.put("errors", List.of("Vault is sealed"));
            return sealedStatus;
        }
        if (path.endsWith("/login")) {
            boolean known = body.path("role_id").asText().equals(ROLE)
                            && body.path("secret_id").asText().equals(SECRET_ID)
                    || body.path("role").asText().equals("bots")
                            && body.path("jwt").asText().equals(JWT);
            return known ? login(reply) : 403;
        }
        String token = String.valueOf(exchange.getRequestHeaders().getFirst("X-Vault-Token"));
        String space = exchange.getRequestHeaders().getFirst("X-Vault-Namespace");
        if (!tokens.contains(token) || !namespace.equals(space == null ? "" : space)) {
            reply.put("errors", List.of("permission denied"));
            return 403;
        }
        if (path.equals("auth/token/lookup-self")) {
            reply.put("data", Map.of("id", token, "ttl", 3600, "renewable", renewable));
            return mayLookUp ? 200 : 403;
        }
        if (path.equals("auth/token/renew-self") && renewalStatus != 0) {
            return renewalStatus;
        }
        if (forbidden || forbiddenPaths.contains(path)) {
            return 403;
        }
        if (path.equals("auth/token/renew-self")) {
            reply.put("auth", auth(token));
            return 200;
        }
        return exchange.getRequestMethod().equals("POST") ? write(path, body, reply) : read(path, reply);
    }

    private int login(Map<String, Object> reply) {
        reply.put("auth", auth(token()));
        return 200;
    }

    private Map<String, Object> auth(String token) {
        return Map.of(
                "client_token", token, "accessor", "canary-accessor", "lease_duration", 3600, "renewable", renewable);
    }

    private int read(String path, Map<String, Object> reply) {
        List<Map<String, Object>> all = versions.get(path);
        if (all == null) {
            return 404;
        }
        Map<String, Object> newest = all.get(all.size() - 1);
        boolean destroyed = newest == DESTROYED;
        boolean gone = destroyed || newest == DELETED;
        var metadata = Map.of(
                "version",
                all.size(),
                "created_time",
                "2026-03-01T10:00:00.123456789Z",
                "deletion_time",
                newest == DELETED ? "2026-03-02T10:00:00.123456789Z" : "",
                "destroyed",
                destroyed);
        var data = new HashMap<String, Object>();
        data.put("data", gone ? null : newest);
        if (fault != Fault.NO_METADATA) {
            data.put("metadata", metadata);
        }
        reply.put("data", data);
        return gone ? 404 : 200;
    }

    private int write(String path, JsonNode body, Map<String, Object> reply) {
        int newest = versions.getOrDefault(path, List.of()).size();
        if (body.path("options").path("cas").asInt(-1) != newest) {
            reply.put("errors", List.of("check-and-set parameter did not match the current version"));
            return 400;
        }
        put(path, JSON.convertValue(body.path("data"), new com.fasterxml.jackson.core.type.TypeReference<>() {}));
        reply.put("data", Map.of("version", newest + 1));
        return 200;
    }

    private byte[] faulty(String path, byte[] answer) {
        if (!path.contains("/data/")) {
            return answer;
        }
        return switch (fault) {
            case LATE -> late(answer);
            case NOT_JSON -> "<html>canary-secret</html>".getBytes(UTF_8);
            case HUGE -> new byte[10 << 20];
            case TRAILING -> (new String(answer, UTF_8) + "{}").getBytes(UTF_8);
            case TRUNCATED, CUT_OFF -> java.util.Arrays.copyOf(answer, answer.length - 10);
            case NONE, NO_METADATA -> answer;
        };
    }

    private byte[] late(byte[] answer) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return answer;
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
