/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/** One line of a JMH result. Immutable. */
record Result(
        String type,
        String method,
        Map<String, String> params,
        double score,
        double error,
        double p99,
        String unit,
        double bytes) {
    /** Reads what JMH wrote with {@code -rf json}; bytes per operation are there with {@code -prof gc}. */
    static Result of(JsonNode json) {
        String benchmark = json.path("benchmark").asText();
        int method = benchmark.lastIndexOf('.');
        var params = new TreeMap<String, String>();
        json.path("params")
                .fields()
                .forEachRemaining(e -> params.put(e.getKey(), e.getValue().asText()));
        JsonNode metric = json.path("primaryMetric");
        return new Result(
                benchmark.substring(0, method),
                benchmark.substring(method + 1),
                params,
                metric.path("score").asDouble(),
                metric.path("scoreError").asDouble(Double.NaN),
                p99(json),
                metric.path("scoreUnit").asText(),
                allocated(json.path("secondaryMetrics")));
    }

    /** Of single shots and samples; of averages a percentile says nothing. */
    private static double p99(JsonNode json) {
        return json.path("mode").asText().equals("avgt")
                ? Double.NaN
                : json.at("/primaryMetric/scorePercentiles/99.0").asDouble(Double.NaN);
    }

    private static double allocated(JsonNode metrics) {
        JsonNode rate = metrics.path("gc.alloc.rate.norm");
        return (rate.isMissingNode() ? metrics.path("·gc.alloc.rate.norm") : rate)
                .path("score")
                .asDouble(Double.NaN);
    }

    /** Whether this can be the anchor of the other: the same in every parameter that both have. */
    boolean sameCase(Result other) {
        return params.entrySet().stream()
                .allMatch(e -> e.getValue().equals(other.params.getOrDefault(e.getKey(), e.getValue())));
    }
}
