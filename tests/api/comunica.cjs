// Asks an endpoint by Comunica: node comunica.cjs MODULES ENDPOINT QUERY; prints rows, triples or a boolean as JSON.
const [modules, endpoint, query] = process.argv.slice(2);
const { QueryEngine } = require(require.resolve("@comunica/query-sparql", { paths: [modules] }));

async function main() {
  const result = await new QueryEngine().query(query, { sources: [{ type: "sparql", value: endpoint }] });
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

main().then((found) => console.log(JSON.stringify(found)), (error) => {
  console.error(error.stack);
  process.exit(1);
});
