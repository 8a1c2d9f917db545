/* SPDX-License-Identifier: Apache-2.0 */
/** Where keys are read from. */
@NullMarked
package io.keyguard.source;

import org.jspecify.annotations.NullMarked;
