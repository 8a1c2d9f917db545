/* SPDX-License-Identifier: Apache-2.0 */
/** The trail of what was done with keys, in which a change, a gap or a missing end shows. */
@NullMarked
package io.keyguard.audit;

import org.jspecify.annotations.NullMarked;
