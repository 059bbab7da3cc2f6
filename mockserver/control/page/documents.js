// A vendor's document in the viewer, with "try it" against this world; the viewer is a page of its own in a frame.

import { SERVER, call, look } from './control.js';
import { choice, el } from './elements.js';

export async function showDocuments(place) {
  const vendors = await look('vendors');
  const name = place.rest[0] ?? vendors[0]?.name;
  if (!name) return el('p', {}, 'No vendor is served.');
  const document = await call('GET', ['vendors', name, 'document'], undefined, { world: place.world });
  const { credentials } = await look('vendors', name);
  const address = new URL(`w/${encodeURIComponent(place.world)}/${name}`, SERVER).href;
  const frame = el('iframe', { src: new URL('viewer.html', import.meta.url).href, title: `The document of ${name}`, class: 'viewer' });
  const hand = (event) => {
    if (event.source !== frame.contentWindow || event.origin !== location.origin || event.data !== 'ready') return;
    frame.contentWindow.postMessage({ document, address, credentials }, location.origin);
  };
  addEventListener('message', hand, { signal: place.signal });
  return [
    el(
      'div',
      { class: 'row' },
      choice('Vendor', 'vendor', vendors.map((each) => each.name), name, (chosen) => place.go('documents', chosen)),
      el('span', { class: 'quiet' }, `OpenAPI ${document.openapi ?? document.swagger}, under the readings of the world ${place.world}; requests go to `, el('code', {}, address)),
    ),
    frame,
  ];
}
