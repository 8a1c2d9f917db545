/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Twelve ways in which bots log a secret without meaning to. Each is taken from what real bots do. */
final class CarelessCode {
    private static final Logger LOG = LoggerFactory.getLogger(CarelessCode.class);

    /** A record prints all its components. */
    private record Credentials(String apiKey, String secret) {}

    private CarelessCode() {}

    /** The ways by name; each logs exactly one event. */
    static Map<String, Runnable> waysToLog(String apiKey, String secret) {
        var ways = new LinkedHashMap<String, Runnable>();
        ways.put("concatenation", () -> LOG.info("starting with secret " + secret));
        ways.put("argument", () -> LOG.info("starting with {} and {}", apiKey, secret));
        ways.put(
                "exception", () -> LOG.error("no connection", new IllegalStateException("bad credentials: " + secret)));
        ways.put("cause of a cause", () -> LOG.error("no connection", nested(secret)));
        ways.put("header map", () -> LOG.info("request headers {}", Map.of("X-API-KEY", apiKey, "X-SECRET", secret)));
        ways.put("Basic auth", () -> LOG.info("Authorization: Basic {}", base64("bot:" + secret)));
        ways.put("URL", () -> LOG.info("GET /account?secret={}&limit=5", URLEncoder.encode(secret, UTF_8)));
        ways.put("JSON", () -> LOG.info("{\"op\":\"login\",\"args\":[\"" + json(secret) + "\"]}"));
        ways.put("record", () -> LOG.info("loaded {}", new Credentials(apiKey, secret)));
        ways.put("MDC", () -> inMdc(secret));
        ways.put(
                "key-value pair", () -> LOG.atWarn().addKeyValue("auth", secret).log("signed in"));
        ways.put("hex", () -> LOG.info("key bytes {}", HexFormat.of().formatHex(secret.getBytes(UTF_8))));
        return ways;
    }

    private static Throwable nested(String secret) {
        return new IllegalStateException("outer", new RuntimeException("inner", new RuntimeException("at " + secret)));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
    }

    /** As Gson and Logback's own JSON encoder write it. */
    private static String json(String text) {
        return text.replace("/", "\\/").replace("=", "\\u003d").replace("+", "\\u002b");
    }

    private static void inMdc(String secret) {
        MDC.put("session", secret);
        LOG.info("in a session");
        MDC.remove("session");
    }
}
