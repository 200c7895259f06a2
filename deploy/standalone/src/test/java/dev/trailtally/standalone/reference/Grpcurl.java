package dev.trailtally.standalone.reference;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The installed grpcurl. */
record Grpcurl(Path program, int port) implements Caller {

    private static final Pattern ERROR =
            Pattern.compile("(?s)ERROR:\\s+Code: (\\w+)\\s+Message: (.*?)\\s*(\n *Details:.*)?");
    private static final Pattern WORDS = Pattern.compile("(?<=[a-z])(?=[A-Z])");
    private static final Pattern END_OF_MESSAGE = Pattern.compile("(?<=\n}\n)|(?<=^\\{}\n)|(?<=\n\\{}\n)");

    static Optional<Path> find() {
        return Arrays.stream(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(":"))
                .map(folder -> Path.of(folder, "grpcurl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public Reply call(String rpc, String request) throws IOException, InterruptedException {
        var errors = Files.createTempFile("grpcurl", ".err");
        try {
            var process = new ProcessBuilder(
                            program.toString(),
                            "-plaintext",
                            "-max-time",
                            "60",
                            "-d",
                            request,
                            "127.0.0.1:" + port,
                            rpc)
                    .redirectError(errors.toFile())
                    .start();
            process.getOutputStream().close();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var failed = process.waitFor() != 0;
            return Reply.of(messages(answer), failed ? error(Files.readString(errors)) : "");
        } finally {
            Files.delete(errors);
        }
    }

    private static List<String> messages(String answer) {
        return END_OF_MESSAGE
                .splitAsStream(answer)
                .filter(text -> !text.isBlank())
                .toList();
    }

    private static String error(String said) {
        if (said.contains("does not expose service")) {
            return Reply.NO_SERVICE;
        }
        var error = ERROR.matcher(said);
        if (!error.matches()) {
            throw new IllegalStateException("grpcurl: " + said);
        }
        var code = WORDS.matcher(error.group(1)).replaceAll("_");
        return code.toUpperCase(Locale.ROOT) + ": " + error.group(2).strip();
    }
}
