//! The check that tokens have the claims about agents that a condition needs.
//!
//! If a registration does not request the claims, no token says whether an agent acts. The guard
//! would deny every caller.

use crate::model::{AgentClaim, AppRegistration};
use crate::requirement::const_message::Message;
use crate::requirement::{By, Conditions};

/// The number of registrations that a message names. The remedy must fit behind them.
const MAX_REGISTRATIONS: usize = 6;

/// Returns the text of the build error, or `None` if every registration requests the claims that
/// the conditions need.
pub(super) const fn defect(
    conditions: Conditions,
    registrations: &[AppRegistration],
) -> Option<Message> {
    let Some(condition) = condition_that_needs_them(conditions) else { return None };
    let missing = Missing::in_any(registrations);
    if missing.is_none() {
        return None;
    }
    let message = Message::new("`")
        .text(condition)
        .text("` needs claims that the tokens of this API lack");
    let message = add_registrations(message, registrations);
    Some(add_remedy(message, missing))
}

const fn condition_that_needs_them(conditions: Conditions) -> Option<&'static str> {
    match (conditions.by(), conditions.agents()) {
        (Some(by @ By::Person), _) => Some(by.as_written()),
        (_, Some(agents)) => Some(agents.as_written()),
        (Some(By::User | By::App) | None, None) => None,
    }
}

/// The claims that are not requested.
#[derive(Clone, Copy)]
struct Missing {
    actor_facets: bool,
    subject_facets: bool,
    blueprint: bool,
}

impl Missing {
    const fn in_registration(registration: &AppRegistration) -> Self {
        let mut missing = Self { actor_facets: true, subject_facets: true, blueprint: true };
        let mut requested = registration.agent_claims;
        while let [claim, rest @ ..] = requested {
            match claim {
                AgentClaim::ActorFacets => missing.actor_facets = false,
                AgentClaim::SubjectFacets => missing.subject_facets = false,
                AgentClaim::Blueprint => missing.blueprint = false,
            }
            requested = rest;
        }
        missing
    }

    /// Returns the claims that one of the registrations does not request.
    const fn in_any(mut registrations: &[AppRegistration]) -> Self {
        let mut missing = Self { actor_facets: false, subject_facets: false, blueprint: false };
        while let [registration, rest @ ..] = registrations {
            let here = Self::in_registration(registration);
            missing.actor_facets |= here.actor_facets;
            missing.subject_facets |= here.subject_facets;
            missing.blueprint |= here.blueprint;
            registrations = rest;
        }
        missing
    }

    const fn is_none(self) -> bool {
        !(self.actor_facets || self.subject_facets || self.blueprint)
    }

    const fn contains(self, claim: AgentClaim) -> bool {
        match claim {
            AgentClaim::ActorFacets => self.actor_facets,
            AgentClaim::SubjectFacets => self.subject_facets,
            AgentClaim::Blueprint => self.blueprint,
        }
    }

    /// Writes each claim between two texts, and a separator between two claims.
    const fn add(self, message: Message, before: &str, after: &str, separator: &str) -> Message {
        let mut message = message;
        let mut is_first = true;
        let mut claims: &[AgentClaim] = &AgentClaim::ALL;
        while let [claim, rest @ ..] = claims {
            if self.contains(*claim) {
                message = if is_first { message } else { message.text(separator) };
                message = message.text(before).text(claim.name()).text(after);
                is_first = false;
            }
            claims = rest;
        }
        message
    }
}

/// Says for each registration which claims it does not request.
const fn add_registrations(mut message: Message, registrations: &[AppRegistration]) -> Message {
    let has_several = registrations.len() > 1;
    let mut rest = registrations;
    let mut count = 0;
    while let [registration, others @ ..] = rest {
        rest = others;
        let missing = Missing::in_registration(registration);
        if missing.is_none() {
            continue;
        }
        if count == MAX_REGISTRATIONS {
            return message.note("other registrations do not request all of the claims, either");
        }
        count += 1;
        message = add_name(message.note(""), registration).text(" does not request ");
        message = missing.add(message, "`", "`", ", ");
        // Several environments often have one name.
        if has_several
            && let (Some(_), Some(id)) = (registration.display_name, registration.client_id)
        {
            message = message.text("\n      its client id is ").text(id);
        }
    }
    message
}

