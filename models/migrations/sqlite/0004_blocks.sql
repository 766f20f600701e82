-- Blocks: who wants to have nothing to do with whom.
CREATE TABLE blocks (
    id text PRIMARY KEY,
    who_id text NOT NULL REFERENCES persons (id),
    whom_id text NOT NULL REFERENCES persons (id),
    since text NOT NULL,
    CONSTRAINT blocks_once UNIQUE (who_id, whom_id),
    CONSTRAINT blocks_not_oneself CHECK (who_id <> whom_id)
);
CREATE INDEX blocks_whom ON blocks (whom_id);
