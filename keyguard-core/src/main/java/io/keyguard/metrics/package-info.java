/* SPDX-License-Identifier: Apache-2.0 */
/** Figures for whoever watches a fleet: counts, durations and values, with names as labels and never material. */
@NullMarked
package io.keyguard.metrics;

import org.jspecify.annotations.NullMarked;
