package dev.trailtally.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialModulesTest {

    /** Profiles fail without these modules, and only the SDK refers to them, by name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "software.amazon.awssdk.services.sts.internal.StsProfileCredentialsProviderFactory",
                "software.amazon.awssdk.services.sts.internal.StsWebIdentityCredentialsProviderFactory",
                "software.amazon.awssdk.services.sso.auth.SsoProfileCredentialsProviderFactory",
                "software.amazon.awssdk.services.ssooidc.SsoOidcProfileTokenProviderFactory",
                "software.amazon.awssdk.services.signin.auth.LoginProfileCredentialsProviderFactory"
            })
    void theCommandHasEachModuleThatCredentialsCanNeed(String factory) {
        assertThatCode(() -> Class.forName(factory)).doesNotThrowAnyException();
    }
}
