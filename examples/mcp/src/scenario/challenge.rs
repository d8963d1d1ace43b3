//! The header `WWW-Authenticate` of a refusal.

/// The header, with one parameter in a line.
pub(super) fn lines(challenge: &str) -> Vec<String> {
    let count = challenge.matches("\", ").count();
    let parameters = challenge.split("\", ").enumerate();
    parameters
        .map(
            |(i, parameter)| {
                if i < count { format!("{parameter}\",") } else { parameter.to_owned() }
            },
        )
        .collect()
}

/// Returns the scopes that the challenge names, by their full names. A client requests them.
pub(super) fn scopes(challenge: &str) -> Vec<&str> {
    let Some((_, rest)) = challenge.split_once("scope=\"") else { return Vec::new() };
    rest.split('"').next().unwrap_or(rest).split(' ').collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHALLENGE: &str =
        r#"Bearer error="insufficient_scope", scope="api://a/A.Read api://a/B.Read", realm="c""#;

    #[test]
    fn each_parameter_has_a_line() {
        let expected = [
            r#"Bearer error="insufficient_scope","#,
            r#"scope="api://a/A.Read api://a/B.Read","#,
            r#"realm="c""#,
        ];
        assert_eq!(lines(CHALLENGE), expected);
        assert_eq!(lines("Bearer"), ["Bearer"]);
    }

    #[test]
    fn the_scopes_are_found() {
        assert_eq!(scopes(CHALLENGE), ["api://a/A.Read", "api://a/B.Read"]);
        assert_eq!(scopes("Bearer error=\"insufficient_scope\""), [""; 0]);
    }
}
