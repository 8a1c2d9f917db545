/* SPDX-License-Identifier: Apache-2.0 */
/** Benchmarks with their baselines. */
@NullMarked
package io.keyguard.benchmarks;

import org.jspecify.annotations.NullMarked;
