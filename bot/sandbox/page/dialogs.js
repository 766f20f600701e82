// The dialogs for places and for everything else that one rarely does.
import { $, make } from "./dom.js";

let filled = "";

// Offers the town's places in the dialog; choosing one fills in its coordinates.
export function fillDialogs(state) {
  const look = JSON.stringify(state.town.places);
  if (look === filled) return;
  filled = look;
  const select = $("preset");
  select.replaceChildren(make("option", { value: "" }, "typed below"), ...state.town.places.map((place, number) => make("option", { value: number }, place.name)));
  select.onchange = () => {
    const place = state.town.places[select.value];
    $("latitude").value = place ? place.latitude : "";
    $("longitude").value = place ? place.longitude : "";
  };
}

// A list of things to do, as [words, run] pairs.
export function moreDialog(title, deeds) {
  $("more-title").textContent = title;
  $("deeds").replaceChildren(...(deeds.length ? deeds.map(([words, run]) =>
    make("button", { type: "button", on: { click: () => { $("more-dialog").close(); run(); } } }, words)) : ["There is nothing to choose."]));
  $("more-dialog").showModal();
}
