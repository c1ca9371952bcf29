// Asks an endpoint by Comunica: node comunica.cjs MODULES ENDPOINT QUERY; prints rows, triples or a boolean as JSON.
// Or updates it: node comunica.cjs MODULES ENDPOINT UPDATE UPDATE_ENDPOINT TOKEN; prints null.
const [modules, endpoint, text, updateEndpoint, token] = process.argv.slice(2);
const { QueryEngine } = require(require.resolve("@comunica/query-sparql", { paths: [modules] }));
const sources = [{ type: "sparql", value: endpoint }];

async function update() {
  const authorized = (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set("Authorization", `Bearer ${token}`);
    return fetch(url, { ...init, headers });
  };
  const destination = { type: "sparql", value: updateEndpoint };
  await new QueryEngine().queryVoid(text, { sources, destination, fetch: authorized });
  return null;
}

async function query() {
  const result = await new QueryEngine().query(text, { sources });
  if (result.resultType === "bindings") {
    const rows = await (await result.execute()).toArray();
    return rows.map((row) => Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])));
  }
  if (result.resultType === "quads") {
    const quads = await (await result.execute()).toArray();
    return quads.map((quad) => [quad.subject.value, quad.predicate.value, quad.object.value]);
  }
  return result.execute();
}

(updateEndpoint ? update() : query()).then((found) => console.log(JSON.stringify(found)), (error) => {
  console.error(error.stack);
  process.exit(1);
});
