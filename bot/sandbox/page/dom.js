// Small helpers: elements are made here, text only ever becomes text.

export const $ = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child != null));
  return element;
}

// Makes a list show these items: an element stays (and keeps its focus) while its item does not change.
export function reconcile(list, items, keyOf, build) {
  const old = new Map([...list.children].map((element) => [element.dataset.key, element]));
  let place = list.firstElementChild;
  for (const item of items) {
    const key = String(keyOf(item));
    const look = JSON.stringify(item);
    let element = old.get(key);
    old.delete(key);
    if (!element || element.dataset.look !== look) {
      const fresh = build(item);
      fresh.dataset.key = key;
      fresh.dataset.look = look;
      if (element) {
        if (place === element) place = fresh;
        keepFocus(element, fresh);
      }
      element = fresh;
    }
    if (place === element) place = place.nextElementSibling;
    else list.insertBefore(element, place);
  }
  for (const gone of old.values()) gone.remove();
}

function keepFocus(element, fresh) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const place = focused ? [...element.querySelectorAll("a, button")].indexOf(focused) : -1;
  element.replaceWith(fresh);
  if (!focused) return;
  const targets = fresh.matches("a, button") ? [fresh] : [...fresh.querySelectorAll("a, button")];
  targets[Math.max(0, Math.min(place, targets.length - 1))]?.focus();
}
