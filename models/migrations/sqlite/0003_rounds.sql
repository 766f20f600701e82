-- Rounds: requests for scarce things, collected until a cut-off and allocated together.
CREATE TABLE rounds (
    id text PRIMARY KEY,
    group_id text NOT NULL REFERENCES groups (id),
    opened_by_id text NOT NULL REFERENCES persons (id),
    name text NOT NULL,
    cut_off_at text NOT NULL,
    starts_at text NOT NULL,
    ends_at text NOT NULL,
    weeks integer NOT NULL CHECK (weeks BETWEEN 1 AND 104),
    seed text NOT NULL,
    seed_hash text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'closed', 'done', 'called_off')),
    next_at text,
    decided_at text,
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT rounds_window CHECK (ends_at > starts_at AND starts_at >= cut_off_at),
    CONSTRAINT rounds_go_on CHECK ((state IN ('open', 'closed')) = (next_at IS NOT NULL))
);
CREATE INDEX rounds_group ON rounds (group_id);
CREATE INDEX rounds_opened_by ON rounds (opened_by_id);
CREATE INDEX rounds_next ON rounds (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE round_things (
    id text PRIMARY KEY,
    round_id text NOT NULL REFERENCES rounds (id),
    resource_id text NOT NULL REFERENCES resources (id),
    CONSTRAINT round_things_once UNIQUE (round_id, resource_id)
);
CREATE INDEX round_things_resource ON round_things (resource_id);

CREATE TABLE round_requests (
    id text PRIMARY KEY,
    round_id text NOT NULL REFERENCES rounds (id),
    person_id text NOT NULL REFERENCES persons (id),
    resource_ids text NOT NULL,
    starts_at text NOT NULL,
    ends_at text NOT NULL,
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    state text NOT NULL
        CHECK (state IN ('standing', 'withdrawn', 'given', 'not_given', 'overtaken', 'impossible')),
    booking_id text REFERENCES bookings (id),
    created_at text NOT NULL,
    version integer NOT NULL,
    CONSTRAINT round_requests_window CHECK (ends_at > starts_at),
    CONSTRAINT round_requests_booked CHECK ((state = 'given') = (booking_id IS NOT NULL))
);
CREATE INDEX round_requests_round ON round_requests (round_id, person_id);
CREATE INDEX round_requests_person ON round_requests (person_id);
CREATE INDEX round_requests_booking ON round_requests (booking_id);

CREATE TABLE round_records (
    id text PRIMARY KEY,
    round_id text NOT NULL CONSTRAINT round_records_one_a_round UNIQUE REFERENCES rounds (id),
    asked text NOT NULL,
    given text NOT NULL
);
