/* SPDX-License-Identifier: Apache-2.0 */
/** Helpers without a meaning of their own; not exported. */
@NullMarked
package io.keyguard.internal;

import org.jspecify.annotations.NullMarked;
