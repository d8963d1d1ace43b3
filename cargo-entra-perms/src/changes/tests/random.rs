//! Random models: few roles and scopes, with every property that a verdict depends on.

use std::fmt::Write as _;

use super::{Memory, State};

/// Roles of one group, and one outside of it.
pub(super) const ROLES: [&str; 4] = ["A.My", "A.Team", "A.All", "B"];
pub(super) const SCOPES: [&str; 2] = ["S", "T"];
/// The client ids of the registrations.
pub(super) const APPS: [&str; 2] =
    ["10000000-0000-4000-8000-000000000001", "10000000-0000-4000-8000-000000000002"];
/// The client ids that the client may have.
pub(super) const CLIENTS: [&str; 2] =
    ["c0000000-0000-4000-8000-000000000001", "c0000000-0000-4000-8000-000000000002"];
/// The claims that are marks of a caller.
pub(super) const MARKS: [&str; 2] = ["idtyp", "xms_act_fct"];

/// A generator with a state of 64 bits (xorshift): tests must be the same on each run.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.next() % count as u64).unwrap()
    }

    /// Returns `true` once in some times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }
}

/// A model before it is written as manifests.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// `None` if the role does not exist: whether it is enabled, and its holders.
    roles: [Option<(bool, usize)>; 4],
    /// `None` if the scope does not exist: whether it is enabled, and who may consent.
    scopes: [Option<(bool, usize)>; 2],
    mapping: [[bool; 4]; 2],
    constraints: usize,
    apps: [Option<Settings>; 2],
    client: Option<DraftClient>,
}

#[derive(Clone, Debug)]
struct Settings {
    audience: usize,
    marks: [bool; 2],
}

#[derive(Clone, Debug)]
struct DraftClient {
    id: usize,
    is_public: bool,
    pre_authorized: [bool; 2],
}

impl Draft {
    pub(super) fn new(random: &mut Random) -> Self {
        let entry = |random: &mut Random| {
            (!random.once_in(5)).then(|| (!random.once_in(5), random.below(3)))
        };
        let settings = |random: &mut Random| Settings {
            audience: random.below(3),
            marks: [random.once_in(2), random.once_in(2)],
        };
        let flags = |random: &mut Random| [0; 4].map(|_| random.once_in(2));
        Self {
            roles: [0; 4].map(|_| entry(random)),
            scopes: [0; 2].map(|_| entry(random)),
            mapping: [0; 2].map(|_| flags(random)),
            constraints: random.below(3),
            apps: [Some(settings(random)), random.once_in(3).then(|| settings(random))],
            client: random.once_in(2).then(|| DraftClient {
                id: random.below(2),
                is_public: random.once_in(2),
                pre_authorized: [random.once_in(2), random.once_in(2)],
            }),
        }
    }

    /// Returns the draft with some of the parts of another one.
    pub(super) fn edited(&self, random: &mut Random) -> Self {
        let other = Self::new(random);
        let mut edited = self.clone();
        for _ in 0..=random.below(2) {
            let role = random.below(4);
            let scope = random.below(2);
            match random.below(7) {
                0 => edited.roles[role] = other.roles[role],
                1 => edited.scopes[scope] = other.scopes[scope],
                2 => edited.mapping[scope][role] = !edited.mapping[scope][role],
                3 => edited.constraints = other.constraints,
                4 => edited.apps[0] = other.apps[0].clone(),
                5 => edited.apps[1] = other.apps[1].clone(),
                _ => edited.client = other.client.clone(),
            }
        }
        edited
    }

