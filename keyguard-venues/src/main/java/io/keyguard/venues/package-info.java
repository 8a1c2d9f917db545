/* SPDX-License-Identifier: Apache-2.0 */
/** The venues: {@link io.keyguard.venues.Venues} is the way in, one definition a venue, its algorithms beside it. */
@NullMarked
package io.keyguard.venues;

import org.jspecify.annotations.NullMarked;
