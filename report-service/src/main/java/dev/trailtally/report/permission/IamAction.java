package dev.trailtally.report.permission;

/** Such as "s3:GetObject": the namespace of a service, and the name of an action. */
record IamAction(String namespace, String name) {

    static IamAction of(String action) {
        int colon = action.indexOf(':');
        return new IamAction(action.substring(0, colon), action.substring(colon + 1));
    }
}
