/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.benchmarks.page;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The anchor of a benchmark: a sibling that ran beside it, so that the ratio holds on other machines. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@Repeatable(Against.All.class)
public @interface Against {
    /** The method that is the anchor, of the same class. */
    String value();

    /** The ratio to reach; none if there is nothing to reach, only to compare. */
    double atMost() default Double.POSITIVE_INFINITY;

    /** Several anchors. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface All {
        /** The anchors. */
        Against[] value();
    }
}
