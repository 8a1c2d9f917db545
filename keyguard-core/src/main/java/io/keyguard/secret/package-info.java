/* SPDX-License-Identifier: Apache-2.0 */
/** Secret material off the heap, and the one door to it. */
@NullMarked
package io.keyguard.secret;

import org.jspecify.annotations.NullMarked;
