/* SPDX-License-Identifier: Apache-2.0 */
/** The words a bot says: {@link io.keyguard.Keyguard}, {@link io.keyguard.KeyProvider}, {@link io.keyguard.ScopedKey}. */
@NullMarked
package io.keyguard;

import org.jspecify.annotations.NullMarked;
