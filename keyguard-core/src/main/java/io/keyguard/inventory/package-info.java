/* SPDX-License-Identifier: Apache-2.0 */
/** Which key is used where, by whom, since when. */
@NullMarked
package io.keyguard.inventory;

import org.jspecify.annotations.NullMarked;
