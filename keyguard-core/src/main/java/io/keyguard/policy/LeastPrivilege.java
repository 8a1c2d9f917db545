/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.policy;

import io.keyguard.Keyguard;

/** The doors to what a program may ask of its keys: assertions about one, and the report over all of them. */
public final class LeastPrivilege {
    private LeastPrivilege() {}

    /**
     * Returns assertions about {@code key}; each throws a {@link io.keyguard.LeastPrivilegeException} if it does not hold.
     *
     * <pre>{@code
     * LeastPrivilege.assertThat(keyguard.key(KeyId.of("grid-binance"))).cannotWithdraw().cannotTransfer().isBoundToAddresses();
     * }</pre>
     */
    public static KeyAssertions assertThat(KeyRights key) {
        return new KeyAssertions(key);
    }

    /**
     * Asks the venues about every key that {@code keyguard} would load and returns every finding, without running anything: for CI jobs, which
     * end with {@link PrivilegeReport#exitCode}.
     */
    public static PrivilegeReport report(Keyguard.Builder keyguard) {
        return keyguard.check();
    }
}
