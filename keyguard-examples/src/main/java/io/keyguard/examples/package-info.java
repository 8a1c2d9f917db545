/* SPDX-License-Identifier: Apache-2.0 */
/** Runnable stories. */
@NullMarked
package io.keyguard.examples;

import org.jspecify.annotations.NullMarked;
