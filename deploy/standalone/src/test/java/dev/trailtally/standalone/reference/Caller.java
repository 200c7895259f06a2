package dev.trailtally.standalone.reference;

import java.io.IOException;

/** Makes calls like any client: with a JSON request, using only the server's reflection. */
interface Caller {

    /** What the server answers. */
    Reply call(String rpc, String request) throws IOException, InterruptedException;
}
