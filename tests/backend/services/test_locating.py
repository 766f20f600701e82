from __future__ import annotations

import math
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.services import groups
from backend.services.locating import Found, check_point, locate
from matching.geo import distance_m
from models.errors import Invalid
from models.group import Group
from tests.backend.services.conftest import CENTRE, NOW, Town

BRIDGETOWN, FOLLATON = (50.4290, -3.6780), (50.4350, -3.7010)


class Neighbourly:
    """A geocoder that knows one street, and remembers what it was asked."""

    def __init__(self, answer: Found | None = None) -> None:
        self.answer = answer
        self.asked: list[str] = []

    async def find(self, text: str, group: Group, *, now: datetime) -> Found | None:
        self.asked.append(text)
        return self.answer


@pytest.fixture
async def group(town: Town) -> Group:
    """Totnes, with the areas that its stewards drew up."""
    for name, point in (
        ("Bridgetown", BRIDGETOWN),
        ("Follaton", FOLLATON),
        ("Follaton Oak", FOLLATON),
        ("Straße am Fluß", BRIDGETOWN),
        ("Château Élan", BRIDGETOWN),
    ):
        await groups.name_area(town.ada, town.group.id, name, point, now=NOW)
    return town.group


async def fault(text: str, group: Group, geocoder: Neighbourly | None = None) -> tuple[str, dict[str, object]]:
    with pytest.raises(Invalid) as refused:
        await locate(text, group, now=NOW, geocoder=geocoder)
    [only] = refused.value.faults
    assert only.pointer == "/place"
    return only.code, only.params


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("50.4290, -3.6780", BRIDGETOWN),
        (" 50.4290 -3.6780 ", BRIDGETOWN),
        ("50,4290; -3,6780", BRIDGETOWN),
        ("50°25'44.4\"N 3°40'40.8\"W", BRIDGETOWN),
        ("9C2RC8HC+JQ", BRIDGETOWN),
        ("9c2rc8hc+jq", BRIDGETOWN),
        ("C8HC+JQ", BRIDGETOWN),
        ("C8HC+JQ Totnes, United Kingdom", BRIDGETOWN),
    ],
)
async def test_coordinates_and_plus_codes_are_understood(group: Group, text: str, point: tuple[float, float]) -> None:
    found = await locate(text, group, now=NOW)

    assert distance_m((found.lat, found.lon), point) < 15
    assert found.label == f"{found.lat:.5f}, {found.lon:.5f}"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bridgetown", "Bridgetown"),
        ("  bridgeTOWN ", "Bridgetown"),
        ("bri", "Bridgetown"),
        ("Follaton", "Follaton"),
        ("follaton o", "Follaton Oak"),
        ("STRASSE AM FLUSS", "Straße am Fluß"),
        ("chateau elan", "Château Élan"),
    ],
)
async def test_an_area_is_known_by_its_name_or_how_it_begins(group: Group, text: str, name: str) -> None:
    assert (await locate(text, group, now=NOW)).label == name


async def test_a_beginning_of_several_names_is_asked_back(group: Group) -> None:
    assert await fault("fol", group) == ("several_places", {"areas": ("Follaton", "Follaton Oak")})


async def test_what_nobody_knows_is_refused_with_what_can_be_named(group: Group) -> None:
    code, params = await fault("Atlantis", group)

    assert code == "place_not_found"
    assert params["areas"] == ("Bridgetown", "Château Élan", "Follaton", "Follaton Oak", "Straße am Fluß")


async def test_the_areas_of_another_group_are_not_known(town: Town, group: Group) -> None:
    founding = groups.Founding("Dartington", "dartington", CENTRE, 5_000, "Europe/London", "en")
    other = await groups.found(town.ben, founding, now=NOW)

    assert await fault("Bridgetown", other) == ("place_not_found", {})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "required"),
        ("   ", "required"),
        ("x" * 201, "string_too_long"),
        ("91, 0", "out_of_range"),
        ("50.43, -181", "out_of_range"),
        ("48.5, -20.0", "too_far"),
        ("-50.4316, 3.6839", "too_far"),
        ("9FFFFF00+", "too_far"),
        ("NaN, NaN", "place_not_found"),
        ("%", "place_not_found"),
        ("\0", "place_not_found"),
    ],
)
async def test_what_cannot_be_meant_says_why(group: Group, text: str, code: str) -> None:
    assert (await fault(text, group))[0] == code


async def test_a_place_in_the_ocean_is_told_how_far_the_group_reaches(group: Group) -> None:
    assert await fault("48.5, -20.0", group) == ("too_far", {"group": "Transition Totnes", "reach_m": 15_000})


async def test_only_what_nothing_else_knows_goes_to_the_geocoder(group: Group) -> None:
    address = Found(*BRIDGETOWN, "5 Weston Road", "© OpenStreetMap contributors")
    geocoder = Neighbourly(address)

    for text in ("50.4290, -3.6780", "C8HC+JQ", "Bridgetown"):
        await locate(text, group, now=NOW, geocoder=geocoder)
    found = await locate("5 Weston Rd", group, now=NOW, geocoder=geocoder)

    assert (found, geocoder.asked) == (address, ["5 Weston Rd"])


async def test_figures_out_of_range_are_not_sent_away(group: Group) -> None:
    geocoder = Neighbourly()

    await fault("50.43, -181", group, geocoder)

    assert geocoder.asked == []


async def test_an_address_beyond_the_reach_is_refused_like_a_pin(group: Group) -> None:
    assert (await fault("Paris", group, Neighbourly(Found(48.85, 2.35, "Paris"))))[0] == "too_far"


async def test_a_geocoder_that_knows_nothing_leads_to_the_same_advice(group: Group) -> None:
    assert (await fault("Atlantis", group, Neighbourly()))[0] == "place_not_found"


FIJI = Group(name="Fiji", centre_lat=-16.9, centre_lon=179.99, reach_m=10_000)


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (math.nan, 0.0, "out_of_range"),
        (0.0, math.inf, "out_of_range"),
        (90.1, 0.0, "out_of_range"),
        (0.0, -180.1, "out_of_range"),
        (-16.9, 179.8, "too_far"),
        (16.9, 179.99, "too_far"),
    ],
)
def test_a_point_that_cannot_be_is_refused(lat: float, lon: float, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_point(lat, lon, FIJI)

    assert [fault.code for fault in refused.value.faults] == [code]


@pytest.mark.parametrize("lon", [179.95, 180.0, -180.0, -179.95])
def test_the_date_line_divides_no_group(lon: float) -> None:
    check_point(-16.9, lon, FIJI)


@given(st.floats(), st.floats())
def test_any_two_numbers_are_a_point_in_reach_or_refused(lat: float, lon: float) -> None:
    try:
        check_point(lat, lon, FIJI)
    except Invalid:
        return
    assert distance_m((lat, lon), (FIJI.centre_lat, FIJI.centre_lon)) <= FIJI.reach_m
