//! Bars as SVG that stands in a page: drawn by `plotters`, without fonts of its own.

use std::fmt::Display;

use plotters::coord::Shift;
use plotters::prelude::*;

/// Bars beside each other over one label. One of few cases is drawn grey.
pub struct Bars {
    pub label: String,
    pub values: Vec<Option<u64>>,
    pub few: bool,
}

/// Blue, and a lighter one beside it.
const COLOURS: [RGBColor; 2] = [RGBColor(31, 78, 121), RGBColor(120, 160, 205)];
const FEW: [RGBColor; 2] = [RGBColor(150, 150, 150), RGBColor(200, 200, 200)];
const SIZE: (u32, u32) = (680, 200);

/// The values as bars. `None`: there is nothing to be drawn.
pub fn bars(bars: &[Bars]) -> Result<Option<String>, String> {
    if bars.iter().flat_map(|of| &of.values).flatten().all(|value| *value == 0) {
        return Ok(None);
    }
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, SIZE).into_drawing_area();
        draw(&area, bars).map_err(|error| error.to_string())?;
    }
    Ok(Some(svg))
}

fn draw(area: &DrawingArea<SVGBackend<'_>, Shift>, bars: &[Bars]) -> Result<(), impl Display + use<>> {
    let most = bars.iter().flat_map(|of| &of.values).flatten().max().copied().unwrap_or_default();
    let labels = |at: &SegmentValue<usize>| match at {
        SegmentValue::CenterOf(nth) => bars.get(*nth).map(|of| of.label.clone()).unwrap_or_default(),
        SegmentValue::Exact(_) | SegmentValue::Last => String::new(),
    };
    let mut chart = ChartBuilder::on(area)
        .margin(6)
        .x_label_area_size(26)
        .y_label_area_size(54)
        .build_cartesian_2d((0..bars.len().saturating_sub(1)).into_segmented(), 0..most.max(1))?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .x_labels(bars.len().max(1))
        .x_label_formatter(&labels)
        .y_labels(5)
        .label_style(("sans-serif", 11))
        .draw()?;
    // Of the width of a label, a tenth stays free on either side.
    let width = (SIZE.0 - 66) / bars.len().max(1) as u32;
    for (nth, of) in bars.iter().enumerate() {
        let count = of.values.len().max(1) as u32;
        let each = width * 8 / 10 / count;
        let rectangles = (0..).zip(&of.values).filter_map(|(place, value): (u32, _)| {
            let value = (*value)?;
            let colours = if of.few { FEW } else { COLOURS };
            let colour = colours[place as usize % colours.len()];
            let ends = [(SegmentValue::Exact(nth), 0), (SegmentValue::Exact(nth + 1), value)];
            let left = width / 10 + place * each;
            let mut rectangle = Rectangle::new(ends, colour.filled());
            rectangle.set_margin(0, 0, left, width.saturating_sub(left + each));
            Some(rectangle)
        });
        chart.draw_series(rectangles)?;
    }
    area.present()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_drawn_with_their_labels_and_grey_where_there_are_few_cases() {
        let of = |label: &str, n, few| Bars { label: label.to_owned(), values: vec![Some(n), None], few };
        let svg = bars(&[of("鳌阳", 7, false), of("<b>", 2, true)]).unwrap().unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{svg}");
        assert!(svg.contains("鳌阳") && svg.contains("&lt;b&gt;") && !svg.contains("<b>"), "{svg}");
        assert!(svg.contains("#1F4E79") && svg.contains("#969696"), "{svg}");
        assert_eq!((bars(&[]), bars(&[of("a", 0, true)])), (Ok(None), Ok(None)));
        assert!(bars(&[of("a", 1, true)]).unwrap().is_some());
    }
}
