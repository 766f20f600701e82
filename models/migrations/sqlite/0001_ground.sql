-- The ground: people, groups, places, resources, bookings, and what is told of them.
CREATE TABLE persons (
    id text PRIMARY KEY,
    name text NOT NULL,
    language text NOT NULL,
    time_zone text NOT NULL,
    radius_m integer NOT NULL CHECK (radius_m > 0),
    home_id text,
    quiet_hours integer NOT NULL,
    suspended_at text,
    erase_after text,
    erased_at text,
    created_at text NOT NULL,
    version integer NOT NULL
);
CREATE INDEX persons_home ON persons (home_id);
CREATE INDEX persons_erase ON persons (erase_after) WHERE erase_after IS NOT NULL AND erased_at IS NULL;

CREATE TABLE identities (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    provider text NOT NULL CHECK (provider IN ('telegram', 'device', 'oidc')),
    subject text NOT NULL,
    reachable integer NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT identities_one_person UNIQUE (provider, subject)
);
CREATE INDEX identities_person ON identities (person_id);

CREATE TABLE groups (
    id text PRIMARY KEY,
    name text NOT NULL,
    slug text NOT NULL CONSTRAINT groups_slug UNIQUE,
    about text NOT NULL,
    centre_lat real NOT NULL CHECK (centre_lat BETWEEN -90 AND 90),
    centre_lon real NOT NULL CHECK (centre_lon BETWEEN -180 AND 180),
    reach_m integer NOT NULL CHECK (reach_m > 0),
    time_zone text NOT NULL,
    language text NOT NULL,
    cell_resolution integer NOT NULL CHECK (cell_resolution BETWEEN 6 AND 9),
    join_policy text NOT NULL CHECK (join_policy IN ('open', 'approval', 'invitation', 'vouches')),
    rules text NOT NULL,
    credit_unit text NOT NULL,
    telegram_chat_id integer CONSTRAINT groups_chat UNIQUE,
    created_at text NOT NULL,
    version integer NOT NULL
);

CREATE TABLE memberships (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    group_id text NOT NULL REFERENCES groups (id),
    state text NOT NULL CHECK (state IN ('applied', 'active', 'suspended', 'left')),
    role text NOT NULL CHECK (role IN ('member', 'steward', 'admin')),
    joined_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT memberships_once UNIQUE (person_id, group_id)
);
CREATE INDEX memberships_group ON memberships (group_id, state);

CREATE TABLE invitations (
    id text PRIMARY KEY,
    group_id text NOT NULL REFERENCES groups (id),
    code_hash text NOT NULL CONSTRAINT invitations_code UNIQUE,
    created_by_id text NOT NULL REFERENCES persons (id),
    uses_left integer NOT NULL CHECK (uses_left >= 0),
    expires_at text NOT NULL,
    created_at text NOT NULL
);
CREATE INDEX invitations_group ON invitations (group_id);
CREATE INDEX invitations_creator ON invitations (created_by_id);

CREATE TABLE areas (
    id text PRIMARY KEY,
    group_id text NOT NULL REFERENCES groups (id),
    name text NOT NULL,
    folded text NOT NULL,
    lat real NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon real NOT NULL CHECK (lon BETWEEN -180 AND 180),
    created_at text NOT NULL,
    CONSTRAINT areas_name UNIQUE (group_id, folded)
);

CREATE TABLE places (
    id text PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('home', 'hub', 'coworking', 'lab')),
    name text NOT NULL,
    owner_id text REFERENCES persons (id),
    group_id text REFERENCES groups (id),
    cell text NOT NULL,
    public integer NOT NULL,
    lat real CHECK (lat BETWEEN -90 AND 90),
    lon real CHECK (lon BETWEEN -180 AND 180),
    address text,
    time_zone text NOT NULL,
    opening text,
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT places_home_is_private CHECK (kind <> 'home' OR NOT public),
    CONSTRAINT places_private_by_cell CHECK (public OR (lat IS NULL AND lon IS NULL AND address IS NULL))
);
CREATE INDEX places_owner ON places (owner_id);
CREATE INDEX places_group ON places (group_id);

CREATE TABLE exact_points (
    place_id text PRIMARY KEY REFERENCES places (id) ON DELETE CASCADE,
    lat real NOT NULL CHECK (lat BETWEEN -90 AND 90),
    lon real NOT NULL CHECK (lon BETWEEN -180 AND 180),
    address text NOT NULL
);

CREATE TABLE categories (
    id text PRIMARY KEY,
    parent_id text REFERENCES categories (id),
    kind text NOT NULL CHECK (kind IN ('tool', 'space', 'machinery', 'vehicle')),
    names text NOT NULL,
    position integer NOT NULL
);
CREATE INDEX categories_parent ON categories (parent_id);

