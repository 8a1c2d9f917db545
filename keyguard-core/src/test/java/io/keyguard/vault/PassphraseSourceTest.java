/* SPDX-License-Identifier: Apache-2.0 */
package io.keyguard.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.keyguard.VaultException;
import io.keyguard.VaultException.Reason;
import io.keyguard.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseSourceTest {
    @TempDir
    private Path folder;

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

    /** Lends the credential {@code vault}, and says how that went. */
    static final class CredentialProbe {
        private CredentialProbe() {}

        public static void main(String[] args) {
            try {
                PassphraseSource.systemdCredential("vault")
                        .lend(utf8 -> System.out.print("lent " + utf8.length + " bytes"));
            } catch (VaultException e) {
                System.out.print(e.reason());
            }
        }
    }

    /** What a JVM with {@code folder} as its {@code CREDENTIALS_DIRECTORY} says. */
    private String credential(String filePermissions, String folderPermissions) throws Exception {
        Path file = folder.resolve("vault");
        Files.writeString(file, "canary passphrase\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(filePermissions));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(folderPermissions));
        return probeCredential();
    }

    private String probeCredential() throws Exception {
        var builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CredentialProbe.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("CREDENTIALS_DIRECTORY", folder.toString());
        Process probe = builder.start();
        String said = new String(probe.getInputStream().readAllBytes(), UTF_8);
        assertThat(probe.waitFor()).as(said).isZero();
        return said;
    }

    @ParameterizedTest
    @CsvSource({
        "r--r-----, rwxr-x---, lent 17 bytes",
        "r--------, rwx------, lent 17 bytes",
        "r--r--r--, rwx------, UNSAFE_FILE",
        "r--r----x, rwx------, UNSAFE_FILE",
        "r--rw----, rwx------, UNSAFE_FILE",
        "r--r-----, rwxrwx---, UNSAFE_FILE",
    })
    void systemdCredential_isReadIfTheGroupMayOnlyReadAndOthersNothing(
            String filePermissions, String folderPermissions, String said) throws Exception {
        assertThat(credential(filePermissions, folderPermissions)).isEqualTo(said);
    }

    @Test
    @Tag("root") // only root may give a file away
    void systemdCredential_ofAnotherUser_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("vault"), "canary passphrase\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
        Files.setAttribute(file, "unix:uid", 4711);

        assertThat(probeCredential()).isEqualTo("UNSAFE_FILE");
    }

    @Test
    void file_thatTheGroupMayRead_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("vault"), "canary passphrase\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

        VaultException refusal = catchThrowableOfType(
                VaultException.class, () -> PassphraseSource.file(file).lend(utf8 -> {}));

        assertThat(refusal.reason()).isEqualTo(Reason.UNSAFE_FILE);
    }
}
