package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.BarFigure;
import dev.trailtally.report.chart.figure.Counts;
import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.CategoryTextAnnotation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.StackedBarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.DefaultCategoryDataset;

/** Horizontal bars with their numbers, in parts. */
record BarDrawing(BarFigure figure, Look look) {

    private static final double ROW_HEIGHT = 27;
    private static final double MIN_ROW_HEIGHT = 17;

    /** A row or part by its place: two of them may have the same label. */
    private record Place(int index, String label) implements Comparable<Place> {

        @Override
        public int compareTo(Place other) {
            return Integer.compare(index, other.index);
        }

        @Override
        public String toString() {
            return label;
        }
    }

    static Drawing of(BarFigure figure, Look look) {
        var whole = new BarDrawing(figure, look);
        var margins = whole.frame().margins(whole.chart(0));
        int height = look.height(
                Math.clamp(margins.height() + figure.rowCount() * look.px(ROW_HEIGHT), look.px(200), Style.MAX_SIZE));
        int rows = (int) ((height - margins.height()) / look.px(MIN_ROW_HEIGHT));
        var fitting = new BarDrawing(figure.withRows(Math.max(2, rows)), look);
        return new Drawing(fitting.chart(look.style().width() - margins.width()), height);
    }

    private Frame frame() {
        return new Frame(look, figure.heading());
    }

    /** With space for the numbers behind bars in a plot of the given width. */
    private JFreeChart chart(double plotWidth) {
        var dataset = new DefaultCategoryDataset();
        var renderer = renderer();
        var counts = new CountAxis(look, upperBound(plotWidth), plotWidth / look.px(90));
        var plot = new CategoryPlot(dataset, labelAxis(), counts, renderer);
        plot.setOrientation(PlotOrientation.HORIZONTAL);
        plot.setRangeGridlinePaint(look.gridLine());
        plot.setRangeGridlineStroke(CountAxis.LINE);
        fill(dataset);
        addNumbers(plot);
        return frame().around(plot, keys());
    }

    private CategoryAxis labelAxis() {
        var axis = new CategoryAxis();
        axis.setTickLabelFont(look.textFont());
        axis.setTickLabelPaint(look.text());
        axis.setTickLabelInsets(new RectangleInsets(0, 0, 0, look.px(8)));
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        axis.setCategoryMargin(0.28);
        axis.setLowerMargin(0.14 / figure.rowCount());
        axis.setUpperMargin(0.14 / figure.rowCount());
        axis.setMaximumCategoryLabelWidthRatio(1f);
        return axis;
    }

    private StackedBarRenderer renderer() {
        var renderer = new StackedBarRenderer();
        renderer.setBarPainter(new StandardBarPainter());
        renderer.setShadowVisible(false);
        renderer.setDrawBarOutline(false);
        renderer.setMaximumBarWidth(1);
        for (int part = 0; part < figure.parts().size(); part++) {
            renderer.setSeriesPaint(part, look.part(part));
        }
        renderer.setSeriesPaint(figure.parts().size(), look.other());
        return renderer;
    }

    private void fill(DefaultCategoryDataset dataset) {
        for (int row = 0; row < figure.bars().size(); row++) {
            var bar = figure.bars().get(row);
            var place = new Place(row, label(bar.label()));
            for (int part = 0; part < bar.events().size(); part++) {
                dataset.addValue((double) bar.events().get(part), new Place(part, ""), place);
            }
            dataset.addValue((double) bar.otherEvents(), new Place(bar.events().size(), ""), place);
        }
        if (!figure.rest().isEmpty()) {
            var other = new Place(figure.parts().size(), "");
            var place = new Place(figure.bars().size(), figure.rest().label());
            dataset.addValue(shownRest(), other, place);
        }
    }

    private String label(String text) {
        return look.fit(text, look.textFont(), look.style().width() * 0.36);
    }

    private void addNumbers(CategoryPlot plot) {
        var dataset = plot.getDataset();
        for (int row = 0; row < figure.rowCount(); row++) {
            boolean rest = row == figure.bars().size();
            double length = length(row);
            var number = new CategoryTextAnnotation("  " + number(row), dataset.getColumnKey(row), length);
            number.setFont(look.smallFont());
            number.setPaint(rest ? look.mutedText() : look.text());
            number.setTextAnchor(TextAnchor.CENTER_LEFT);
            plot.addAnnotation(number);
        }
    }

    private String number(int row) {
        if (row < figure.bars().size()) {
            return Counts.text(figure.bars().get(row).total());
        }
        var number = Counts.text(figure.rest().eventCount());
        return shownRest() < figure.rest().eventCount() ? number + " (bar shortened)" : number;
    }

    private double length(int row) {
        return row < figure.bars().size() ? (double) figure.bars().get(row).total() : shownRest();
    }

    // A rest many times as long as the longest bar would make the others invisible.
    private double shownRest() {
        return (double) Math.min(figure.rest().eventCount(), figure.longestBar());
    }

    /** Where the longest number ends. */
    private double upperBound(double plotWidth) {
        double bound = 1;
        for (int row = 0; row < figure.rowCount(); row++) {
            double length = length(row);
            double share = 1 - (look.widthOf("  " + number(row), look.smallFont()) + look.px(4)) / plotWidth;
            bound = Math.max(bound, share > 0.2 ? length / share : length);
        }
        return bound;
    }

    private List<Frame.Key> keys() {
        if (figure.parts().size() < 2) {
            return List.of();
        }
        var keys = new ArrayList<Frame.Key>();
        for (int part = 0; part < figure.parts().size(); part++) {
            keys.add(new Frame.Key(figure.parts().get(part), look.part(part)));
        }
        if (figure.hasOther() || !figure.rest().isEmpty()) {
            keys.add(new Frame.Key("other", look.other()));
        }
        return keys;
    }
}
