/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.keyguard.testkit.venue.SimulatedKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.java_websocket.WebSocket;
import org.java_websocket.handshake.ClientHandshake;
import org.java_websocket.server.WebSocketServer;

/** OKX's private WebSocket, as its documents describe it: a login that is verified, and orders that are taken from whoever has logged in. */
final class OkxSocket extends WebSocketServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final List<String> orders = new CopyOnWriteArrayList<>();
    final List<String> goodbyes = new CopyOnWriteArrayList<>();
    private final Map<String, SimulatedKey> keys = new ConcurrentHashMap<>();
    private final Set<WebSocket> loggedIn = ConcurrentHashMap.newKeySet();
    private final CountDownLatch listening = new CountDownLatch(1);

    private OkxSocket() {
        super(new InetSocketAddress("127.0.0.1", 0), 1);
        setDaemon(true);
        setReuseAddr(true);
    }

    static OkxSocket launch() throws InterruptedException {
        var socket = new OkxSocket();
        socket.start();
        socket.listening.await();
        return socket;
    }

    OkxSocket knows(SimulatedKey key) {
        keys.put(key.apiKey(), key);
        return this;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + getPort());
    }

    @Override
    public void onStart() {
        listening.countDown();
    }

    @Override
    public void onOpen(WebSocket connection, ClientHandshake handshake) {
        if (!handshake.getResourceDescriptor().equals("/ws/v5/private")) {
            connection.close(4000, "no such channel");
        }
    }

    @Override
    public void onMessage(WebSocket connection, String text) {
        try {
            JsonNode message = JSON.readTree(text);
            if (message.path("op").asText().equals("login")) {
                login(connection, message.path("args").path(0));
            } else if (!loggedIn.contains(connection)) {
                connection.close(4009, "please log in");
            } else {
                orders.add(message.path("op").asText() + " "
                        + message.path("args").path(0).path("clOrdId").asText());
                connection.send("{\"id\":\"" + message.path("id").asText() + "\",\"code\":\"0\"}");
            }
        } catch (IOException | GeneralSecurityException e) {
            connection.close(4010, "malformed");
        }
    }

    private void login(WebSocket connection, JsonNode login) throws GeneralSecurityException {
        SimulatedKey key = keys.get(login.path("apiKey").asText());
        boolean fits = key != null
                && key.passphrase().equals(login.path("passphrase").asText())
                && sign(key.secret(), login.path("timestamp").asText() + "GET/users/self/verify")
                        .equals(login.path("sign").asText());
        if (fits) {
            loggedIn.add(connection);
        }
        connection.send(fits ? "{\"event\":\"login\",\"code\":\"0\"}" : "{\"event\":\"error\",\"code\":\"60009\"}");
    }

    private static String sign(String secret, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    }

    @Override
    public void onClose(WebSocket connection, int code, String reason, boolean remote) {
        loggedIn.remove(connection);
        goodbyes.add(code + " " + reason);
    }

    @Override
    public void onError(WebSocket connection, Exception failure) {
        goodbyes.add(failure.toString());
    }

    @Override
    public void close() {
        try {
            stop(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
