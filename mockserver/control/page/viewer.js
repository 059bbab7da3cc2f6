// Shows the document that the page around it hands over; asks nobody else for anything but what "try it" sends.

const place = document.getElementById('viewer');
const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'];

const dark = matchMedia('(prefers-color-scheme: dark)');
const shade = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', shade);
shade();

addEventListener('message', ({ source, origin, data }) => {
  if (source !== parent || origin !== location.origin) return;
  if (typeof SwaggerUIBundle === 'undefined') show(data.document);
  else view(data);
});

if (parent === window) tell('This is a part of the page of the control plane, which shows it under Documents.');
else parent.postMessage('ready', location.origin);

function view({ document: handed, address, credentials }) {
  const ui = SwaggerUIBundle({
    spec: aimedAt(handed, address),
    domNode: place,
    validatorUrl: null,
    docExpansion: 'list',
    supportedSubmitMethods: METHODS,
    onComplete: () => credentials.length && identify(ui, handed, credentials[0]),
  });
}

// The document with one server, that of the world; those that it names itself are not called from here.
function aimedAt(handed, address) {
  const made = structuredClone(handed);
  made.servers = [{ url: address }];
  for (const item of Object.values(made.paths ?? {})) {
    delete item.servers;
    for (const method of METHODS) if (item[method]) delete item[method].servers;
  }
  return made;
}

// Present the first credential that is printed for the vendor; "Authorize" changes it.
function identify(ui, handed, { scheme, user, secret }) {
  const kinds = { basic: (each) => each.scheme === 'basic', apiKey: (each) => each.type === 'apiKey' };
  const fits = kinds[scheme] ?? ((each) => each.scheme === 'bearer');
  for (const [name, each] of Object.entries(handed.components?.securitySchemes ?? {})) {
    if (!fits(each)) continue;
    if (scheme === 'basic') ui.preauthorizeBasic(name, user, secret);
    else ui.preauthorizeApiKey(name, secret);
  }
}

// Without the viewer: how to get it, and the document as it is.
function show(handed) {
  tell('The viewer of documents is not installed beside this server: pip install "mocksrv[viewer]" and start it again.');
  const text = document.createElement('pre');
  text.textContent = JSON.stringify(handed, null, 2);
  place.append(text);
}

function tell(sentence) {
  const made = document.createElement('p');
  made.textContent = sentence;
  place.replaceChildren(made);
}