CREATE TABLE resources (
    id text PRIMARY KEY,
    owner_id text REFERENCES persons (id),
    owner_group_id text REFERENCES groups (id),
    kind text NOT NULL CHECK (kind IN ('tool', 'space', 'machinery', 'vehicle')),
    category_id text NOT NULL REFERENCES categories (id),
    title text NOT NULL,
    description text NOT NULL,
    condition text NOT NULL CHECK (condition IN ('new', 'good', 'worn', 'needs_care')),
    value_minor integer CHECK (value_minor >= 0),
    place_id text NOT NULL REFERENCES places (id),
    state text NOT NULL CHECK (state IN ('listed', 'paused', 'retired')),
    rules text NOT NULL,
    opening text,
    instant integer NOT NULL,
    import_key text,
    lapses_at text NOT NULL,
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT resources_one_owner CHECK ((owner_id IS NULL) <> (owner_group_id IS NULL)),
    CONSTRAINT resources_imported_once UNIQUE (owner_group_id, import_key)
);
CREATE INDEX resources_owner ON resources (owner_id);
CREATE INDEX resources_place ON resources (place_id);
CREATE INDEX resources_category ON resources (category_id);

CREATE TABLE units (
    id integer PRIMARY KEY AUTOINCREMENT,
    resource_id text NOT NULL REFERENCES resources (id),
    label text NOT NULL,
    retired_at text
);
CREATE INDEX units_resource ON units (resource_id);

CREATE TABLE offers (
    id text PRIMARY KEY,
    resource_id text NOT NULL REFERENCES resources (id),
    group_id text NOT NULL REFERENCES groups (id),
    created_at text NOT NULL,
    CONSTRAINT offers_once UNIQUE (resource_id, group_id)
);
CREATE INDEX offers_group ON offers (group_id);

CREATE TABLE photos (
    id text PRIMARY KEY,
    resource_id text NOT NULL REFERENCES resources (id),
    position integer NOT NULL,
    sha256 text NOT NULL,
    width integer NOT NULL,
    height integer NOT NULL,
    bytes integer NOT NULL,
    telegram_file_id text,
    created_at text NOT NULL
);
CREATE INDEX photos_resource ON photos (resource_id, position);

CREATE TABLE needs (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    group_id text NOT NULL REFERENCES groups (id),
    text text NOT NULL,
    category_id text REFERENCES categories (id),
    cell text NOT NULL,
    radius_m integer NOT NULL CHECK (radius_m > 0),
    starts_at text,
    ends_at text,
    duration_minutes integer CHECK (duration_minutes > 0),
    state text NOT NULL CHECK (state IN ('open', 'met', 'withdrawn')),
    expires_at text NOT NULL,
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT needs_window CHECK (ends_at > starts_at),
    CONSTRAINT needs_whole_window CHECK ((starts_at IS NULL) = (ends_at IS NULL))
);
CREATE INDEX needs_person ON needs (person_id, created_at);
CREATE INDEX needs_group ON needs (group_id, state);

CREATE TABLE bookings (
    id text PRIMARY KEY,
    unit_id integer NOT NULL REFERENCES units (id),
    resource_id text NOT NULL REFERENCES resources (id),
    group_id text NOT NULL REFERENCES groups (id),
    borrower_id text NOT NULL REFERENCES persons (id),
    need_id text REFERENCES needs (id),
    state text NOT NULL CHECK (state IN ('requested', 'confirmed', 'out', 'returned', 'closed',
        'declined', 'withdrawn', 'expired', 'cancelled', 'no_show')),
    starts_at text NOT NULL,
    ends_at text NOT NULL,
    proposed_starts_at text,
    proposed_ends_at text,
    note text NOT NULL,
    reason text NOT NULL,
    reply_by text,
    owner_handed_at text,
    borrower_handed_at text,
    owner_returned_at text,
    borrower_returned_at text,
    ended_at text,
    next_at text,
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT bookings_length CHECK (ends_at > starts_at),
    CONSTRAINT bookings_proposal CHECK (proposed_ends_at > proposed_starts_at)
);
CREATE UNIQUE INDEX bookings_one_out ON bookings (unit_id) WHERE state = 'out';
CREATE INDEX bookings_unit ON bookings (unit_id, starts_at);
CREATE INDEX bookings_resource ON bookings (resource_id, state, starts_at);
CREATE INDEX bookings_borrower ON bookings (borrower_id, created_at);
CREATE INDEX bookings_group ON bookings (group_id);
CREATE INDEX bookings_need ON bookings (need_id);
CREATE INDEX bookings_next ON bookings (next_at) WHERE next_at IS NOT NULL;

