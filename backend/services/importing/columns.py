"""What the columns of a list are called, by those who keep such lists."""

from __future__ import annotations

import unicodedata
from enum import StrEnum

from backend.services.wording import folded


class Column(StrEnum):
    """What a column says of a thing."""

    TITLE = "title"
    CATEGORY = "category"
    DESCRIPTION = "description"
    UNITS = "units"
    PLACE = "place"
    POINT = "point"
    CONDITION = "condition"
    VALUE = "value"
    NUMBER = "number"


SPELLINGS: dict[Column, str] = {
    Column.TITLE: "name, title, item, item name, tool, thing, product, object, resource, what,"
    " bezeichnung, titel, gegenstand, artikel, werkzeug, gerät, ding,"  # codespell:ignore titel
    " nom, titre, objet, article, outil, désignation, intitulé, libellé,"  # codespell:ignore objet
    " nombre, título, objeto, artículo, herramienta, denominación",
    Column.CATEGORY: "category, categories, type, kind, group, tags, keywords,"
    " kategorie, kategorien, art, gruppe, typ, schlagworte,"
    " catégorie, genre, famille, mots clés, categoría, tipo, clase, grupo, etiquetas",
    Column.DESCRIPTION: "description, details, notes, note, comment, comments, remarks, about,"
    " beschreibung, bemerkung, bemerkungen, hinweis, hinweise, anmerkung, notiz, notizen, kommentar,"
    " remarque, remarques, commentaire, descriptif, descripción, detalles, notas, observaciones, comentario",
    Column.UNITS: "units, unit, quantity, qty, count, number of units, how many, pieces, pcs, amount, stock, copies,"
    " anzahl, menge, stück, stückzahl, stk, bestand, quantité, qté, nombre d'unités, unités, exemplaires, pieces (nb),"
    " cantidad, unidades, uds, piezas, existencias",
    Column.PLACE: "place, location, where, site, branch, hub, shed, library,"
    " ort, standort, lagerort, stelle, lieu, emplacement, endroit, site de retrait,"
    " lugar, ubicación, sitio, sede",
    Column.POINT: "point, coordinates, coords, lat lon, gps, plus code, pluscode, koordinaten,"
    " coordonnées, coordenadas",
    Column.CONDITION: "condition, wear, quality, zustand, état, condición, estado",
    Column.VALUE: "value, price, cost, replacement value, replacement cost, new price,"
    " wert, preis, neupreis, neuwert, kaufpreis, wiederbeschaffungswert,"
    " valeur, prix, coût, prix d'achat, valor, precio, coste, costo",
    Column.NUMBER: "number, no, nr, id, inventory number, inventory no, inventory id, item id, item number, asset,"
    " asset tag, asset number, code, item code, barcode, sku, ref, reference,"
    " nummer, inventarnummer, inventar nr, inventarnr, artikelnummer, kennung, lfd nr,"
    " numéro, n°, numéro d'inventaire, no d'inventaire, identifiant, número de inventario, código, referencia",
}


def bare(text: str) -> str:
    """The text as it is compared: no case, no accents, no punctuation at its ends or between words."""
    apart = unicodedata.normalize("NFKD", folded(text).replace("_", " ").replace("-", " ").replace("ß", "ss"))
    letters = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(letters.replace(".", " ").replace("°", " ").replace(":", " ").replace("*", " ").split())


_BY_NAME = {bare(name): column for column, names in SPELLINGS.items() for name in names.split(",")}


def column_of(heading: str) -> Column | None:
    """What a heading means; what stands in brackets after it (a currency, a hint) does not count."""
    whole = bare(heading)
    return _BY_NAME.get(whole) or _BY_NAME.get(bare(whole.partition("(")[0].partition("[")[0]))
