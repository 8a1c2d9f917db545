/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.venues;

import io.keyguard.Permission;
import io.keyguard.PermissionSet;
import io.keyguard.venue.RightsModel;
import java.util.EnumSet;
import java.util.Set;

/** Turns a venue's rights into permissions by its model: what is not granted is denied, save what the venue does not show. */
final class RightsReader {
    private RightsReader() {}

    /**
     * Returns the permissions of a key with {@code venueRights}.
     *
     * @param unknown permissions that hang on something the venue does not show
     * @param without permissions that the model grants and this key is known not to have
     */
    static PermissionSet read(
            RightsModel model, Set<String> venueRights, Set<Permission> unknown, Set<Permission> without) {
        var granted = EnumSet.noneOf(Permission.class);
        var set = PermissionSet.builder();
        for (String right : venueRights) {
            Set<Permission> permissions = model.grants().get(right);
            if (permissions == null) {
                set.unrecognised(right);
            } else {
                granted.addAll(permissions);
            }
        }
        granted.removeAll(unknown);
        granted.removeAll(without);
        var denied = EnumSet.complementOf(granted);
        denied.removeAll(unknown);
        return set.granted(granted).denied(denied).build();
    }
}
