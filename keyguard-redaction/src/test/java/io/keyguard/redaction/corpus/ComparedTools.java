/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.corpus;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Ways to mask what is logged, set up as well as their documentation allows: with an expression for the fields that bots write, and with the secrets themselves as literals, which
 * a configuration file would have to hold.
 */
final class ComparedTools {
    /** What users write, give or take a name; the first group stays. Without commas, braces and quotes, which end an option of one tool or another. */
    static final String FIELDS =
            "(?i)((?:api.?key|secret|passw(?:or)?d|passphrase|token|signature|sign|authorization)\\W\\W?\\W?\\W?)[^\\s;&\\x22\\x27]+";

    private static final Pattern SPECIAL = Pattern.compile("[+]");

    private final List<String> secrets;

    ComparedTools(List<String> secrets) {
        this.secrets = secrets;
    }

    /** Opens one. */
    interface Opening {
        Wire open(String name, Path file);
    }

    /** By their names in the table. */
    Map<String, Opening> all() {
        var tools = new LinkedHashMap<String, Opening>();
        tools.put(
                "nothing", (name, file) -> LogbackWire.straight(name, file, "", LogbackWire.pattern(LogbackWire.ALL)));
        tools.put(
                "Logback `%replace(%msg)`",
                (name, file) -> LogbackWire.straight(
                        name, file, "", LogbackWire.pattern(LogbackWire.ALL.replace("%msg", logback("%msg")))));
        tools.put(
                "Logback `%replace`, whole line",
                (name, file) ->
                        LogbackWire.straight(name, file, "", LogbackWire.pattern(logback(LogbackWire.ALL) + "%nopex")));
        tools.put(
                "logstash encoder, masks",
                (name, file) -> LogbackWire.straight(
                        name,
                        file,
                        "",
                        LogbackWire.encoder("net.logstash.logback.encoder.LogstashEncoder", decorator())));
        tools.put(
                "Log4j 2 `%replace{%m}`",
                (name, file) -> Log4jWire.straight(
                        name, file, Log4jWire.pattern(Log4jWire.ALL.replace("- %m", "- " + log4j("%m")))));
        tools.put(
                "Log4j 2 `<replace>`",
                (name, file) -> Log4jWire.straight(
                        name,
                        file,
                        "<PatternLayout pattern=\"" + Log4jWire.ALL + "\"><replace regex=\"" + xml(expression())
                                + "\" replacement=\"$1***\"/></PatternLayout>"));
        tools.put(
                "keyguard, Logback",
                (name, file) ->
                        LogbackWire.straight(name, file, LogbackWire.filter(), LogbackWire.pattern(LogbackWire.ALL)));
        tools.put(
                "keyguard, logstash encoder",
                (name, file) -> LogbackWire.straight(
                        name,
                        file,
                        LogbackWire.filter(),
                        LogbackWire.encoder("net.logstash.logback.encoder.LogstashEncoder", "")));
        tools.put(
                "keyguard, Log4j 2",
                (name, file) -> Log4jWire.straight(name, file, Log4jWire.redacting(Log4jWire.pattern(Log4jWire.ALL))));
        return tools;
    }

    /** The fields, or a secret as it is. */
    String expression() {
        var all = new StringBuilder(FIELDS);
        secrets.forEach(secret -> all.append('|').append(SPECIAL.matcher(secret).replaceAll("[$0]")));
        return all.toString();
    }

    private String logback(String what) {
        return xml("%replace(" + what + "){'" + expression() + "', '$1***'}");
    }

    private String log4j(String what) {
        return xml("%replace{" + what + "}{" + expression() + "}{$1***}");
    }

    private String decorator() {
        var values = new StringBuilder("<valueMask><value>" + xml(FIELDS) + "</value><mask>$1***</mask></valueMask>");
        secrets.forEach(secret -> values.append("<value>")
                .append(xml(SPECIAL.matcher(secret).replaceAll("[$0]")))
                .append("</value>"));
        return "<jsonGeneratorDecorator class=\"net.logstash.logback.mask.MaskingJsonGeneratorDecorator\">"
                + "<defaultMask>***</defaultMask><path>apiKey</path><path>apiSecret</path><path>password</path>"
                + values
                + "</jsonGeneratorDecorator>";
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace("\"", "&quot;")
                .replace("'", "&apos;");
    }
}
