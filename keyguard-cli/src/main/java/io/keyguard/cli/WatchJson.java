/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.keyguard.detection.Alarm;
import io.keyguard.detection.WatchView;
import io.keyguard.inventory.Inventory;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** What is watched, for programs. */
final class WatchJson {
    private static final JsonFactory JSON = new JsonFactory();

    private WatchJson() {}

    /** One object: {@code at}, {@code accounts}, and the fields of an inventory with {@code alarms}. */
    static void write(JsonGenerator json, Instant at, List<WatchView> views, Inventory inventory) throws IOException {
        json.writeStartObject();
        json.writeStringField("at", at.toString());
        json.writeArrayFieldStart("accounts");
        for (WatchView view : views) {
            account(json, view);
        }
        json.writeEndArray();
        fields(json, inventory.toJson(), AlarmTable.of(views));
        json.writeEndObject();
    }

    /** The object {@code inventory}, with {@code alarms} as one more field. */
    static void write(JsonGenerator json, String inventory, List<Alarm> alarms) throws IOException {
        json.writeStartObject();
        fields(json, inventory, alarms);
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, String inventory, List<Alarm> alarms) throws IOException {
        try (JsonParser whole = JSON.createParser(inventory)) {
            whole.nextToken();
            while (whole.nextToken() == JsonToken.FIELD_NAME) {
                json.copyCurrentStructure(whole);
            }
        }
        json.writeFieldName("alarms");
        AlarmTable.write(json, alarms);
    }

    private static void account(JsonGenerator json, WatchView view) throws IOException {
        json.writeStartObject();
        json.writeStringField("venue", view.venue());
        json.writeStringField("account", view.account());
        json.writeStringField("saved", view.saved().toString());
        json.writeBooleanField("ended", view.ended());
        json.writeNumberField("unknownAlarms", view.unknown());
        json.writeArrayFieldStart("rates");
        for (WatchView.KeyRate rate : view.rates()) {
            json.writeStartObject();
            json.writeStringField("key", rate.key().value());
            json.writeStringField("strategy", rate.strategy());
            json.writeNumberField("lastMinute", rate.lastMinute());
            json.writeNumberField("average", rate.average());
            json.writeNumberField("usualInTenSeconds", rate.usual());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
