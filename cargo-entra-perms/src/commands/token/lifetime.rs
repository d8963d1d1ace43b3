//! The time after which a token expires.

use std::time::Duration;

use crate::error::Failure;

/// The longest time. A token that was forgotten in a script must end at some time.
const MAX_DAYS: u64 = 30;
const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// Reads a number with a unit, such as `10m`.
pub(super) fn read(written: &str) -> Result<Duration, Failure> {
    let failure = || {
        Failure::new(format_args!("`{written}` is not a time for `--expires-in`")).help(
            format_args!("write a number and `s`, `m`, `h` or `d`, up to `{MAX_DAYS}d`: `10m`"),
        )
    };
    let (number, unit) =
        written.split_at_checked(written.len().saturating_sub(1)).ok_or_else(failure)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => SECONDS_OF_A_DAY,
        _ => return Err(failure()),
    };
    // `parse` also accepts a sign.
    let is_number = number.chars().all(|c| c.is_ascii_digit());
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    match seconds {
        Some(seconds @ 1..) if is_number && seconds <= MAX_DAYS * SECONDS_OF_A_DAY => {
            Ok(Duration::from_secs(seconds))
        }
        Some(_) | None => Err(failure()),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_time_is_a_number_with_a_unit() {
        for (written, seconds) in [("1s", 1), ("10m", 600), ("1h", 3_600), ("30d", 2_592_000)] {
            assert_eq!(read(written).unwrap().as_secs(), seconds, "{written}");
        }
        for bad in ["", "h", "1", "0s", "-1h", "+1h", "1.5h", "1 h", "31d", "1w", "9é"] {
            assert!(read(bad).is_err(), "{bad}");
        }
        for bad in ["721h", "18446744073709551615d", "99999999999999999999s"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
