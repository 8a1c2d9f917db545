/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.stream.Collectors.joining;

import io.keyguard.Environment;
import io.keyguard.Permission;
import io.keyguard.sign.SignatureAlgorithm;
import io.keyguard.venue.ClientOrderIds;
import io.keyguard.venue.KeyTrial;
import io.keyguard.venue.RequestLife;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes the documentation page of a venue out of its definition. */
final class VenuePages {
    private VenuePages() {}

    static String page(VenueDefinition venue) {
        VenueNotes notes = venue.notes();
        var sources = new VenueSources(notes.sources());
        var page = new StringBuilder("# ").append(notes.title()).append("\n\n");
        page.append("Made from the definition; `Venues` has it under the id `")
                .append(venue.id())
                .append("`.\n");
        points(page, "Using it", sources, Topic.USE, notes.use());
        hosts(page, venue, sources);
        credentials(page, venue, sources);
        points(page, "Making, replacing and deleting keys", sources, Topic.LIFECYCLE, notes.keys());
        rights(page, venue, sources);
        trials(page, venue);
        facts(page, venue, sources);
        points(page, "Sessions", sources, Topic.SESSIONS, notes.sessions());
        points(page, "In an emergency", sources, Topic.EMERGENCY, notes.emergency());
        points(page, "What to read afterwards", sources, Topic.HISTORY, notes.reconciliation());
        endpoints(page, venue, sources);
        errors(page, venue, sources);
        points(page, "Limits", sources, Topic.LIMITS, notes.limits());
        title(page, "Sources");
        page.append(sources.table());
        return page.toString();
    }

    private static void title(StringBuilder page, String title) {
        page.append("\n## ").append(title).append("\n\n");
    }

    /** A section, which begins with where its facts come from. */
    private static void title(StringBuilder page, String title, VenueSources sources, Topic topic) {
        title(page, title);
        page.append(sources.of(topic)).append("\n\n");
    }

    private static void points(
            StringBuilder page, String title, VenueSources sources, Topic topic, List<String> points) {
        title(page, title, sources, topic);
        points.forEach(point -> page.append("- ").append(sources.linked(point)).append('\n'));
    }

    private static void hosts(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        title(page, "Hosts", sources, Topic.HOSTS);
        page.append("| environment | service | hosts |\n|---|---|---|\n");
        for (Environment environment : Environment.values()) {
            venue.services(environment)
                    .forEach((service, hosts) -> page.append("| ")
                            .append(environment)
                            .append(" | ")
                            .append(service.isEmpty() ? "main" : "`" + service + "`")
                            .append(" | ")
                            .append(hosts.stream()
                                    .map(URI::toString)
                                    .map(VenuePages::code)
                                    .collect(joining(", ")))
                            .append(" |\n"));
        }
    }

    private static void credentials(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        title(page, "Credentials", sources, Topic.CREDENTIALS);
        boolean token = isToken(venue);
        page.append(token ? "A token alone" : "An API key, ");
        page.append(
                venue.credentials().accountId()
                        ? (token ? ", and " : "") + "the id of the account" + (token ? "" : ", ")
                        : "");
        page.append(venue.credentials().passphrase() ? "a passphrase, " : "")
                .append(token ? "" : "and a secret")
                .append(
                        !token && venue.credentials().secrets().containsKey(SignatureAlgorithm.BEARER)
                                ? "; or a token"
                                : "")
                .append(":\n\n");
        venue.credentials().secrets().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(secret -> page.append("- ")
                        .append(code(secret.getKey().name()))
                        .append(", written as ")
                        .append(code(secret.getValue().name()))
                        .append('\n'));
        page.append("\nHeaders that carry credentials: ")
                .append(codes(venue.sensitiveFields().headers()))
                .append(". Parameters: ")
                .append(codes(venue.sensitiveFields().parameters()))
                .append(".\n");
    }

    private static void rights(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        title(page, "Rights", sources, Topic.RIGHTS);
        page.append("| the venue's right | grants |\n|---|---|\n");
        venue.rights()
                .grants()
                .forEach((right, permissions) -> page.append("| ")
                        .append(code(right))
                        .append(" | ")
                        .append(names(permissions))
                        .append(" |\n"));
        page.append("\n| to be allowed | the smallest key has | and cannot be without |\n|---|---|---|\n");
        for (Permission permission : Permission.values()) {
            Set<String> key = venue.rights().smallestKeyFor(Set.of(permission));
            if (!key.isEmpty()) {
                var bundled = new TreeSet<>(venue.rights().unavoidableWith(Set.of(permission)));
                bundled.remove(permission);
                String advice = venue.rights().adviceOn(permission);
                page.append("| ")
                        .append(permission)
                        .append(" | ")
                        .append(key.stream().map(VenuePages::code).collect(joining(", ")))
                        .append(" | ")
                        .append(names(bundled))
                        .append(advice.isEmpty() ? "" : " (" + advice + ")")
                        .append(" |\n");
            }
        }
    }

