//! Single values of a county's files: each is read from its text, or the words say why it is none.

use std::fmt::Display;
use std::ops::RangeInclusive;

use domain::characters;
use domain::county::{Position, geometry};
use domain::limits::{CODE_BYTES_MAX, NUMBER_DIGITS_MAX, TEXT_BYTES_MAX, WHOLE_NUMBER_MAX};
use jiff::civil::Date;

/// What a position is, for those who took another order or another system.
pub(crate) const WGS84: &str = "WGS 84: longitude is -180 to 180, latitude -90 to 90, in this order";

/// A text that is fit to be shown.
pub(crate) fn text(text: &str) -> Result<&str, String> {
    if text.is_empty() {
        return Err("is empty".to_owned());
    }
    if text.trim() != text {
        return Err(format!("`{text}` begins or ends with a space"));
    }
    if let Some(c) = characters::unwanted_in_name(text) {
        return Err(format!(
            "`{}` holds {}, a character that does not show",
            text.escape_debug(),
            characters::named(c)
        ));
    }
    if text.len() > TEXT_BYTES_MAX {
        return Err(format!("is {} bytes long, and {TEXT_BYTES_MAX} is the limit", text.len()));
    }
    Ok(text)
}

pub(crate) fn code(text: &str) -> Result<&str, String> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    let fine = !text.is_empty() && text.len() <= CODE_BYTES_MAX && text.bytes().all(fits);
    let fault = || format!("`{text}` is not a code: 1 to {CODE_BYTES_MAX} of a-z, A-Z, 0-9, `-`, `_` and `.`");
    fine.then_some(text).ok_or_else(fault)
}

/// A code of GB/T 2260 with this many digits.
pub(crate) fn digits(text: &str, count: usize) -> Result<&str, String> {
    let fine = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    fine.then_some(text).ok_or_else(|| format!("`{text}` is not a code of {count} digits"))
}

/// A code stands below its parent's.
pub(crate) fn below(code: &str, parent: &str, noun: &str) -> Result<(), String> {
    let fault = || format!("`{code}` does not begin with the code of its {noun}, `{parent}`");
    code.starts_with(parent).then_some(()).ok_or_else(fault)
}

pub(crate) fn flag(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(no_flag(text)),
    }
}

pub(crate) fn no_flag(shown: impl Display) -> String {
    format!("`{shown}` is neither `true` nor `false`")
}

/// A finite number in plain or scientific notation; none of the words that `f64` would take.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E'));
    let number = text.parse().ok().filter(|number: &f64| plain && number.is_finite());
    let number = number.ok_or_else(|| format!("`{text}` is not a finite number"))?;
    let unsigned = text.trim_start_matches(['-', '+']);
    let mantissa = unsigned.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    // A code that is written as a number would come back as another text.
    if unsigned.len() > 1 && unsigned.starts_with('0') && !unsigned.starts_with("0.") {
        Err(format!("`{text}` is a number with a zero before it; what is a code is a text"))
    } else if digits > NUMBER_DIGITS_MAX || (number.fract() == 0.0 && number.abs() > WHOLE_NUMBER_MAX as f64) {
        Err(format!("`{text}` has more digits than a number keeps; what is a code is a text"))
    } else {
        Ok(number)
    }
}

/// The number, if there is one and it is in range.
pub(crate) fn whole(number: Option<u32>, shown: impl Display, range: RangeInclusive<u32>) -> Result<u32, String> {
    let fine = number.filter(|number| range.contains(number));
    let (least, most) = range.into_inner();
    fine.ok_or_else(|| format!("`{shown}` is not a whole number from {least} to {most}"))
}

/// Exactly `YYYY-MM-DD`.
pub(crate) fn date(text: &str) -> Result<Date, String> {
    let form = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = form.then(|| text.parse().ok()).flatten();
    date.ok_or_else(|| format!("`{text}` is not a date like 2022-09-01"))
}

pub(crate) fn position((lon, lat): Position) -> Result<Position, String> {
    let fine = geometry::is_wgs84((lon, lat));
    fine.then_some((lon, lat)).ok_or_else(|| format!("{lon}, {lat} is no position in {WGS84}"))
}
