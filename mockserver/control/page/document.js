// Reads an OpenAPI document as far as a form for a request needs it: parameters, bodies, examples, credentials.

// What a reference within the document leads to; chains end somewhere.
export function resolve(document, node) {
  for (let steps = 0; node && typeof node.$ref === 'string' && steps < 20; steps += 1) {
    const names = node.$ref.replace(/^#\/?/, '').split('/').map((each) => decodeURIComponent(each).replaceAll('~1', '/').replaceAll('~0', '~'));
    node = names.reduce((found, name) => found?.[name], document);
  }
  return node ?? {};
}

// An operation's parameters, its own before those of its path.
export function parametersOf(document, { path, method }) {
  const item = resolve(document, document.paths[path]);
  const found = [...(item[method.toLowerCase()]?.parameters ?? []), ...(item.parameters ?? [])].map((each) => resolve(document, each));
  return found.filter((each, index) => found.findIndex((other) => other.name === each.name && other.in === each.in) === index);
}

// The media types of an operation's body, each with an example as text.
export function bodiesOf(document, { path, method }) {
  const body = resolve(document, resolve(document, document.paths[path])[method.toLowerCase()]?.requestBody);
  return Object.entries(body.content ?? {}).map(([type, media]) => [type, asText(exampleOf(document, resolve(document, media)))]);
}

// An example of a parameter or a body, where the document has one.
export function exampleOf(document, node) {
  const named = Object.values(node.examples ?? {}).map((each) => resolve(document, each));
  const first = named.find((each) => 'value' in each || 'dataValue' in each);
  const schema = resolve(document, node.schema);
  return node.example ?? first?.value ?? first?.dataValue ?? schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
}

function asText(value) {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}

// How a credential is put on a request: lines of headers, and of the query.
export function presented(document, { scheme, user, secret }) {
  const schemes = Object.values(document.components?.securitySchemes ?? {}).map((each) => resolve(document, each));
  if (scheme === 'basic') return { headers: `Authorization: Basic ${encoded(`${user}:${secret}`)}\n`, query: '' };
  const key = schemes.find((each) => each.type === 'apiKey');
  if (scheme === 'apiKey' && key?.in === 'header') return { headers: `${key.name}: ${secret}\n`, query: '' };
  if (scheme === 'apiKey' && key?.in === 'query') return { headers: '', query: `${key.name}=${encodeURIComponent(secret)}` };
  return { headers: `Authorization: Bearer ${secret}\n`, query: '' };
}

function encoded(text) {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
