package dev.trailtally.standalone.command;

import picocli.CommandLine.IVersionProvider;

/** Reports the version in the jar's manifest. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"trailtally " + (version == null ? "(not from a jar)" : version)};
    }
}
