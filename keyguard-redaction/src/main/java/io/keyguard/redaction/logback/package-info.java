/* SPDX-License-Identifier: Apache-2.0 */
/** What a user names in {@code logback.xml}. */
@NullMarked
package io.keyguard.redaction.logback;

import org.jspecify.annotations.NullMarked;
