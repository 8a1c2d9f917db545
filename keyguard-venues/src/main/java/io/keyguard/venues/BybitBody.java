/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.keyguard.venue.VenueRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What Bybit is sent as JSON. A document goes as it is; parameters become one object, in which those that the documentation calls integers and booleans are written as such. What classifies a
 * request reads the same object that is sent.
 */
final class BybitBody {
    private static final Set<String> BOOLEANS =
            Set.of("reduceOnly", "closeOnTrigger", "mmp", "rpiTakerAccess", "isUta");
    private static final Set<String> INTEGERS = Set.of(
            "isLeverage",
            "positionIdx",
            "triggerDirection",
            "timeWindow",
            "subuid",
            "frozen",
            "readOnly",
            "mode",
            "autoAddMargin",
            "riskId",
            "fromMemberId",
            "toMemberId",
            "forceChain",
            "feeType",
            "memberType");
    private static final Pattern INTEGER = Pattern.compile("-?(?:0|[1-9]\\d{0,17})");

    /** Names on which the meaning of a request hangs, found in any case. */
    private static final Map<String, String> DECISIVE = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (String name : List.of(
                "category",
                "isLeverage",
                "reduceOnly",
                "takeProfit",
                "stopLoss",
                "request",
                "product",
                "timeWindow",
                "frozen",
                "readOnly",
                "timestamp")) {
            DECISIVE.put(name, name);
        }
    }

    private static final Memo<Boolean> SPELT = new Memo<>(BybitBody::isSpelt);

    private static final int LONGEST_NAME = 64;
    /** The one request whose body, and not just its headers, tells the time. */
    private static final String WITHDRAWAL = "/v5/asset/withdraw/create";

    private BybitBody() {}

    /** The object that {@code request} sends, its names found to be plain. */
    static Fields object(CheckedRequest request) {
        JsonBody json = request.json();
        if (json == null) {
            return requirePlain(new Fields.OfTree(fromParameters(request.request())));
        }
        if (json.isArray()) {
            throw BybitMeaning.refused("the document is one object");
        }
        return requirePlain(json.items().get(0));
    }

    /** A reader that takes names without regard to case would find another value than the classifier did. */
    static Fields requirePlain(Fields object) {
        List<String> names = object.names();
        for (int i = 0; i < names.size(); i++) {
            if (!SPELT.of(names.get(i))) {
                throw misspelt();
            }
        }
        if (differInCaseAlone(names)) {
            throw misspelt();
        }
        return object;
    }

    /** Few names are compared with each other, many are sorted: whoever sends ten thousand shall not cost their square. */
    private static boolean differInCaseAlone(List<String> names) {
        int count = names.size();
        if (count > 16) {
            var different = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            different.addAll(names);
            return different.size() < count;
        }
        for (int i = 1; i < count; i++) {
            for (int k = 0; k < i; k++) {
                if (names.get(i).equalsIgnoreCase(names.get(k))) {
                    return true;
                }
            }
        }
        return false;
    }

    private static RuntimeException misspelt() {
        return BybitMeaning.refused(
                "names are letters, digits, '_', '.' and '-', differ by more than case, and are spelt as documented");
    }

    private static boolean isSpelt(String name) {
        return isPlain(name) && DECISIVE.getOrDefault(name, name).equals(name);
    }

    /** In ASCII alone, where lower case is the only other spelling of a letter. */
    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            if (!letter && (c < '0' || c > '9') && c != '_' && c != '.' && c != '-') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST_NAME;
    }

    static String text(VenueRequest request, long millis) {
        Optional<String> json = request.json();
        String document =
                json.isPresent() ? json.get() : fromParameters(request).toString();
        return request.path().equals(WITHDRAWAL) ? withTimestamp(document, millis) : document;
    }

    /** Put in as text, so that the rest of the document stays as it was written. */
    private static String withTimestamp(String document, long millis) {
        String rest = document.substring(document.indexOf('{') + 1);
        return "{\"timestamp\":" + millis + (rest.strip().equals("}") ? "" : ",") + rest;
    }

    private static ObjectNode fromParameters(VenueRequest request) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        request.params().forEach(parameter -> put(object, parameter.name(), parameter.value()));
        return object;
    }

    private static void put(ObjectNode object, String name, String value) {
        if (BOOLEANS.contains(name) && (value.equals("true") || value.equals("false"))) {
            object.put(name, value.equals("true"));
        } else if (INTEGERS.contains(name) && INTEGER.matcher(value).matches()) {
            object.put(name, Long.parseLong(value));
        } else {
            object.put(name, value);
        }
    }
}