    pub(super) fn state(&self) -> State {
        let mut memory = Memory::default();
        let mut environments = String::new();
        for (index, settings) in self.apps.iter().enumerate() {
            if let Some(settings) = settings {
                memory = memory.with(&format!("{index}.json"), &self.manifest(index, settings));
                if index > 0 {
                    environments = format!("environments = [\"{index}.json\"],");
                }
            }
        }
        let mut clients = String::new();
        if let Some(client) = &self.client {
            memory = memory.with("client.json", &client.registration());
            clients = "clients = { Web = \"client.json\" },".to_owned();
        }
        let constraints = match self.constraints {
            0 => "",
            1 => r#"constraints = ["My", "Team", "All"],"#,
            _ => r#"constraints = ["My", "All", "Team"],"#,
        };
        let lines = self.lines();
        memory.state(&format!(
            "manifest = \"0.json\", {environments} {clients} {constraints} scopes = {{ {lines} }}"
        ))
    }

    fn lines(&self) -> String {
        let mut lines = String::new();
        for (scope, roles) in SCOPES.iter().zip(self.mapping) {
            let roles = ROLES.iter().zip(roles).filter(|(_, is_mapped)| *is_mapped);
            let roles: Vec<_> = roles.map(|(role, _)| format!("\"{role}\"")).collect();
            let _ = write!(lines, "\"{scope}\" => [{}],", roles.join(","));
        }
        lines
    }

    fn manifest(&self, app: usize, settings: &Settings) -> String {
        let holders = [r#""User""#, r#""Application""#, r#""User", "Application""#];
        let mut roles = Vec::new();
        for (index, role) in self.roles.iter().enumerate() {
            if let Some((enabled, holder)) = role {
                roles.push(format!(
                    r#"{{"id": "30000000-0000-4000-8000-00000000000{index}",
                    "value": "{}", "isEnabled": {enabled}, "allowedMemberTypes": [{}]}}"#,
                    ROLES[index], holders[*holder]
                ));
            }
        }
        let mut scopes = Vec::new();
        for (index, scope) in self.scopes.iter().enumerate() {
            if let Some((enabled, consent)) = scope {
                let consent = ["", r#", "type": "User""#, r#", "type": "Admin""#][*consent];
                scopes.push(format!(
                    r#"{{"id": "20000000-0000-4000-8000-00000000000{index}",
                    "value": "{}", "isEnabled": {enabled}{consent}}}"#,
                    SCOPES[index]
                ));
            }
        }
        let marks = MARKS.iter().zip(settings.marks).filter(|(_, is_requested)| *is_requested);
        let marks: Vec<_> = marks.map(|(mark, _)| format!(r#"{{"name": "{mark}"}}"#)).collect();
        let audience =
            ["AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount"];
        format!(
            r#"{{"appId": "{}", "signInAudience": "{}",
            "api": {{"requestedAccessTokenVersion": 2, "oauth2PermissionScopes": [{}],
                "preAuthorizedApplications": [{}]}},
            "appRoles": [{}], "optionalClaims": {{"accessToken": [{}]}}}}"#,
            APPS[app],
            audience[settings.audience],
            scopes.join(","),
            self.pre_authorized(),
            roles.join(","),
            marks.join(","),
        )
    }

    fn pre_authorized(&self) -> String {
        let Some(client) = &self.client else { return String::new() };
        let mut ids = Vec::new();
        for (index, is_authorized) in client.pre_authorized.iter().enumerate() {
            if *is_authorized && self.scopes[index].is_some() {
                ids.push(format!("\"20000000-0000-4000-8000-00000000000{index}\""));
            }
        }
        let id = CLIENTS[client.id];
        format!(r#"{{"appId": "{id}", "delegatedPermissionIds": [{}]}}"#, ids.join(","))
    }
}

impl DraftClient {
    /// The client asks for permissions of the first registration.
    fn registration(&self) -> String {
        let uris = if self.is_public { r#""http://localhost""# } else { "" };
        format!(
            r#"{{"appId": "{}", "displayName": "Web", "publicClient": {{"redirectUris": [{uris}]}},
            "requiredResourceAccess": [{{"resourceAppId": "{}", "resourceAccess": []}}]}}"#,
            CLIENTS[self.id], APPS[0]
        )
    }
}
