package dev.trailtally.report.chart.drawing;

import dev.trailtally.report.chart.figure.Counts;
import dev.trailtally.report.chart.figure.GridFigure;
import java.awt.Color;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYBlockRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.DefaultXYZDataset;

/** A field of colour for each account and service; with the number if there is space. */
record GridDrawing(GridFigure figure, Look look, Viridis colors) {

    private static final double ROW_HEIGHT = 25;
    private static final double MAX_COLUMN_WIDTH = 120;
    private static final double MIN_CELL = 18;
    private static final double GAP = 1.5;

    static Drawing of(GridFigure figure, Look look) {
        var whole = new GridDrawing(figure, look);
        var margins = whole.frame().margins(whole.chart(1, 1, 0));
        double room = look.style().width() - margins.width();
        int height = look.height(Math.clamp(
                margins.height() + figure.accounts().size() * look.px(ROW_HEIGHT), look.px(200), Style.MAX_SIZE));
        int rows = (int) ((height - margins.height()) / look.px(MIN_CELL));
        var fitting =
                new GridDrawing(figure.within(Math.max(2, rows), Math.max(2, (int) (room / look.px(MIN_CELL)))), look);
        double column = Math.min(room / fitting.figure.services().size(), look.px(MAX_COLUMN_WIDTH));
        double unused = room - column * fitting.figure.services().size();
        double row = (height - margins.height()) / fitting.figure.accounts().size();
        return new Drawing(fitting.chart(column, row, unused), height);
    }

    private GridDrawing(GridFigure figure, Look look) {
        this(
                figure,
                look,
                new Viridis(
                        Math.max(1, decades(figure.mostEvents())), !look.style().dark()));
    }

    private static double decades(long events) {
        return Math.log10((double) events);
    }

    private Frame frame() {
        return new Frame(look, figure.heading());
    }

    private JFreeChart chart(double columnWidth, double rowHeight, double unused) {
        var plot = new XYPlot(
                dataset(),
                axis(figure.services(), 0.16),
                axis(figure.accounts(), 0.24),
                renderer(columnWidth, rowHeight));
        plot.setDomainAxisLocation(AxisLocation.TOP_OR_LEFT);
        plot.getDomainAxis().setVerticalTickLabels(!fitsAcross(columnWidth));
        plot.getRangeAxis().setInverted(true);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinesVisible(false);
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        addNumbers(plot, columnWidth);
        var chart = frame().around(plot, List.of());
        plot.setInsets(new RectangleInsets(0, 0, 0, unused));
        chart.addSubtitle(new ColorKey(look, colors).legend());
        return chart;
    }

    private boolean fitsAcross(double columnWidth) {
        return figure.services().stream()
                .allMatch(name -> look.widthOf(name, look.textFont()) < columnWidth - look.px(6));
    }

    private SymbolAxis axis(List<String> names, double share) {
        var labels = names.stream()
                .map(name -> look.fit(name, look.textFont(), look.style().width() * share))
                .toArray(String[]::new);
        var axis = new SymbolAxis(null, labels);
        axis.setRange(-0.5, labels.length - 0.5);
        axis.setGridBandsVisible(false);
        axis.setTickLabelFont(look.textFont());
        axis.setTickLabelPaint(look.text());
        axis.setTickLabelInsets(new RectangleInsets(0, look.px(2), 0, look.px(6)));
        axis.setAxisLineVisible(false);
        axis.setTickMarksVisible(false);
        return axis;
    }

    private DefaultXYZDataset dataset() {
        int columns = figure.services().size();
        int cells = figure.accounts().size() * columns;
        var values = new double[3][cells];
        for (int cell = 0; cell < cells; cell++) {
            values[0][cell] = cell % columns;
            values[1][cell] = Math.floorDiv(cell, columns);
            long events = figure.events().get(cell / columns).get(cell % columns);
            values[2][cell] = events == 0 ? -1 : decades(events);
        }
        var dataset = new DefaultXYZDataset();
        dataset.addSeries("events", values);
        return dataset;
    }

    private XYBlockRenderer renderer(double columnWidth, double rowHeight) {
        var renderer = new XYBlockRenderer();
        renderer.setBlockWidth(1 - Math.min(0.5, look.px(GAP) / columnWidth));
        renderer.setBlockHeight(1 - Math.min(0.5, look.px(GAP) / rowHeight));
        renderer.setPaintScale(new CellColors(colors, look.emptyCell()));
        return renderer;
    }

    private void addNumbers(XYPlot plot, double columnWidth) {
        double widest = figure.events().stream()
                .flatMap(List::stream)
                .mapToDouble(events -> look.widthOf(Counts.brief((double) events), look.smallFont()))
                .max()
                .orElse(0);
        if (columnWidth < widest + look.px(10)) {
            return;
        }
        for (int row = 0; row < figure.accounts().size(); row++) {
            for (int column = 0; column < figure.services().size(); column++) {
                addNumber(plot, row, column);
            }
        }
    }

    private void addNumber(XYPlot plot, int row, int column) {
        long events = figure.events().get(row).get(column);
        if (events == 0) {
            return;
        }
        var number = new XYTextAnnotation(Counts.brief((double) events), column, row);
        number.setFont(look.smallFont());
        number.setPaint(readableOn(colors.color(decades(events))));
        plot.addAnnotation(number);
    }

    private static Color readableOn(Color color) {
        double lightness = 0.299 * color.getRed() + 0.587 * color.getGreen() + 0.114 * color.getBlue();
        return lightness > 130 ? Color.BLACK : Color.WHITE;
    }
}
