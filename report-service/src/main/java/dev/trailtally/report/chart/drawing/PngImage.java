package dev.trailtally.report.chart.drawing;

import com.google.protobuf.ByteString;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A drawing as pixels. */
final class PngImage {

    private PngImage() {}

    static ByteString of(Drawing drawing, int width) {
        var image = new BufferedImage(width, drawing.height(), BufferedImage.TYPE_INT_RGB);
        var graphics = image.createGraphics();
        try {
            drawing.draw(graphics, width);
        } finally {
            graphics.dispose();
        }
        var bytes = new BoundedBytes();
        // In memory: ImageIO's own cache would create a file for each picture.
        try (var stream = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", stream)) {
                throw new IllegalStateException("this JDK writes no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        } finally {
            image.flush();
        }
        return bytes.content();
    }
}