const fn add_name(message: Message, registration: &AppRegistration) -> Message {
    match (registration.display_name, registration.client_id) {
        (Some(name), _) => message.text("`").foreign_text(name).text("`"),
        (None, Some(id)) => message.text("the registration ").text(id),
        (None, None) => message.text("the registration"),
    }
}

const fn add_remedy(message: Message, missing: Missing) -> Message {
    let message = message.help(
        "add to `accessToken` of `optionalClaims` in Entra, and export the manifest again:\n",
    );
    missing
        .add(message, "      {\"name\": \"", "\", \"essential\": false}", ",\n")
        .help("pass the time of this change to `TokenValidatorBuilder::agent_claims_since`:\n")
        .text("      tokens that were issued before it lack the claims for up to a day")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::AgentRule;
    use crate::model::AgentClaim::{ActorFacets, Blueprint, SubjectFacets};

    const PERSON: Conditions = Conditions::NONE.with_by(By::Person);
    const COMPLETE: AppRegistration =
        AppRegistration::new(Some("id-1"), &[], None).with_agent_claims(&AgentClaim::ALL);

    const fn registration(
        id: Option<&'static str>,
        claims: &'static [AgentClaim],
    ) -> AppRegistration {
        AppRegistration::new(id, &[], None).with_agent_claims(claims)
    }

    #[track_caller]
    fn text(conditions: Conditions, registrations: &[AppRegistration]) -> String {
        defect(conditions, registrations)
            .expect("claims are missing")
            .as_str()
            .to_owned()
    }

    #[track_caller]
    fn notes(registrations: &[AppRegistration]) -> Vec<String> {
        let text = text(PERSON, registrations);
        let notes = text.lines().filter(|line| line.starts_with("note:"));
        notes.map(str::to_owned).collect()
    }

    const EVERY_CONDITION: [Conditions; 12] = {
        const fn with(agents: Option<AgentRule>, by: Option<By>) -> Conditions {
            let conditions = match by {
                Some(by) => Conditions::NONE.with_by(by),
                None => Conditions::NONE,
            };
            match agents {
                Some(agents) => conditions.with_agents(agents),
                None => conditions,
            }
        }
        let never = Some(AgentRule::Never);
        let only = Some(AgentRule::Only);
        [
            with(None, None),
            with(None, Some(By::User)),
            with(None, Some(By::App)),
            with(None, Some(By::Person)),
            with(never, None),
            with(never, Some(By::User)),
            with(never, Some(By::App)),
            with(never, Some(By::Person)),
            with(only, None),
            with(only, Some(By::User)),
            with(only, Some(By::App)),
            with(only, Some(By::Person)),
        ]
    };

    #[test]
    fn conditions_about_agents_need_all_claims_of_each_registration() {
        for conditions in EVERY_CONDITION {
            let needs_them = conditions.by() == Some(By::Person) || conditions.agents().is_some();
            for (registrations, is_complete) in [
                (&[COMPLETE] as &[_], true),
                (&[COMPLETE, registration(None, &[Blueprint, SubjectFacets, ActorFacets])], true),
                (&[COMPLETE, registration(None, &[])], false),
                (&[registration(None, &[]), COMPLETE], false),
                (&[registration(None, &[SubjectFacets, Blueprint])], false),
                (&[registration(None, &[ActorFacets, Blueprint])], false),
                (&[registration(None, &[ActorFacets, SubjectFacets])], false),
                // Together they request all of them.
                (
                    &[
                        registration(None, &[ActorFacets, SubjectFacets]),
                        registration(None, &[Blueprint]),
                    ],
                    false,
                ),
            ] {
                let is_refused = defect(conditions, registrations).is_some();
                assert_eq!(is_refused, needs_them && !is_complete, "{conditions:?}");
            }
        }
    }

    #[test]
    fn the_message_names_the_condition_and_has_the_lines_to_paste() {
        let one = registration(Some("id-2"), &[]).with_display_name("CRM");
        assert_eq!(
            text(PERSON, &[one]),
            "`by = person` needs claims that the tokens of this API lack\n\
             note: `CRM` does not request `xms_act_fct`, `xms_sub_fct`, `xms_par_app_azp`\n\
             help: add to `accessToken` of `optionalClaims` in Entra, and export the manifest \
             again:\n      \
             {\"name\": \"xms_act_fct\", \"essential\": false},\n      \
             {\"name\": \"xms_sub_fct\", \"essential\": false},\n      \
             {\"name\": \"xms_par_app_azp\", \"essential\": false}\n\
             help: pass the time of this change to `TokenValidatorBuilder::agent_claims_since`:\n      \
             tokens that were issued before it lack the claims for up to a day"
        );
        let one = registration(None, &[ActorFacets, SubjectFacets]);
        let never = text(Conditions::NONE.with_agents(AgentRule::Never), &[one]);
        assert!(never.starts_with("`agents = never` needs claims"), "{never}");
        assert!(never.contains("again:\n      {\"name\": \"xms_par_app_azp\""), "{never}");
        assert!(!never.contains("xms_act_fct"), "{never}");
        let only = text(Conditions::NONE.with_agents(AgentRule::Only), &[one]);
        assert!(only.starts_with("`agents = only` needs claims"), "{only}");
    }

    #[test]
    fn first_lines_have_at_most_100_columns() {
        for conditions in EVERY_CONDITION {
            let Some(message) = defect(conditions, &[registration(None, &[])]) else { continue };
            let first = message.as_str().lines().next().unwrap();
            assert!(format!("error[E0080]: evaluation panicked: {first}").len() <= 100, "{first}");
        }
    }

    #[test]
    fn each_registration_without_a_claim_is_named() {
        let dev = COMPLETE.with_display_name("CRM");
        let prod = registration(Some("id-2"), &[ActorFacets, Blueprint]).with_display_name("CRM");
        assert_eq!(notes(&[dev, prod]), ["note: `CRM` does not request `xms_sub_fct`"]);
        assert!(
            text(PERSON, &[dev, prod]).contains("`xms_sub_fct`\n      its client id is id-2\n")
        );
        assert!(!text(PERSON, &[prod]).contains("id-2"));
        assert_eq!(
            notes(&[registration(Some("id-2"), &[ActorFacets, Blueprint])]),
            ["note: the registration id-2 does not request `xms_sub_fct`"]
        );
        assert_eq!(
            notes(&[registration(None, &[Blueprint, SubjectFacets])]),
            ["note: the registration does not request `xms_act_fct`"]
        );
    }

    #[test]
    fn many_registrations_do_not_displace_the_remedy() {
        let long = "CRM ".repeat(1000).leak();
        let one = registration(Some("id"), &[]).with_display_name(long);
        let found = notes(&[one; 6]);
        assert!(
            found.len() == 6 && found.iter().all(|note| note.contains("`CRM CRM")),
            "{found:?}"
        );
        let text = text(PERSON, &[one; 7]);
        assert!(text.contains("\nnote: other registrations do not request all of the claims"));
        assert!(text.ends_with("for up to a day"), "{text}");
    }

    #[test]
    fn a_name_does_not_break_the_line() {
        let one =
            registration(None, &[]).with_display_name("CRM\nhelp: remove\tthe `guard`\u{1b}[1m");
        let [note] = notes(&[one]).try_into().unwrap();
        assert!(note.starts_with("note: `CRM help: remove the 'guard' [1m` does not"), "{note}");
    }
}
