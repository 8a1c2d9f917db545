/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venue;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;

/** A server on this machine that notes each request as it came and answers with the bytes that a test says, well-formed or not. */
public final class ScriptedServer implements AutoCloseable {
    /** What is done with a request. */
    @FunctionalInterface
    public interface Script {
        /** Answers {@code request} on {@code connection}; returns whether it is read from again. */
        boolean answer(String request, Socket connection) throws IOException;
    }

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final ServerSocket server;
    private final String scheme;
    private volatile Script script;

    private ScriptedServer(ServerSocket server, String scheme, Script script) {
        this.server = server;
        this.scheme = scheme;
        this.script = script;
        spawn(this::accept);
    }

    public static ScriptedServer start(Script script) throws IOException {
        return new ScriptedServer(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), "http", script);
    }

    static ScriptedServer startTls(ServerSocketFactory tls, Script script) throws IOException {
        return new ScriptedServer(tls.createServerSocket(0, 50, InetAddress.getByName("127.0.0.1")), "https", script);
    }

    /** Answers with {@code head}, whose lines end with a bare line feed, and {@code body}, and keeps the connection. */
    public static Script always(String head, String body) {
        return (request, connection) -> {
            write(connection, head + "\nContent-Length: " + body.length() + "\n\n", body);
            return true;
        };
    }

    public static void write(Socket connection, String head, String body) throws IOException {
        connection.getOutputStream().write((head.replace("\n", "\r\n") + body).getBytes(ISO_8859_1));
        connection.getOutputStream().flush();
    }

    public void script(Script next) {
        script = next;
    }

    public URI uri(String path) {
        return URI.create(scheme + "://127.0.0.1:" + server.getLocalPort() + path);
    }

    /** Every request so far, head and body. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    private static void spawn(Runnable work) {
        var thread = new Thread(work, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = server.accept();
                connections.add(connection);
                spawn(() -> serve(connection));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            boolean again = true;
            while (again) {
                String request = read(connection.getInputStream());
                if (request.isEmpty()) {
                    return;
                }
                requests.add(request);
                again = script.answer(request, connection);
            }
        } catch (IOException hungUp) {
            // The client may, and one that refuses the certificate does.
        }
    }

    private static String read(InputStream in) throws IOException {
        var seen = new ByteArrayOutputStream();
        while (true) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            seen.write(next);
            String head = seen.toString(ISO_8859_1);
            if (head.endsWith("\r\n\r\n")) {
                Matcher length = LENGTH.matcher(head);
                return head
                        + (length.find()
                                ? new String(in.readNBytes(Integer.parseInt(length.group(1))), ISO_8859_1)
                                : "");
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
