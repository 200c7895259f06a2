package dev.trailtally.report.chart.drawing;

import com.google.protobuf.ByteString;
import io.grpc.StatusRuntimeException;
import java.awt.Dimension;
import java.awt.RenderingHints;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A drawing as paths, including text: it looks the same everywhere. The DOM escapes text from records. */
final class SvgImage {

    private static final String SVG = "http://www.w3.org/2000/svg";

    private SvgImage() {}

    static ByteString of(Drawing drawing, int width, String title, String description) {
        var document = emptyDocument();
        var context = SVGGeneratorContext.createDefault(document);
        context.setPrecision(2);
        context.setComment("");
        var graphics = new SVGGraphics2D(context, true);
        graphics.setSVGCanvasSize(new Dimension(width, drawing.height()));
        // Paths lie between pixels; glyphs on pixels would only be spaced unevenly.
        graphics.setRenderingHint(RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
        drawing.draw(graphics, width);
        var root = graphics.getRoot();
        graphics.dispose();
        root.setAttribute("viewBox", "0 0 %d %d".formatted(width, drawing.height()));
        root.setAttribute("role", "img");
        root.setAttribute("aria-labelledby", "title description");
        addText(root, "desc", "description", description);
        addText(root, "title", "title", title);
        return written(root);
    }

    private static Document emptyDocument() {
        try {
            return DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .getDOMImplementation()
                    .createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("this JDK has no DOM", e);
        }
    }

    private static void addText(Element root, String name, String id, String text) {
        var element = root.getOwnerDocument().createElementNS(SVG, name);
        element.setAttribute("id", id);
        element.appendChild(root.getOwnerDocument().createTextNode(text));
        root.insertBefore(element, root.getFirstChild());
    }

    private static ByteString written(Element root) {
        var bytes = new BoundedBytes();
        try {
            var transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.ENCODING, "UTF-8");
            transformer.transform(new DOMSource(root), new StreamResult(bytes));
        } catch (TransformerException e) {
            throw tooLarge(e);
        }
        return bytes.content();
    }

    // The writer wraps what its stream throws.
    private static RuntimeException tooLarge(TransformerException failure) {
        Throwable cause = failure;
        while (cause != null) {
            if (cause instanceof StatusRuntimeException tooLarge) {
                return tooLarge;
            }
            cause = cause.getCause();
        }
        return new IllegalStateException("a DOM that cannot be written", failure);
    }
}
