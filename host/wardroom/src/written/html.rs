//! A page that is one file: it asks for nothing from elsewhere, needs no script, and prints on A4.

use std::fmt::Write;

use domain::characters;

use crate::lang::Lang;

const STYLE: &str = include_str!("page.css");

/// A page, put together from its top to its end.
pub struct Page {
    body: String,
}

/// A text as it stands in a page: nothing in it is markup, and nothing in it turns the line around.
fn escaped(text: &str) -> String {
    let text = characters::on_one_line(text);
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

impl Page {
    pub fn new() -> Page {
        Page { body: String::new() }
    }

    /// An element that holds a text: `h1`, `p`; with a class if it has one.
    pub fn text(&mut self, element: &str, class: &str, text: &str) {
        let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
        // Writing to memory can't fail.
        let _ = writeln!(self.body, "<{element}{class}>{}</{element}>", escaped(text));
    }

    /// A drawing below its caption, kept together on paper.
    pub fn drawing(&mut self, caption: &str, svg: &str) {
        let _ = writeln!(self.body, "<figure><figcaption>{}</figcaption>\n{svg}</figure>", escaped(caption));
    }

    /// A table; `numbers` names the columns to be set right. A row of few cases is grey.
    pub fn table(&mut self, heading: &[&str], numbers: &[usize], rows: &[(Vec<String>, bool)]) {
        self.body.push_str("<table><thead><tr>");
        let cell = |element: &str, nth: usize, text: &str| {
            let class = if numbers.contains(&nth) { " class=\"n\"" } else { "" };
            format!("<{element}{class}>{}</{element}>", escaped(text))
        };
        heading.iter().enumerate().for_each(|(nth, text)| self.body.push_str(&cell("th", nth, text)));
        self.body.push_str("</tr></thead>\n<tbody>\n");
        for (cells, few) in rows {
            self.body.push_str(if *few { "<tr class=\"few\">" } else { "<tr>" });
            cells.iter().enumerate().for_each(|(nth, text)| self.body.push_str(&cell("td", nth, text)));
            self.body.push_str("</tr>\n");
        }
        self.body.push_str("</tbody></table>\n");
    }

    pub fn html(self, title: &str, lang: Lang) -> String {
        let (lang, title) = (lang.tag(), escaped(title));
        let policy = "default-src 'none'; style-src 'unsafe-inline'";
        format!(
            "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n<title>{title}</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
            self.body
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_markup() {
        let mut page = Page::new();
        page.text("h1", "", "<script>alert('x')</script> & \u{202e}\"");
        page.table(&["a", "n"], &[1], &[(vec!["<b>".to_owned(), "1".to_owned()], true)]);
        let html = page.html("</title>", Lang::Zh);
        assert!(!html.contains("<script") && !html.contains("<b>") && !html.contains('\u{202e}'), "{html}");
        assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; "), "{html}");
        assert!(html.contains("<tr class=\"few\"><td>&lt;b&gt;</td><td class=\"n\">1</td></tr>"), "{html}");
        assert!(html.contains("<html lang=\"zh-CN\">") && html.contains("<title>&lt;/title&gt;</title>"), "{html}");
    }
}
