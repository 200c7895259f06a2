package dev.trailtally.standalone.terminal;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;

/** JSON without line ends, with an escape for each character that could control a terminal. */
public final class TerminalJson extends FilterWriter {

    public TerminalJson(Writer out) {
        super(out);
    }

    @Override
    public void write(int character) throws IOException {
        write(Character.toString(character));
    }

    @Override
    public void write(char[] text, int offset, int length) throws IOException {
        write(new String(text, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        out.write(TerminalText.json(text.substring(offset, offset + length)));
    }
}
