/* SPDX-License-Identifier: Apache-2.0 */
/** What a user names in {@code log4j2.xml}, and one line that covers what is configured without it. */
@NullMarked
package io.keyguard.redaction.log4j;

import org.jspecify.annotations.NullMarked;
