package dev.trailtally.collector.aws;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileLocation;
import software.amazon.awssdk.profiles.ProfileFileSupplier;
import software.amazon.awssdk.profiles.ProfileFileSystemSetting;
import software.amazon.awssdk.profiles.ProfileProperty;

/**
 * The profile of the AWS configuration that the caller has chosen, or the default one.
 *
 * @param name as chosen, whether there is such a profile or not
 * @param chosen whether the caller named it
 * @param file all profiles; null if they cannot be read
 * @param unreadable why they cannot be read; null if they can
 */
record CallerProfile(
        String name,
        boolean chosen,
        @Nullable ProfileFile file,
        @Nullable RuntimeException unreadable) {

    /** How a profile comes by its credentials. */
    enum Kind {
        SSO,
        LOGIN,
        PROCESS,
        WEB_IDENTITY,
        ROLE,
        KEYS,
        NONE
    }

    private static final Set<String> SSO = Set.of(
            "sso_session",
            ProfileProperty.SSO_START_URL,
            ProfileProperty.SSO_REGION,
            ProfileProperty.SSO_ACCOUNT_ID,
            ProfileProperty.SSO_ROLE_NAME);

    static CallerProfile configured() {
        var setting = ProfileFileSystemSetting.AWS_PROFILE;
        boolean chosen = setting.getNonDefaultStringValue().isPresent();
        var name = setting.getStringValueOrThrow();
        try {
            return new CallerProfile(name, chosen, ProfileFile.defaultProfileFile(), null);
        } catch (RuntimeException e) {
            return new CallerProfile(name, chosen, null, e);
        }
    }

    /** Whether credentials have to come from here. A profile may also just name a region. */
    boolean isMeant() {
        if (file == null) {
            return true;
        }
        return find(name).map(profile -> kind(profile) != Kind.NONE).orElse(chosen);
    }

    /** Reads the profile again when its file has changed: tools renew session tokens there. */
    AwsCredentialsProvider provider() {
        if (file == null) {
            return () -> {
                throw new IllegalStateException("the AWS configuration cannot be read", unreadable);
            };
        }
        return ProfileCredentialsProvider.builder()
                .profileName(name)
                .profileFile(ProfileFileSupplier.defaultSupplier())
                .build();
    }

    Optional<Profile> find(String profileName) {
        var profiles = file;
        return profiles == null ? Optional.empty() : profiles.profile(profileName);
    }

    List<String> names() {
        var profiles = file;
        return profiles == null
                ? List.of()
                : profiles.profiles().keySet().stream().sorted().toList();
    }

    /** The profile that credentials are fetched by first: the last in a chain of source_profile. */
    Optional<Profile> origin() {
        var origin = find(name);
        var met = new HashSet<String>();
        while (origin.isPresent()
                && kind(origin.get()) == Kind.ROLE
                && met.add(origin.get().name())) {
            var source = origin.get().property(ProfileProperty.SOURCE_PROFILE).flatMap(this::find);
            if (source.isEmpty()) {
                break;
            }
            origin = source;
        }
        return origin;
    }

    /** In the order in which the SDK decides. */
    static Kind kind(Profile profile) {
        var properties = profile.properties().keySet();
        boolean role = properties.contains(ProfileProperty.ROLE_ARN);
        if (role && properties.contains(ProfileProperty.WEB_IDENTITY_TOKEN_FILE)) {
            return Kind.WEB_IDENTITY;
        }
        if (properties.stream().anyMatch(SSO::contains)) {
            return Kind.SSO;
        }
        if (role) {
            return Kind.ROLE;
        }
        if (properties.contains(ProfileProperty.LOGIN_SESSION)) {
            return Kind.LOGIN;
        }
        if (properties.contains(ProfileProperty.CREDENTIAL_PROCESS)) {
            return Kind.PROCESS;
        }
        return properties.contains(ProfileProperty.AWS_ACCESS_KEY_ID) ? Kind.KEYS : Kind.NONE;
    }

    /** The places in which profiles are searched for. */
    static String places() {
        return ProfileFileLocation.configurationFilePath() + " and " + ProfileFileLocation.credentialsFilePath();
    }
}
