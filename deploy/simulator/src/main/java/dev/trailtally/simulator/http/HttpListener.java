package dev.trailtally.simulator.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A small HTTP/1.1 server on the loopback address, one virtual thread for each request. The JDK's own cannot reset a
 * connection, and a reset is one of the faults to imitate.
 */
@SuppressWarnings("FutureReturnValueIgnored") // nobody waits until a connection is closed or an answer is sent
public final class HttpListener implements AutoCloseable {

    private static final int BACKLOG = 4096;
    private static final int IDLE_SECONDS = 600;
    private static final int MAX_HEAD = 64 << 10;
    private static final int MAX_CHUNK = 8 << 10;
    private static final int MAX_BODY = 1 << 20;

    private final Function<Request, Reply> handler;
    private final EventLoopGroup loop =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("simulator", true), NioIoHandler.newFactory());
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final Channel server;

    /** Listens at once; port 0 means any free one. */
    public HttpListener(int port, Function<Request, Reply> handler) {
        this.handler = handler;
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        open(connection);
                    }
                })
                .bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loop.shutdownGracefully();
            throw new UncheckedIOException("Cannot listen on port " + port, new IOException(bound.cause()));
        }
        this.server = bound.channel();
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort());
    }

    private void open(Channel connection) {
        connections.add(connection);
        connection
                .pipeline()
                .addLast(
                        new ReadTimeoutHandler(IDLE_SECONDS),
                        new HttpServerCodec(MAX_HEAD, MAX_HEAD, MAX_CHUNK),
                        new HttpServerKeepAliveHandler(),
                        new HttpObjectAggregator(MAX_BODY),
                        new Exchange());
    }

    private final class Exchange extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext connection, FullHttpRequest message) {
            if (message.decoderResult().isFailure()) {
                connection.close();
                return;
            }
            var request = request(message);
            Thread.ofVirtual().start(() -> answer(connection, request));
        }

        /** The client hung up or is not speaking HTTP: no answer can reach it. */
        @Override
        public void exceptionCaught(ChannelHandlerContext connection, Throwable cause) {
            connection.close();
        }
    }

    /** Without an answer the client would wait for its timeout. */
    private void answer(ChannelHandlerContext connection, Request request) {
        try {
            send(connection, handler.apply(request));
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    private static Request request(FullHttpRequest message) {
        var target = message.uri().split("\\?", 2);
        var headers = new HashMap<String, String>();
        message.headers().forEach(header -> headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new Request(
                message.method().name(),
                target[0],
                target.length < 2 ? "" : target[1],
                headers,
                message.content().toString(StandardCharsets.UTF_8));
    }

    private static void send(ChannelHandlerContext connection, Reply reply) {
        switch (reply) {
            case Reply.Reset() -> reset(connection);
            case Reply.Response response -> {
                var message = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(response.status()),
                        Unpooled.wrappedBuffer(response.body()));
                response.headers().forEach(message.headers()::set);
                message.headers().set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
                connection.writeAndFlush(message);
            }
        }
    }

    // Closing with a linger of zero sends RST in place of FIN.
    private static void reset(ChannelHandlerContext connection) {
        try {
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException e) {
            return; // the client hung up before
        }
        connection.close();
    }

    /** The port is free afterwards. */
    @Override
    public void close() {
        server.close().awaitUninterruptibly();
        connections.close().awaitUninterruptibly();
        loop.shutdownGracefully(0, IDLE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
