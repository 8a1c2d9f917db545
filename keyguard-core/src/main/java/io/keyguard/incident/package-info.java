/* SPDX-License-Identifier: Apache-2.0 */
/** The minutes after: freeze, cancel, revoke, prove it, report. */
@NullMarked
package io.keyguard.incident;

import org.jspecify.annotations.NullMarked;
