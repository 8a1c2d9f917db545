/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.incident;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page in a headless Chromium, spoken to by the protocol of its developer tools. Used by one thread. */
final class Browser implements AutoCloseable, WebSocket.Listener {
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://([^/]+)/.*");
    private static final Pattern SOCKET = Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
    private static final Pattern VALUE = Pattern.compile("\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int SECONDS = 120;

    private final Process process;
    private final WebSocket socket;
    private final StringBuilder part = new StringBuilder();
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private int number;

    /** Starts it with a profile of its own in {@code folder}. */
    Browser(Path folder) throws IOException, InterruptedException {
        process = new ProcessBuilder(
                        "chromium",
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-quic",
                        "--no-first-run",
                        "--disable-background-networking",
                        "--disable-component-update",
                        "--disable-sync",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder,
                        "about:blank")
                .redirectErrorStream(true)
                .start();
        HttpClient http = HttpClient.newHttpClient();
        String page = http.send(
                        HttpRequest.newBuilder(URI.create("http://" + address() + "/json/new?about:blank"))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
        Matcher found = SOCKET.matcher(page);
        if (!found.find()) {
            throw new IOException("no page");
        }
        socket = http.newWebSocketBuilder()
                .buildAsync(URI.create(found.group(1)), this)
                .join();
    }

    private String address() throws IOException {
        BufferedReader said = process.inputReader(UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            Matcher found = LISTENING.matcher(line);
            if (found.matches()) {
                // Whatever else it says must not fill the pipe.
                var reader = new Thread(() -> said.lines().forEach(rest -> {}), "browser");
                reader.setDaemon(true);
                reader.start();
                return found.group(1);
            }
        }
        throw new IOException("the browser did not start");
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(part.toString());
            part.setLength(0);
        }
        from.request(1);
        return null;
    }

    /** Sends a command, and returns its answer. */
    String send(String method, String parameters) throws InterruptedException, IOException {
        int id = ++number;
        socket.sendText("{\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{" + parameters + "}}", true)
                .join();
        String answer = await("{\"id\":" + id + ",");
        if (answer.contains("\"error\":")) {
            throw new IOException(answer);
        }
        return answer;
    }

    /** Returns the next message that begins so; those before it are kept as events. */
    String await(String begin) throws InterruptedException, IOException {
        for (String message = next(); ; message = next()) {
            if (message.startsWith(begin)) {
                return message;
            }
            events.add(message);
        }
    }

    private String next() throws InterruptedException, IOException {
        String message = messages.poll(SECONDS, TimeUnit.SECONDS);
        if (message == null) {
            throw new IOException("the browser does not answer");
        }
        return message;
    }

    /** Returns the text that {@code script} gives on the page. */
    String evaluate(String script) throws InterruptedException, IOException {
        String answer = send(
                "Runtime.evaluate",
                "\"returnByValue\":true,\"expression\":\"String("
                        + script.replace("\\", "\\\\").replace("\"", "\\\"") + ")\"");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) {
            throw new IOException(answer);
        }
        return value.group(1);
    }

    /** What the browser told by itself: requests, errors. */
    List<String> events() {
        return events;
    }

    @Override
    public void close() {
        socket.abort();
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(child -> child.onExit().join());
    }
}
