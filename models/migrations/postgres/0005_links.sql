-- Links between groups: both sides agree, and owners choose per resource whether it is seen there.
CREATE TABLE group_links (
    id uuid PRIMARY KEY,
    group_id uuid NOT NULL REFERENCES groups (id),
    other_id uuid NOT NULL REFERENCES groups (id),
    proposed_by_id uuid NOT NULL REFERENCES persons (id),
    agreed_by_id uuid REFERENCES persons (id),
    created_at timestamptz NOT NULL,
    since timestamptz,
    ended_at timestamptz,
    CONSTRAINT group_links_not_itself CHECK (group_id <> other_id),
    CONSTRAINT group_links_agreed CHECK ((since IS NULL) = (agreed_by_id IS NULL))
);
CREATE UNIQUE INDEX group_links_once ON group_links (least(group_id, other_id), greatest(group_id, other_id))
    WHERE ended_at IS NULL;
CREATE INDEX group_links_group ON group_links (group_id);
CREATE INDEX group_links_other ON group_links (other_id);
CREATE INDEX group_links_proposed_by ON group_links (proposed_by_id);
CREATE INDEX group_links_agreed_by ON group_links (agreed_by_id);

ALTER TABLE resources ADD COLUMN seen_by_linked boolean NOT NULL DEFAULT FALSE;
