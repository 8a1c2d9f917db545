/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.redaction.internal;

import io.keyguard.redaction.LiveSecrets;
import io.keyguard.redaction.Redactor;
import io.keyguard.source.ApiKey;
import io.keyguard.source.SecretObserver;
import io.keyguard.venue.SensitiveFields;

/** Tells the process's {@link LiveSecrets} of the keys of every {@code Keyguard}, so that nobody has to wire it. */
public final class ProcessSecrets implements SecretObserver {
    @Override
    public void learn(ApiKey key) {
        LiveSecrets.shared().learn(key);
    }

    @Override
    public void forget(ApiKey key) {
        LiveSecrets.shared().forget(key);
    }

    @Override
    public void fields(SensitiveFields fields) {
        Redactor.shared().addFields(fields);
    }
}
