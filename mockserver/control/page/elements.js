// Makes elements; whatever comes from a server becomes text in them, never markup.

// One element: attributes, listeners (`onclick`), and what a form element holds; null and false are left out.
export function el(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else if (key === 'value') made.value = value;
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...shown(children));
  return made;
}

// Put other children into an element.
export function fill(element, ...children) {
  element.replaceChildren(...shown(children));
}

function shown(children) {
  return children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false);
}

// A link, where the address is one that a browser may follow; text otherwise.
export function link(address, text = address) {
  const outside = /^https?:\/\//i.test(address);
  return outside ? el('a', { href: address, rel: 'noreferrer noopener', target: '_blank' }, text) : el('span', {}, text);
}

export function button(text, onclick, more = {}) {
  return el('button', { type: 'button', onclick, ...more }, text);
}

// A form whose fields are handed over by name when it is sent.
export function form(send, text, ...fields) {
  const onsubmit = (event) => {
    event.preventDefault();
    send(Object.fromEntries(new FormData(event.target)), event.target);
  };
  return el('form', { onsubmit }, fields, el('button', {}, text));
}

export function field(label, name, more = {}) {
  return el('label', {}, `${label} `, el('input', { name, autocomplete: 'off', spellcheck: 'false', ...more }));
}

// A field that offers words, and takes others, too.
export function suggesting(label, name, words) {
  const id = `words-of-${name}`;
  return [field(label, name, { list: id }), el('datalist', { id }, words.map((value) => el('option', { value })))];
}

export function area(label, name, value, rows = 6) {
  return el('label', { class: 'wide' }, label, el('textarea', { name, rows, spellcheck: 'false', value }));
}

// A choice; options are texts, or pairs of value and text.
export function choice(label, name, options, chosen, onchange) {
  const made = options.map((each) => (Array.isArray(each) ? each : [each, each]));
  const select = el('select', { name, onchange: onchange && ((event) => onchange(event.target.value)) });
  select.append(...made.map(([value, text]) => el('option', { value, selected: value === chosen }, text)));
  return el('label', {}, `${label} `, select);
}

export function table(caption, heads, rows) {
  const row = (cells) => el('tr', {}, cells.map((cell) => el('td', {}, cell)));
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    el(
      'table',
      {},
      el('caption', {}, caption),
      el('thead', {}, el('tr', {}, heads.map((head) => el('th', { scope: 'col' }, head)))),
      el('tbody', {}, rows.map(row)),
    ),
  );
}

// A sentence of a document, with what it marks as code.
export function prose(sentence) {
  return (sentence ?? '').split(/`([^`\n]+)`/).map((part, index) => (index % 2 ? el('code', {}, part) : part));
}

// Names with their values, such as headers.
export function pairs(entries) {
  return el('dl', {}, entries.map(([name, value]) => [el('dt', {}, name), el('dd', {}, value)]));
}

// Who says so, as a mark that does not rely on its colour.
export function mark(label) {
  return el('span', { class: `mark ${/^[a-z]+$/.test(label) ? label : ''}` }, label);
}

// So many of something.
export function many(count, what) {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

export function status(code) {
  return el('span', { class: `status s${Math.floor(code / 100)}` }, code || 'broken off');
}

const LONGEST = 100_000;

// A text as it is, cut where it would hold up the page.
export function text(whole) {
  const more = whole.length - LONGEST;
  return el('pre', { tabindex: 0 }, whole.slice(0, LONGEST), more > 0 && `\n… ${more} characters more`);
}

// A JSON text, or what else there is, made readable.
export function readable(body) {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
