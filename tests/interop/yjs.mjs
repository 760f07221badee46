// A stranger to our program: npm's `yjs`, and of us only what `src/document/SPEC.md` says of the document.
// Reads {"id", "histories": [base64url], "edit"} and writes {"file", "history"}: what such a document says as a file of
// ours, and its history after the edits that are named. Run by `tests/interop_yjs.rs`.

import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const Y = await import(pathToFileURL(process.env.YJS));

const OURS = ["kind", "title", "notes", "at", "gone", "from", "to"];
// The lists of records stand in one row of the specification's table.
const spec = readFileSync(new URL("../../src/document/SPEC.md", import.meta.url), "utf8");
const LISTS = spec.match(/^\|((?: `\w+`)+) \| a value per record/m)[1].match(/\w+/g);

const asked = JSON.parse(readFileSync(0, "utf8"));
const doc = new Y.Doc();
// Only who edits needs a name that is the same in each run.
if (asked.edit) doc.clientID = 4242;
for (const history of asked.histories) {
  Y.applyUpdate(doc, Buffer.from(history, "base64url"));
}
if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) {
  throw new Error("the history is not whole");
}

/** A key of the document as the name of a field; nothing for those that are not fields. */
function fieldName(key) {
  if (OURS.includes(key)) return undefined;
  return key.startsWith("~") ? key.slice(1) : key;
}

function fieldsOf(map) {
  const fields = {};
  for (const [key, value] of map.entries()) {
    const name = fieldName(key);
    if (name !== undefined && !(value instanceof Y.AbstractType)) fields[name] = value;
  }
  return fields;
}

function cardOf(id, map) {
  const [lane, x, y] = map.get("at");
  const title = map.get("title").toString();
  const shared = { ...fieldsOf(map), id, notes: map.get("notes").toString(), lane, position: { x, y } };
  const kind = map.get("kind");
  return kind === "stakeholder" ? { ...shared, name: title } : { ...shared, kind, title };
}

function shown(root) {
  const maps = [...doc.getMap(root).entries()].filter(([, value]) => value instanceof Y.Map);
  return maps.filter(([, map]) => map.get("gone") !== true);
}

function file() {
  const cards = shown("cards");
  const ids = cards.map(([id]) => id);
  const are = (wanted) => cards.filter(([, map]) => (map.get("kind") === "stakeholder") === wanted);
  const links = shown("links").filter(([, it]) => ids.includes(it.get("from")) && ids.includes(it.get("to")));
  const end = (map) => ({ kind: map.get("kind"), from: map.get("from"), to: map.get("to") });
  const records = LISTS.map((name) => [name, doc.getMap(name)]).filter(([, list]) => list.size > 0);
  return {
    ...Object.fromEntries(doc.getMap("values").entries()),
    ...Object.fromEntries(
      records.map(([name, list]) => [name, [...list.entries()].map(([id, it]) => ({ ...it, id }))]),
    ),
    format: "alignment-map",
    version: 1,
    id: asked.id,
    title: doc.getMap("meta").get("title") ?? "",
    cards: are(false).map(([id, map]) => cardOf(id, map)),
    stakeholders: are(true).map(([id, map]) => cardOf(id, map)),
    links: links.map(([id, map]) => ({ ...fieldsOf(map), id, ...end(map) })),
    sessions: shown("sessions").map(([id, map]) => ({ ...fieldsOf(map), id })),
  };
}

const EDITS = {
  /** What an honest editor with another program does. */
  soundly({ rewritten, gone }) {
    const cards = doc.getMap("cards");
    const title = cards.get(rewritten).get("title");
    title.insert(title.length, " – seen from yjs 🚀");
    title.delete(0, 1);
    cards.get(rewritten).get("notes").insert(0, "First line\n");
    cards.get(gone).set("gone", true);
    const card = new Y.Map();
    cards.set("from-yjs", card);
    card.set("kind", "priority");
    card.set("at", ["priorities", 12.5, 400]);
    card.set("title", new Y.Text("Made by a stranger"));
    card.set("notes", new Y.Text());
    card.set("level", "department");
    const link = new Y.Map();
    doc.getMap("links").set("link-from-yjs", link);
    link.set("kind", "conflicts_with");
    link.set("from", rewritten);
    link.set("to", "from-yjs");
    doc.getMap("glossary").set("yjs", { id: "yjs", term: "CRDT", say: "what merges" });
    doc.getMap("meta").set("title", "Retitled elsewhere");
  },
  /** Letters in bold: no replica of ours writes such a thing. */
  boldly({ rewritten }) {
    doc.getMap("cards").get(rewritten).get("title").format(0, 3, { bold: true });
  },
};

if (asked.edit) doc.transact(() => EDITS[asked.edit.how](asked.edit));
const history = Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64url");
process.stdout.write(JSON.stringify({ file: file(), history }));
