/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/** A run of JMH as it is committed: what came out, and how. Immutable. */
record Run(String date, String command, String machine, String jdk, List<Result> results) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    static Run read(Path file) throws IOException {
        JsonNode json = JSON.readTree(file.toFile());
        return new Run(
                json.path("date").asText(),
                json.path("command").asText(),
                json.path("machine").asText(),
                json.path("results").path(0).path("jdkVersion").asText(),
                StreamSupport.stream(json.path("results").spliterator(), false)
                        .map(Result::of)
                        .toList());
    }

    /** Commits what JMH wrote, without what only says how the machine is set up. */
    static void keep(Path jmh, Path file, String date, String command, String machine) throws IOException {
        ObjectNode run = JSON.createObjectNode();
        run.put("date", date).put("command", command).put("machine", machine);
        ArrayNode results = run.putArray("results");
        for (JsonNode result : JSON.readTree(jmh.toFile())) {
            var kept = (ObjectNode) result;
            kept.remove(List.of("jvm", "jvmArgs"));
            ((ObjectNode) kept.path("primaryMetric")).remove("rawData");
            ((ObjectNode) kept.path("secondaryMetrics"))
                    .forEach(m -> ((ObjectNode) m).remove(List.of("rawData", "scorePercentiles")));
            results.add(kept);
        }
        Files.writeString(file, JSON.writeValueAsString(run) + "\n");
    }
}
