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
    pub(super) client: Option<DraftClient>,
}

#[derive(Clone, Debug)]
struct Settings {
    audience: usize,
    marks: [bool; 2],
    /// The ids of roles and scopes, which are different in each registration.
    role_ids: [usize; 4],
    scope_ids: [usize; 2],
}

#[derive(Clone, Debug)]
pub(super) struct DraftClient {
    pub(super) id: usize,
    is_public: bool,
    pub(super) pre_authorized: [bool; 2],
}

impl Draft {
    pub(super) fn new(random: &mut Random) -> Self {
        let entry = |random: &mut Random| {
            (!random.once_in(5)).then(|| (!random.once_in(5), random.below(3)))
        };
        let settings = |random: &mut Random| Settings {
            audience: random.below(3),
            marks: [random.once_in(2), random.once_in(2)],
            role_ids: [0, 1, 2, 3],
            scope_ids: [0, 1],
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
            match random.below(9) {
                0 => edited.roles[role] = other.roles[role],
                1 => edited.scopes[scope] = other.scopes[scope],
                2 => edited.mapping[scope][role] = !edited.mapping[scope][role],
                3 => edited.constraints = other.constraints,
                4 => edited.apps[0] = other.apps[0].clone(),
                5 => edited.apps[1] = other.apps[1].clone(),
                6 | 7 => edited.change_ids(random, role, scope),
                _ => edited.client = other.client.clone(),
            }
        }
        edited
    }

    /// Swaps two ids in one registration, or gives an entry a new id.
    fn change_ids(&mut self, random: &mut Random, role: usize, scope: usize) {
        let app = random.below(2);
        let other = random.below(4);
        let Some(settings) = &mut self.apps[app] else { return };
        match random.below(4) {
            0 => settings.role_ids[role] = 7,
            1 => settings.scope_ids[scope] = 7,
            2 => settings.scope_ids.swap(0, 1),
            _ => settings.role_ids.swap(role, other),
        }
    }

    /// Returns the ids of the roles of a registration, each with the number of the role.
    pub(super) fn role_ids(&self, app: usize) -> Vec<(usize, usize)> {
        let settings = self.apps[app].iter();
        let ids = settings.flat_map(|it| it.role_ids.into_iter().zip(0..));
        ids.filter(|(_, role)| self.roles[*role].is_some()).collect()
    }

    /// Returns the ids of the scopes of a registration, each with the number of the scope.
    pub(super) fn scope_ids(&self, app: usize) -> Vec<(usize, usize)> {
        let settings = self.apps[app].iter();
        let ids = settings.flat_map(|it| it.scope_ids.into_iter().zip(0..));
        ids.filter(|(_, scope)| self.scopes[*scope].is_some()).collect()
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
                    r#"{{"id": "30000000-0000-4000-8000-00000000000{}",
                    "value": "{}", "isEnabled": {enabled}, "allowedMemberTypes": [{}]}}"#,
                    settings.role_ids[index], ROLES[index], holders[*holder]
                ));
            }
        }
        let mut scopes = Vec::new();
        for (index, scope) in self.scopes.iter().enumerate() {
            if let Some((enabled, consent)) = scope {
                let consent = ["", r#", "type": "User""#, r#", "type": "Admin""#][*consent];
                scopes.push(format!(
                    r#"{{"id": "20000000-0000-4000-8000-00000000000{}",
                    "value": "{}", "isEnabled": {enabled}{consent}}}"#,
                    settings.scope_ids[index], SCOPES[index]
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
            self.pre_authorized(settings),
            roles.join(","),
            marks.join(","),
        )
    }

    fn pre_authorized(&self, settings: &Settings) -> String {
        let Some(client) = &self.client else { return String::new() };
        let mut ids = Vec::new();
        for (index, is_authorized) in client.pre_authorized.iter().enumerate() {
            if *is_authorized && self.scopes[index].is_some() {
                let id = settings.scope_ids[index];
                ids.push(format!("\"20000000-0000-4000-8000-00000000000{id}\""));
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
