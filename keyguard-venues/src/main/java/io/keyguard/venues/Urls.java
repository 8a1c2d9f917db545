/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Addresses without a query: few, and read anew for each order they would cost as much as its signature. */
final class Urls {
    /** By host, of which there are as many as venues have. */
    private static final Map<URI, Memo<URI>> KNOWN = new ConcurrentHashMap<>();

    private Urls() {}

    static URI of(URI host, String path) {
        Memo<URI> paths = KNOWN.get(host);
        if (paths == null) {
            paths = KNOWN.computeIfAbsent(host, origin -> new Memo<>(p -> URI.create(origin + p)));
        }
        return paths.of(path);
    }

    /** The address of what stands in {@code draft} from {@code from} to {@code to}: the path, and perhaps a query. */
    static URI of(URI host, String path, Draft draft, int from, int to) {
        if (to - from == path.length()) {
            return of(host, path);
        }
        int end = draft.length();
        String address = draft.add(host.toString()).addPart(from, to).text(end);
        draft.cutTo(end);
        return URI.create(address);
    }
}
