/* SPDX-License-Identifier: Apache-2.0 */
/** What a venue implements: hosts, classifier, signer, permission inspector, errors. */
@NullMarked
package io.keyguard.venue;

import org.jspecify.annotations.NullMarked;
