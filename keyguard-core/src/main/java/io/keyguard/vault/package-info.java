/* SPDX-License-Identifier: Apache-2.0 */
/** The encrypted file vault. */
@NullMarked
package io.keyguard.vault;

import org.jspecify.annotations.NullMarked;
