package dev.trailtally.standalone.database;

import java.nio.file.Path;

/** The user's home folder: that of HOME, as for every other command; Java reads the user database instead. */
public final class Home {

    private Home() {}

    /** The path, with a leading ~ as the home folder: shells do not expand it in --keep=~/tally. */
    public static Path expand(String text) {
        return text.equals("~") || text.startsWith("~/")
                ? path().resolve(text.substring(Math.min(2, text.length())))
                : Path.of(text);
    }

    /** The folder for a kind of files: below a property's, a variable's or XDG's folder, else below the home folder. */
    static Path parent(String property, String variable, String xdgVariable, String belowHome) {
        for (var configured :
                new String[] {System.getProperty(property), System.getenv(variable), System.getenv(xdgVariable)}) {
            if (configured != null && !configured.isBlank()) {
                return expand(configured).toAbsolutePath();
            }
        }
        return path().resolve(belowHome);
    }

    private static Path path() {
        var home = System.getenv("HOME");
        return Path.of(home == null || home.isBlank() ? System.getProperty("user.home", ".") : home)
                .toAbsolutePath();
    }
}
