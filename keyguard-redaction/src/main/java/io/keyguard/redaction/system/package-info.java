/* SPDX-License-Identifier: Apache-2.0 */
/** Redaction of what is printed past every logger. */
@NullMarked
package io.keyguard.redaction.system;

import org.jspecify.annotations.NullMarked;
