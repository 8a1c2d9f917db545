/* SPDX-License-Identifier: Apache-2.0 */
/** Misuse, noticed: what a venue shows of an account, held against what was signed for it. */
@NullMarked
package io.keyguard.detection;

import org.jspecify.annotations.NullMarked;
