/* SPDX-License-Identifier: Apache-2.0 */
/** Redaction for {@code java.util.logging}, where the JDK itself logs. */
@NullMarked
package io.keyguard.redaction.jul;

import org.jspecify.annotations.NullMarked;
