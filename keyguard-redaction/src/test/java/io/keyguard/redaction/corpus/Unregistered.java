/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Lines with secrets that nobody registered, by the place they stand in; the secret is between two guillemets. */
final class Unregistered {
    private static final List<String> NAMES = List.of(
            "apiKey",
            "api_key",
            "apikey",
            "apiSecret",
            "api_secret",
            "secretKey",
            "secret_key",
            "secret",
            "password",
            "passphrase",
            "accessToken",
            "access_token",
            "refresh_token",
            "privateKey",
            "listenKey",
            "client_secret",
            "token",
            "signature");

    private static final List<String> HEADERS = List.of(
            "X-MBX-APIKEY",
            "OK-ACCESS-KEY",
            "OK-ACCESS-SIGN",
            "OK-ACCESS-PASSPHRASE",
            "KC-API-KEY",
            "KC-API-SIGN",
            "KC-API-PASSPHRASE",
            "X-BAPI-API-KEY",
            "X-BAPI-SIGN",
            "API-Key",
            "API-Sign",
            "X-GEMINI-APIKEY",
            "X-GEMINI-SIGNATURE",
            "bfx-apikey",
            "ACCESS-KEY",
            "ACCESS-SIGN",
            "ACCESS-PASSPHRASE",
            "X-Vault-Token",
            "X-Api-Key",
            "X-Auth-Token");

    private Unregistered() {}

    static Map<String, Function<Made, String>> kinds() {
        var kinds = new LinkedHashMap<String, Function<Made, String>>();
        kinds.put("parameters of queries and forms", Unregistered::query);
        kinds.put("fields of JSON", Unregistered::json);
        kinds.put("headers", m -> m.one("", "> ", "http-outgoing-0 >> ") + m.one(HEADERS) + ": " + secret(m.key()));
        kinds.put("maps of headers", Unregistered::headers);
        kinds.put("records and objects", Unregistered::record);
        kinds.put("maps, properties, environments, options", Unregistered::property);
        kinds.put("passwords in addresses", Unregistered::userinfo);
        kinds.put("connection strings", Unregistered::connection);
        kinds.put("authorization", Unregistered::authorization);
        kinds.put("private keys in PEM", Unregistered::pem);
        kinds.put(
                "JWTs",
                m -> m.one("jwt ", "session=", "got ", "{\"t\":\"", "#") + secret(m.jwt()) + m.one("", " ok", "\"}"));
        kinds.put("tokens of clouds and Vault", Unregistered::token);
        kinds.put("bots and webhooks", Unregistered::webhook);
        kinds.put("logins over WebSockets", Unregistered::login);
        kinds.put("listen keys", Unregistered::listenKey);
        kinds.put(
                "keys of wallets",
                m -> m.one("", "import ", "key: ", "wallet=", "(")
                        + secret(m.below(2) == 0 ? m.wif() : m.extended(true))
                        + m.one("", " done", ")"));
        kinds.put("FIX messages", Unregistered::fix);
        kinds.put(
                "free text that says so",
                m -> m.one("the key is ", "my secret ", "use api key ", "password for the bot ") + secret(m.key()));
        return kinds;
    }

    private static String secret(String text) {
        return "«" + text + "»";
    }

    private static String valueOf(Made m, String name) {
        return name.startsWith("passw") || name.startsWith("passp") ? m.password() : m.key();
    }

    private static String query(Made m) {
        String name = m.one(NAMES);
        String value = URLEncoder.encode(valueOf(m, name), UTF_8);
        return m.one("https://api.venue.example/v1/order?symbol=BTCUSDT&", "POST /0/private?", "body: size=1&", "")
                + name + "=" + secret(value) + m.one("", "&recvWindow=5000", " HTTP/1.1", "&x=1\n");
    }

    private static String json(Made m) {
        String name = m.one(NAMES);
        String value = secret(valueOf(m, name));
        return switch (m.below(4)) {
            case 0 -> "{\"" + name + "\":\"" + value + "\",\"size\":\"0.1\"}";
            case 1 -> "{\n  \"size\" : 1,\n  \"" + name + "\" : \"" + value + "\"\n}";
            case 2 -> "{\"msg\":\"{\\\"" + name + "\\\":\\\"" + value + "\\\"}\"}";
            default -> "request {'" + name + "': '" + value + "', 'side': 'buy'}";
        };
    }

    private static String headers(Made m) {
        String name = m.one(HEADERS);
        String value = secret(m.key());
        return switch (m.below(4)) {
            case 0 -> "{" + name + "=[" + value + "], Content-Type=[application/json]}";
            case 1 -> "[Accept:\"application/json\", " + name + ":\"" + value + "\"]";
            case 2 -> "headers[\"" + name + "\"] = \"" + value + "\"";
            default -> "curl -H '" + name + ": " + value + "' https://api.venue.example";
        };
    }

    private static String record(Made m) {
        String name = m.one(NAMES);
        String value = secret(valueOf(m, name));
        return switch (m.below(3)) {
            case 0 -> "Credentials[venue=binance, " + name + "=" + value + "]";
            case 1 -> "ExchangeConf(name=okx, " + name + "=" + value + ", proxy=null)";
            default -> "Account{id=7, " + name + "='" + value + "'}";
        };
    }

    private static String property(Made m) {
        String value = secret(m.key());
        return m.one(
                        "BINANCE_API_SECRET=",
                        "OKX_API_KEY=",
                        "DB_PASSWORD=",
                        "binance.api-secret=",
                        "spring.datasource.password=",
                        "kraken.apiKey: ",
                        "{exchange=kraken, api.secret=",
                        "-Dbinance.secret=",
                        "args: [--api-secret, ",
                        "--api-key ",
                        "password........................",
                        "export KRAKEN_API_SECRET=")
                + value;
    }

