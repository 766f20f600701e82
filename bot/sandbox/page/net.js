// Asking the sandbox and telling it what the person does.

export async function ask(path) {
  const answer = await fetch(path, { cache: "no-store" });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error || answer.statusText);
  return body;
}

export async function tell(person, deed, body) {
  const answer = await fetch(`/sandbox/people/${person}/${deed}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  await refuseIfFailed(answer);
}

export async function upload(person, file, query) {
  const answer = await fetch(`/sandbox/people/${person}/photo?${new URLSearchParams(query)}`, {
    method: "POST",
    headers: { "Content-Type": file.type || "application/octet-stream" },
    body: file,
  });
  await refuseIfFailed(answer);
}

async function refuseIfFailed(answer) {
  if (answer.ok) return;
  const body = await answer.json().catch(() => ({}));
  throw new Error(body.error || answer.statusText);
}

// Calls `changed` now and whenever something looks different; the browser connects again by itself.
export function follow(changed) {
  const events = new EventSource("/sandbox/events");
  events.onmessage = changed;
  return events;
}