CREATE TRIGGER bookings_no_overlap_insert BEFORE INSERT ON bookings
WHEN NEW.state IN ('requested', 'confirmed', 'out')
BEGIN
    SELECT RAISE(ABORT, 'bookings_no_overlap') WHERE EXISTS (
        SELECT 1 FROM bookings AS other
        WHERE other.unit_id = NEW.unit_id AND other.id <> NEW.id
            AND other.state IN ('requested', 'confirmed', 'out')
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    );
END;
CREATE TRIGGER bookings_no_overlap_update BEFORE UPDATE OF unit_id, state, starts_at, ends_at ON bookings
WHEN NEW.state IN ('requested', 'confirmed', 'out')
BEGIN
    SELECT RAISE(ABORT, 'bookings_no_overlap') WHERE EXISTS (
        SELECT 1 FROM bookings AS other
        WHERE other.unit_id = NEW.unit_id AND other.id <> NEW.id
            AND other.state IN ('requested', 'confirmed', 'out')
            AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at
    );
END;

CREATE TABLE messages (
    id text PRIMARY KEY,
    booking_id text NOT NULL REFERENCES bookings (id),
    sender_id text NOT NULL REFERENCES persons (id),
    text text NOT NULL,
    created_at text NOT NULL
);
CREATE INDEX messages_booking ON messages (booking_id, created_at);
CREATE INDEX messages_sender ON messages (sender_id);

CREATE TABLE notices (
    id text PRIMARY KEY,
    person_id text REFERENCES persons (id),
    group_id text REFERENCES groups (id),
    kind text NOT NULL,
    data text NOT NULL,
    dedupe text CONSTRAINT notices_dedupe UNIQUE,
    priority integer NOT NULL,
    state text NOT NULL CHECK (state IN ('owed', 'sent', 'dead', 'dropped')),
    not_before text NOT NULL,
    leased_until text,
    attempts integer NOT NULL,
    last_error text NOT NULL,
    message_id integer,
    sent_at text,
    created_at text NOT NULL,
    CONSTRAINT notices_to_someone CHECK ((person_id IS NULL) <> (group_id IS NULL))
);
CREATE INDEX notices_owed ON notices (priority, not_before) WHERE state = 'owed';
CREATE INDEX notices_person ON notices (person_id, created_at);
CREATE INDEX notices_group ON notices (group_id);

CREATE TABLE journal (
    seq integer PRIMARY KEY AUTOINCREMENT,
    at text NOT NULL,
    actor_id text,
    verb text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    group_id text,
    data text NOT NULL
);
CREATE INDEX journal_actor ON journal (actor_id, verb, at);
CREATE INDEX journal_subject ON journal (subject_type, subject_id);

CREATE TABLE cursors (
    name text PRIMARY KEY,
    seq integer NOT NULL
);

CREATE TABLE sessions (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    label text NOT NULL,
    access_hash text NOT NULL CONSTRAINT sessions_access UNIQUE,
    access_expires_at text NOT NULL,
    refresh_hash text NOT NULL CONSTRAINT sessions_refresh UNIQUE,
    expires_at text NOT NULL,
    revoked_at text,
    created_at text NOT NULL
);
CREATE INDEX sessions_person ON sessions (person_id);

CREATE TABLE spent_tokens (
    token_hash text PRIMARY KEY,
    session_id text NOT NULL REFERENCES sessions (id)
);
CREATE INDEX spent_tokens_session ON spent_tokens (session_id);

CREATE TABLE device_codes (
    id text PRIMARY KEY,
    device_hash text NOT NULL CONSTRAINT device_codes_device UNIQUE,
    login_hash text NOT NULL CONSTRAINT device_codes_login UNIQUE,
    label text NOT NULL,
    person_id text REFERENCES persons (id),
    state text NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'used')),
    tries integer NOT NULL,
    expires_at text NOT NULL,
    created_at text NOT NULL
);
CREATE INDEX device_codes_person ON device_codes (person_id);

CREATE TABLE update_ids (
    update_id integer PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('done', 'failing', 'quarantined')),
    tries integer NOT NULL,
    at text NOT NULL
);

CREATE TABLE drafts (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    flow text NOT NULL,
    step text NOT NULL,
    data text NOT NULL,
    chat_id integer NOT NULL,
    anchor_message_id integer,
    expires_at text NOT NULL,
    touched_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT drafts_one_a_flow UNIQUE (person_id, flow)
);

CREATE TABLE idempotency_keys (
    id text PRIMARY KEY,
    person_id text NOT NULL REFERENCES persons (id),
    key text NOT NULL,
    fingerprint text NOT NULL,
    status integer NOT NULL,
    body text NOT NULL,
    headers text NOT NULL,
    created_at text NOT NULL,
    CONSTRAINT idempotency_keys_once UNIQUE (person_id, key)
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);

CREATE TABLE geocodes (
    query text PRIMARY KEY,
    answer text,
    found_at text NOT NULL
);

CREATE TABLE paces (
    name text PRIMARY KEY,
    next_at text NOT NULL
);
