/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.detection;

/** How far an alarm can be believed. */
public enum Confidence {
    /** Nothing harmless is known that looks the same. */
    CERTAIN,
    /** What is harmless and looks the same is rare, and worth a look itself. */
    LIKELY,
    /** It happens in good times too. */
    POSSIBLE
}