    private static void trials(StringBuilder page, VenueDefinition venue) {
        var trials = new TreeMap<>(venue.keys().trials());
        if (trials.isEmpty()) {
            return;
        }
        page.append("\nBefore a new key is used, a rotation tries out, without any effect:\n\n");
        page.append("| right | request | that it is there is shown by | that it is not, by |\n|---|---|---|---|\n");
        trials.forEach((right, trial) -> page.append("| ")
                .append(right)
                .append(" | ")
                .append(code(trial.request().toString()))
                .append(" | ")
                .append(proof(trial))
                .append(" | a refusal for the right |\n"));
    }

    private static String proof(KeyTrial trial) {
        if (trial.answerProves()) {
            return "the answer";
        }
        return trial.provenBy().isEmpty()
                ? "nothing: whether the venue looks for the order first is UNCONFIRMED"
                : codes(new TreeSet<>(trial.provenBy()));
    }

    private static boolean isToken(VenueDefinition venue) {
        return venue.credentials().secrets().keySet().equals(Set.of(SignatureAlgorithm.BEARER));
    }

    private static void facts(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        RequestLife life = venue.requestLife();
        title(page, isToken(venue) ? "A request" : "A signed request");
        page.append("- Held back, it is accepted for ")
                .append(life.longest().map(d -> d.toSeconds() + " s").orElse(unbounded(venue)))
                .append("; delivered, it ")
                .append(life.repeatable() ? "may be accepted again within that time" : "is not accepted again")
                .append(". ")
                .append(sources.of(Topic.LIFE))
                .append("\n- ")
                .append(covered(venue))
                .append(". ")
                .append(sources.of(Topic.SIGNATURE))
                .append("\n")
                .append(ids(venue.clientOrderIds()))
                .append(' ')
                .append(sources.of(Topic.ORDER_IDS))
                .append('\n');
    }

    private static String unbounded(VenueDefinition venue) {
        if (isToken(venue)) {
            return "as long as the token lives";
        }
        return venue.requestLife().repeatable() ? "a time that is not documented" : "as long as no later nonce is used";
    }

    private static String covered(VenueDefinition venue) {
        if (isToken(venue)) {
            return "There is no signature: whoever has seen one request can send any other";
        }
        return venue.requestLife().coversBody()
                ? "The signature covers the body"
                : "The signature does not cover the body: a captured one fits another body";
    }

    private static String ids(ClientOrderIds ids) {
        if (ids.parameter().isEmpty()) {
            return "- No order carries an id of the bot's.";
        }
        return "- Orders carry the bot's id as " + code(ids.parameter()) + ", of the form "
                + code(ids.form().pattern().replace("|", "\\|")) + ", unique among " + ids.unique() + ".";
    }

    private static void endpoints(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        title(page, "What requests mean", sources, Topic.REQUESTS);
        page.append("Whatever is not listed is not signed.\n\n| request | needs, and does |\n|---|---|\n");
        venue.endpoints()
                .words()
                .forEach((endpoint, words) -> page.append("| ")
                        .append(code(endpoint))
                        .append(" | ")
                        .append(words)
                        .append(" |\n"));
    }

    private static void errors(StringBuilder page, VenueDefinition venue, VenueSources sources) {
        title(page, "Errors", sources, Topic.ERRORS);
        page.append(
                "A code that is not listed means that the key is fine and the request was refused; with a status of 500 or more, that it is not known whether it was done. A status of 401 or 403 without a code may mean the key, the signature, the clock, the address, the rights or a limit, unless it is listed.\n\n| code | may mean |\n|---|---|\n");
        ((ErrorTable) venue.errors())
                .kinds()
                .forEach((code, kinds) -> page.append("| ")
                        .append(code(code))
                        .append(" | ")
                        .append(names(kinds))
                        .append(" |\n"));
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String codes(Collection<String> texts) {
        return texts.isEmpty()
                ? "none"
                : new TreeSet<>(texts).stream().map(VenuePages::code).collect(joining(", "));
    }

    private static String names(Collection<? extends Enum<?>> names) {
        return new TreeSet<>(names.stream().map(Enum::name).toList()).stream().collect(joining(", "));
    }
}
