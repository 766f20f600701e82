-- Blocks: who wants to have nothing to do with whom.
CREATE TABLE blocks (
    id uuid PRIMARY KEY,
    who_id uuid NOT NULL REFERENCES persons (id),
    whom_id uuid NOT NULL REFERENCES persons (id),
    since timestamptz NOT NULL,
    CONSTRAINT blocks_once UNIQUE (who_id, whom_id),
    CONSTRAINT blocks_not_oneself CHECK (who_id <> whom_id)
);
CREATE INDEX blocks_whom ON blocks (whom_id);
