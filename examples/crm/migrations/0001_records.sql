-- The team of each user. Tokens do not contain teams. A real service copies them from Microsoft
-- Graph, or from its own directory.
CREATE TABLE users (
    id   BLOB NOT NULL PRIMARY KEY, -- the object id: the 16 bytes of the GUID
    team TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each record belongs to a user and a team. `AUTOINCREMENT` never uses an id twice, so that the
-- cursor of a page stays valid when records are deleted.
CREATE TABLE accounts (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    owner   BLOB,
    team    TEXT,
    name    TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_owner ON accounts (owner);
CREATE INDEX accounts_team ON accounts (team);

CREATE TABLE contacts (
    id      INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version INTEGER NOT NULL DEFAULT 1,
    owner   BLOB,
    team    TEXT,
    name    TEXT NOT NULL,
    email   TEXT NOT NULL
) STRICT;
CREATE INDEX contacts_owner ON contacts (owner);
CREATE INDEX contacts_team ON contacts (team);

CREATE TABLE proposals (
    id          INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    version     INTEGER NOT NULL DEFAULT 1,
    owner       BLOB,
    team        TEXT,
    title       TEXT NOT NULL,
    amount      INTEGER NOT NULL, -- whole euros
    approved_by BLOB              -- the object id of the first user who approved the proposal
) STRICT;
CREATE INDEX proposals_owner ON proposals (owner);
CREATE INDEX proposals_team ON proposals (team);
