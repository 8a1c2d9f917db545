/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** How a page names its sources: by number, with the date, wherever facts stand. */
record VenueSources(List<Source> all) {
    static final Pattern MARK = Pattern.compile("\\[S([0-9]+)]");

    /** The sources of one topic, as a sentence. */
    String of(Topic topic) {
        List<Integer> numbers = IntStream.range(0, all.size())
                .filter(i -> all.get(i).topics().contains(topic))
                .boxed()
                .toList();
        String named = numbers.stream().map(this::named).collect(joining("; "));
        boolean official = numbers.stream().anyMatch(i -> all.get(i).official());
        return "Source: " + named + (official ? "." : ". No official document was read: UNCONFIRMED.");
    }

    /** A point with its marks as links. */
    String linked(String point) {
        return MARK.matcher(point).replaceAll(mark -> "(" + named(Integer.parseInt(mark.group(1)) - 1) + ")");
    }

    private String named(int index) {
        Source source = all.get(index);
        return "[S" + (index + 1) + "](#sources), " + source.date() + (source.official() ? "" : ", not official");
    }

    String table() {
        return IntStream.range(0, all.size())
                .mapToObj(i -> "| S" + (i + 1) + " | [" + all.get(i).title().replace("|", "\\|") + "]("
                        + all.get(i).address() + ") | " + (all.get(i).official() ? "the venue" : "others") + " | "
                        + all.get(i).date() + " |\n")
                .collect(joining(
                        "",
                        "| | source | written by | date of the document, or of the copy that was read |\n|---|---|---|---|\n",
                        ""));
    }
}
