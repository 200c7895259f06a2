package dev.trailtally.simulator.event;

import java.util.List;

/** The kinds of userIdentity that are made up, each with how many of 1000 calls are its. */
enum CallerType {
    IAM_USER("IAMUser", 300),
    ASSUMED_ROLE("AssumedRole", 560),
    AWS_SERVICE("AWSService", 90),
    WEB_IDENTITY("WebIdentityUser", 15),
    SAML("SAMLUser", 10),
    FEDERATED("FederatedUser", 8),
    OTHER_ACCOUNT("AWSAccount", 10),
    IDENTITY_CENTER("IdentityCenterUser", 5),
    ROOT("Root", 2);

    private final String identityType;
    private final int weight;

    CallerType(String identityType, int weight) {
        this.identityType = identityType;
        this.weight = weight;
    }

    String identityType() {
        return identityType;
    }

    int weight() {
        return weight;
    }

    List<Action> actions() {
        return switch (this) {
            case IAM_USER, ASSUMED_ROLE, FEDERATED, IDENTITY_CENTER -> Action.USUAL;
            case AWS_SERVICE, OTHER_ACCOUNT -> List.of(Action.ASSUME_ROLE);
            case WEB_IDENTITY -> List.of(Action.WEB_IDENTITY);
            case SAML -> List.of(Action.SAML);
            case ROOT -> List.of(Action.CONSOLE_LOGIN);
        };
    }
}
