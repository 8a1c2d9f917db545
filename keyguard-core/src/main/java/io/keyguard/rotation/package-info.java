/* SPDX-License-Identifier: Apache-2.0 */
/** The keys in use: one snapshot, swapped whole, the old one retired after the overlap. */
@NullMarked
package io.keyguard.rotation;

import org.jspecify.annotations.NullMarked;
