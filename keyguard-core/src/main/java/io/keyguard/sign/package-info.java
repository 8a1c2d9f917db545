/* SPDX-License-Identifier: Apache-2.0 */
/** Key and message in, signature out. */
@NullMarked
package io.keyguard.sign;

import org.jspecify.annotations.NullMarked;
