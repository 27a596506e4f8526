//! In which language a caller is answered.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use telling::Lang;

/// `?lang=`, else `Accept-Language`, else English. A tag that is asked for and is of no language of the host comes back.
pub fn language<'q>(query: Option<&'q str>, headers: &HeaderMap) -> Result<Lang, &'q str> {
    let asked = query.unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("lang="));
    if let Some(tag) = asked {
        return Lang::of_tag(tag).ok_or(tag);
    }
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(preferred(accepted).unwrap_or_default())
}

/// The language that a header such as `fr, zh-CN;q=0.9, en;q=0.8` likes best of those that the host speaks.
fn preferred(accepted: &str) -> Option<Lang> {
    let weighted = accepted.split(',').filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let lang = Lang::of_tag(parts.next()?)?;
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
        (weight > 0.0).then_some((lang, weight))
    });
    // The first of those with the same weight.
    weighted.reduce(|best, next| if next.1 > best.1 { next } else { best }).map(|(lang, _)| lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_liked_best() {
        for (header, lang) in [
            ("zh-CN", Some(Lang::Zh)),
            ("en-GB,en;q=0.9,zh;q=0.8", Some(Lang::En)),
            ("fr, en;q=0.2, zh-CN;q=0.9", Some(Lang::Zh)),
            ("zh;q=0, en;q=0.1", Some(Lang::En)),
            ("zh;q=x", None),
            ("*", None),
            ("", None),
        ] {
            assert_eq!(preferred(header), lang, "{header}");
        }
    }
}
