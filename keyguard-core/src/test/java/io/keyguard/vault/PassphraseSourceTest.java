/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.VaultException;
import io.keyguard.VaultException.Reason;
import io.keyguard.secret.SecretBytes;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseSourceTest {
    @ParameterizedTest
    @ValueSource(strings = {"canary", "canary-é", "\u20ac\u20ac\u20ac", "\ud83d\udd11 canary"})
    void ofChars_anyText_lendsItsUtf8(String text) {
        var lent = new ArrayList<String>();

        PassphraseSource source = PassphraseSource.ofChars(text.toCharArray());
        source.lend(utf8 -> lent.add(new String(utf8, UTF_8)));
        source.lend(utf8 -> lent.add(new String(utf8, UTF_8)));

        assertThat(lent).containsExactly(text, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary \ud83d", "canary \ud83d canary", "\udd11 canary"})
    void ofChars_halfOfASurrogatePair_isRefusedAndWiped(String text) {
        char[] typed = text.toCharArray();

        VaultException refusal = catchThrowableOfType(VaultException.class, () -> PassphraseSource.ofChars(typed));

        assertThat(refusal.reason()).isEqualTo(Reason.PASSPHRASE);
        assertThat(refusal).hasMessageContaining("surrogate").hasMessageNotContaining("canary");
        assertThat(typed).containsOnly('\0');
    }

    @Test
    void lendOnce_closesThePassphrase_alsoWhenTheBorrowerThrows() {
        SecretBytes used = Keys.bytes("canary");
        SecretBytes failed = Keys.bytes("canary");

        Passphrases.lendOnce(used, utf8 -> assertThat(utf8).hasSize(6));
        assertThatThrownBy(() -> Passphrases.lendOnce(failed, utf8 -> {
                    throw new IllegalStateException("the borrower");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(used.isClosed()).isTrue();
        assertThat(failed.isClosed()).isTrue();
    }
}
