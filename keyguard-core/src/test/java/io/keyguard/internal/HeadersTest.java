/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class HeadersTest {
    @Property
    void headers_areTheMapTheyWereMadeOf(@ForAll Map<String, String> map) {
        Map<String, String> inOrder = new LinkedHashMap<>(map);

        Headers headers = Headers.copyOf(inOrder);

        assertThat(headers).isEqualTo(inOrder).hasSameHashCodeAs(inOrder);
        assertThat(List.copyOf(headers.keySet())).isEqualTo(List.copyOf(inOrder.keySet()));
        assertThat(List.copyOf(headers.values())).isEqualTo(List.copyOf(inOrder.values()));
        inOrder.forEach((name, value) -> assertThat(headers.get(name)).isEqualTo(value));
        assertThat(headers.containsKey("no such name, however long")).isFalse();
    }

    @Test
    void with_addsOneAtTheEnd_andLeavesTheOthersAlone() {
        Headers one = Headers.of("A", "1");

        assertThat(one.with("B", "2")).containsExactly(Map.entry("A", "1"), Map.entry("B", "2"));
        assertThat(one).containsExactly(Map.entry("A", "1"));
    }

    @Test
    void copyOf_laterChangesOfTheMap_areNotSeen() {
        var map = new LinkedHashMap<>(Map.of("A", "1"));
        Headers headers = Headers.copyOf(map);

        map.put("B", "2");

        assertThat(headers).containsExactly(Map.entry("A", "1"));
    }

    @Test
    void change_isRefused() {
        Headers headers = Headers.of("A", "1");

        assertThatThrownBy(() -> headers.put("B", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> headers.remove("A")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(headers::clear).isInstanceOf(UnsupportedOperationException.class);
        var entries = headers.entrySet().iterator();
        entries.next();
        assertThatThrownBy(entries::next).isInstanceOf(NoSuchElementException.class);
    }
}
