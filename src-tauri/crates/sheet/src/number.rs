//! Numbers and dates as a person sees them in a cell.

/// How a number is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// As it is.
    #[default]
    Number,
    /// Of a hundred.
    Percent,
    /// Days since the end of 1899, as a date, a time or both.
    Date,
}

/// How the built-in format of that number is shown (ECMA-376, 18.8.30, with the East Asian ones).
pub(crate) const fn built_in(id: u32) -> Shown {
    match id {
        9 | 10 => Shown::Percent,
        14..=22 | 27..=36 | 45..=47 | 50..=58 => Shown::Date,
        _ => Shown::Number,
    }
}

/// How a format of the file's own is shown.
pub(crate) fn of_code(code: &str) -> Shown {
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                letters.by_ref().find(|end| *end == '"');
            }
            '[' => {
                let inside: String = letters.by_ref().take_while(|end| *end != ']').collect();
                // Hours, minutes or seconds that have passed, beyond a day.
                if !inside.is_empty() && inside.chars().all(|unit| matches!(unit, 'h' | 'm' | 's')) {
                    return Shown::Date;
                }
            }
            '\\' | '_' | '*' => {
                letters.next();
            }
            // The first section is the one for positive numbers.
            ';' => break,
            '%' => return Shown::Percent,
            'y' | 'Y' | 'm' | 'M' | 'd' | 'D' | 'h' | 'H' | 's' | 'S' | '年' | '月' | '日' => return Shown::Date,
            // `General` holds letters of dates.
            'G' | 'g' => break,
            _ => {}
        }
    }
    Shown::Number
}

/// A number's text: whole numbers without a point, fractions to the 15 digits that spreadsheet programs keep, never an
/// exponent where a person would not expect one.
pub(crate) fn plain(value: f64) -> String {
    if !value.is_finite() {
        return value.to_string();
    }
    // Rounded as it is shown: 0.1 + 0.2 is 0.3 in a cell.
    let rounded = format!("{value:.14e}");
    let (digits, power) = rounded.split_once('e').unwrap_or((&rounded, "0"));
    let power: i32 = power.parse().unwrap_or(0);
    if !(-15..=30).contains(&power) {
        return value.to_string();
    }
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    if digits.is_empty() {
        return "0".to_owned();
    }
    let point = power + 1;
    if point <= 0 {
        return format!("{sign}0.{}{digits}", "0".repeat(point.unsigned_abs() as usize));
    }
    match digits.split_at_checked(point as usize) {
        Some((whole, "")) => format!("{sign}{whole}"),
        Some((whole, fraction)) => format!("{sign}{whole}.{fraction}"),
        None => format!("{sign}{digits:0<width$}", width = point as usize),
    }
}

/// A number's text under its format; with `since_1904` days count from the first of 1904.
pub(crate) fn seen(value: f64, shown: Shown, since_1904: bool) -> String {
    match shown {
        Shown::Number => plain(value),
        Shown::Percent => format!("{}%", plain(value * 100.0)),
        Shown::Date => date(value, since_1904).unwrap_or_else(|| plain(value)),
    }
}

fn date(serial: f64, since_1904: bool) -> Option<String> {
    // The end of 9999.
    if !(0.0..2_958_466.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let (mut days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let time = match (second / 3600, second / 60 % 60, second % 60) {
        (hour, minute, 0) => format!("{hour:02}:{minute:02}"),
        (hour, minute, second) => format!("{hour:02}:{minute:02}:{second:02}"),
    };
    if days == 0 && !since_1904 {
        return Some(time);
    }
    // 1900 is a leap year there: day 60 never was.
    days += match (since_1904, days) {
        (true, _) => 1462,
        (false, ..60) => 1,
        (false, _) => 0,
    };
    let (year, month, day) = civil(days - 25_569);
    let date = format!("{year:04}-{month:02}-{day:02}");
    Some(if second == 0 { date } else { format!("{date} {time}") })
}

/// The civil date of a day since 1970 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rstest::rstest;

    #[rstest]
    #[case(199.0, "199")]
    #[case(199.5, "199.5")]
    #[case(0.1 + 0.2, "0.3")]
    #[case(6_901_234_567_892.0, "6901234567892")]
    #[case(0.05, "0.05")]
    #[case(-12.30, "-12.3")]
    #[case(1e15, "1000000000000000")]
    #[case(0.0, "0")]
    #[case(
        1e300,
        "1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
    )]
    fn numbers_are_plain(#[case] value: f64, #[case] text: &str) {
        assert_eq!(plain(value), text);
    }

    #[rstest]
    #[case(46_348.0, false, "2026-11-22")]
    #[case(46_348.0 + 20.5 / 24.0, false, "2026-11-22 20:30")]
    #[case(0.75, false, "18:00")]
    #[case(1.0, false, "1900-01-01")]
    #[case(61.0, false, "1900-03-01")]
    #[case(44_886.0, true, "2026-11-22")]
    #[case(-1.0, false, "-1")]
    #[case(1e9, false, "1000000000")]
    fn dates_are_dates(#[case] serial: f64, #[case] since_1904: bool, #[case] text: &str) {
        assert_eq!(seen(serial, Shown::Date, since_1904), text);
    }

    #[rstest]
    #[case("General", Shown::Number)]
    #[case("0.00_ ", Shown::Number)]
    #[case("\"¥\"#,##0.00;[Red]\\-\"¥\"#,##0.00", Shown::Number)]
    #[case("0.0%", Shown::Percent)]
    #[case("yyyy\"年\"m\"月\"d\"日\"", Shown::Date)]
    #[case("[$-804]yyyy/m/d", Shown::Date)]
    #[case("[h]:mm", Shown::Date)]
    #[case("[DBNull]0", Shown::Number)]
    #[case("@", Shown::Number)]
    fn formats_tell_dates_from_numbers(#[case] code: &str, #[case] shown: Shown) {
        assert_eq!(of_code(code), shown);
    }

    #[test]
    fn percent_is_of_a_hundred() {
        assert_eq!(seen(0.35, Shown::Percent, false), "35%");
    }

    proptest! {
        #[test]
        fn prices_read_back(fen in 0..10_000_000_000_i64) {
            let text = plain(fen as f64 / 100.0);
            prop_assert_eq!((text.parse::<f64>().unwrap() * 100.0).round() as i64, fen);
            prop_assert!(!text.contains('e'));
        }

        #[test]
        fn no_number_panics(bits: u64) {
            for shown in [Shown::Number, Shown::Percent, Shown::Date] {
                let _ = seen(f64::from_bits(bits), shown, bits % 2 == 0);
            }
        }
    }
}