    private static String userinfo(Made m) {
        String password = m.one(m.password(), m.alnum(20), URLEncoder.encode(m.password(), UTF_8));
        return m.one(
                        "postgres://bot:",
                        "redis://:",
                        "mongodb+srv://app:",
                        "amqp://user:",
                        "http.proxy=http://u:",
                        "mysql://root:",
                        "wss://u:")
                + secret(password) + "@"
                + m.one("db:5432/x", "10.0.0.5:6379", "cluster0.example.net/test", "proxy:8080");
    }

    private static String connection(Made m) {
        String password = secret(m.one(m.password(), m.alnum(24)));
        return switch (m.below(4)) {
            case 0 -> "jdbc:postgresql://h/db?user=u&password=" + password + "&ssl=true";
            case 1 -> "jdbc:sqlserver://h:1433;databaseName=d;user=u;password=" + password + ";encrypt=true";
            case 2 -> "Server=h;Database=d;User Id=u;Password=" + password + ";Timeout=3";
            default -> "host=h port=5432 dbname=d user=u password=" + password + " sslmode=require";
        };
    }

    private static String authorization(Made m) {
        String basic = secret(Base64.getEncoder().encodeToString((m.word() + ":" + m.password()).getBytes(UTF_8)));
        return switch (m.below(4)) {
            case 0 -> "Authorization: Basic " + basic;
            case 1 -> "authorization=[Bearer " + secret(m.url(40)) + "]";
            case 2 -> "sent Basic " + basic + " to the proxy";
            default -> "-H \"Authorization: Bearer " + secret(m.key()) + "\"";
        };
    }

    private static String pem(Made m) {
        String label = m.one("", "EC ", "RSA ", "OPENSSH ", "ENCRYPTED ") + "PRIVATE KEY-----";
        String body = m.pemBody();
        return switch (m.below(4)) {
            case 0 -> "-----BEGIN " + label + "\n" + secret(body) + "\n-----END " + label;
            case 1 ->
                "{\"key\":\"-----BEGIN " + label + "\\n" + secret(body.replace("\n", "\\n")) + "\\n-----END " + label
                        + "\\n\"}";
            case 2 -> "-----BEGIN " + label + " " + secret(body.replace("\n", " ")) + " -----END " + label;
            default -> "-----BEGIN " + label + "\n" + secret(body.substring(0, body.length() - 8));
        };
    }

    private static String token(Made m) {
        String token = switch (m.below(12)) {
            case 0 -> "hvs." + m.url(95);
            case 1 -> "hvb." + m.url(140);
            case 2 -> "AKIA" + m.of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16);
            case 3 -> "ghp_" + m.alnum(36);
            case 4 -> "glpat-" + m.url(20);
            case 5 -> "xoxb-" + m.digits(12) + "-" + m.digits(12) + "-" + m.alnum(24);
            case 6 -> "AIza" + m.url(35);
            case 7 -> "npm_" + m.alnum(36);
            case 8 -> "sk_live_" + m.alnum(24);
            case 9 -> "github_pat_" + m.alnum(22) + "_" + m.alnum(59);
            case 10 -> "AGE-SECRET-KEY-1" + m.of("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", 58);
            default -> "SG." + m.url(22) + "." + m.url(43);
        };
        return m.one("using ", "x=", "\"", "(", "curl ") + secret(token) + m.one("", " done", "\"", ")");
    }

    private static String webhook(Made m) {
        return switch (m.below(3)) {
            case 0 ->
                "POST https://api.telegram.org/bot" + m.digits(9) + ":" + secret("AA" + m.url(33)) + "/sendMessage";
            case 1 -> "https://discord.com/api/webhooks/" + m.digits(18) + "/" + secret(m.url(68));
            default ->
                "https://hooks.slack.com/services/"
                        + secret("T" + m.alnum(10) + "/B" + m.alnum(10) + "/" + m.alnum(24));
        };
    }

    private static String login(Made m) {
        return switch (m.below(4)) {
            case 0 -> "{\"op\":\"auth\",\"args\":[\"" + secret(m.alnum(18)) + "\"," + m.digits(13) + ",\"ok\"]}";
            case 1 ->
                "{\"op\":\"login\",\"args\":[{\"apiKey\":\"" + m.alnum(3) + "\",\"passphrase\":\""
                        + secret(m.password()) + "\"}]}";
            case 2 ->
                "{\"method\":\"session.logon\",\"params\":{\"apiKey\":\"" + secret(m.alnum(64)) + "\",\"timestamp\":"
                        + m.digits(13) + "}}";
            default ->
                "{\"event\":\"subscribe\",\"subscription\":{\"name\":\"ownTrades\",\"token\":\"" + secret(m.base64(32))
                        + "\"}}";
        };
    }

    private static String listenKey(Made m) {
        String key = secret(m.alnum(64));
        return m.one(
                "{\"listenKey\":\"" + key + "\"}",
                "wss://stream.binance.com:9443/ws/" + key,
                "PUT /api/v3/userDataStream?listenKey=" + key);
    }

    private static String fix(Made m) {
        String end = m.one("|", "\u0001");
        String head = "8=FIX.4.4" + end + "9=120" + end + "35=A" + end + "49=BOT" + end;
        return head + m.one("554=", "96=", "925=") + secret(m.one(m.password(), m.base64(32))) + end + "10="
                + m.digits(3) + end;
    }
}
