-- The other way round: what stands and waits, what came up, whom it was told; owners asked in waves; unmet words.
ALTER TABLE persons ADD COLUMN asks_a_week integer NOT NULL DEFAULT 3 CHECK (asks_a_week BETWEEN 0 AND 50);

CREATE TABLE alerts (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons (id),
    text text NOT NULL,
    category_id text REFERENCES categories (id),
    radius_m integer NOT NULL CHECK (radius_m > 0),
    starts_at timestamptz,
    ends_at timestamptz,
    duration_minutes integer CHECK (duration_minutes > 0),
    state text NOT NULL CHECK (state IN ('standing', 'withdrawn')),
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT alerts_say_what CHECK (text <> '' OR category_id IS NOT NULL),
    CONSTRAINT alerts_window CHECK (ends_at > starts_at),
    CONSTRAINT alerts_whole_window CHECK ((starts_at IS NULL) = (ends_at IS NULL))
);
CREATE INDEX alerts_person ON alerts (person_id, created_at);
CREATE INDEX alerts_standing ON alerts (expires_at) WHERE state = 'standing';

CREATE TABLE tellings (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons (id),
    told_at timestamptz NOT NULL
);
CREATE INDEX tellings_person ON tellings (person_id, told_at);

CREATE TABLE finds (
    id uuid PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES persons (id),
    need_id uuid REFERENCES needs (id),
    alert_id uuid REFERENCES alerts (id),
    resource_id uuid NOT NULL REFERENCES resources (id),
    telling_id uuid REFERENCES tellings (id),
    found_at timestamptz NOT NULL,
    tell_at timestamptz NOT NULL,
    CONSTRAINT finds_for_one CHECK ((need_id IS NULL) <> (alert_id IS NULL)),
    CONSTRAINT finds_need_once UNIQUE (need_id, resource_id),
    CONSTRAINT finds_alert_once UNIQUE (alert_id, resource_id)
);
CREATE INDEX finds_person ON finds (person_id);
CREATE INDEX finds_resource ON finds (resource_id);
CREATE INDEX finds_telling ON finds (telling_id);
CREATE INDEX finds_due ON finds (tell_at) WHERE telling_id IS NULL;

CREATE TABLE inquiries (
    id uuid PRIMARY KEY,
    need_id uuid NOT NULL CONSTRAINT inquiries_one_a_need UNIQUE REFERENCES needs (id),
    state text NOT NULL CHECK (state IN ('asking', 'agreed', 'exhausted', 'stopped')),
    wave integer NOT NULL CHECK (wave >= 0),
    next_at timestamptz,
    created_at timestamptz NOT NULL,
    version integer NOT NULL,
    CONSTRAINT inquiries_go_on CHECK ((state = 'asking') = (next_at IS NOT NULL))
);
CREATE INDEX inquiries_next ON inquiries (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE asks (
    id uuid PRIMARY KEY,
    inquiry_id uuid NOT NULL REFERENCES inquiries (id),
    need_id uuid NOT NULL REFERENCES needs (id),
    person_id uuid NOT NULL REFERENCES persons (id),
    resource_id uuid NOT NULL REFERENCES resources (id),
    wave integer NOT NULL CHECK (wave > 0),
    answer text NOT NULL CHECK (answer IN ('waiting', 'yes', 'no', 'closed')),
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    CONSTRAINT asks_nobody_twice UNIQUE (need_id, person_id)
);
CREATE INDEX asks_inquiry ON asks (inquiry_id);
CREATE INDEX asks_person ON asks (person_id, asked_at);
CREATE INDEX asks_resource ON asks (resource_id);

CREATE TABLE unmet (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups (id),
    language text NOT NULL,
    text_key text NOT NULL,
    text text,
    times integer NOT NULL CHECK (times > 0),
    last_at timestamptz NOT NULL,
    CONSTRAINT unmet_once UNIQUE (group_id, language, text_key)
);
CREATE INDEX unmet_last ON unmet (last_at);

CREATE TABLE unmet_askers (
    id uuid PRIMARY KEY,
    unmet_id uuid NOT NULL REFERENCES unmet (id) ON DELETE CASCADE,
    asker text NOT NULL,
    CONSTRAINT unmet_askers_once UNIQUE (unmet_id, asker)
);

CREATE TABLE group_words (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups (id),
    category_id text NOT NULL REFERENCES categories (id),
    language text NOT NULL,
    term text NOT NULL,
    folded text NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT group_words_once UNIQUE (group_id, language, folded, category_id)
);
CREATE INDEX group_words_category ON group_words (category_id);
