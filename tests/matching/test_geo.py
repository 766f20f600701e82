import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.geo import (
    BANDS,
    EARTH_RADIUS_M,
    EXACT,
    Band,
    Point,
    band,
    cell_of,
    centre,
    distance_between_cells,
    distance_m,
    parse_coordinates,
    parse_plus_code,
    validate_point,
    within,
)
from matching.invalid import InvalidValue

TOTNES = (50.4319, -3.6840)

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def haversine_m(a: Point, b: Point) -> float:
    """The textbook formula, right except near antipodes."""
    (lat_a, lon_a), (lat_b, lon_b) = [tuple(map(math.radians, point)) for point in (a, b)]
    half = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half)))


def test_a_cell_is_fifteen_hexadecimal_characters() -> None:
    assert cell_of(*TOTNES) == "88195b6803fffff"


@given(points)
def test_the_centre_of_a_cell_lies_in_it(point: Point) -> None:
    cell = cell_of(*point)

    assert cell_of(*centre(cell)) == cell
    assert distance_m(point, centre(cell)) < 1_000


@given(points, points)
def test_a_distance_agrees_with_the_haversine(a: Point, b: Point) -> None:
    assert distance_m(a, b) == pytest.approx(haversine_m(a, b), rel=1e-6, abs=0.3)
    assert distance_m(a, b) == distance_m(b, a)


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((0.0, 179.999), (0.0, -179.999), 222.39),
        ((89.999, 0.0), (89.999, 180.0), 222.39),
        ((90.0, 12.0), (90.0, -77.0), 0.0),
        ((-90.0, 0.0), (90.0, 0.0), math.pi * EARTH_RADIUS_M),
        ((0.0, 0.0), (0.0, 180.0), math.pi * EARTH_RADIUS_M),
        ((50.0, 5.0), (50.0, 5.0), 0.0),
        ((51.5074, -0.1278), (48.8566, 2.3522), 343_556),
    ],
    ids=["antimeridian", "across the pole", "the pole has one point", "poles", "antipodes", "itself", "London-Paris"],
)
def test_distances_hold_where_formulas_break(a: Point, b: Point, metres: float) -> None:
    assert distance_m(a, b) == pytest.approx(metres, rel=1e-4, abs=0.01)


def test_neighbours_across_the_antimeridian_are_near() -> None:
    assert distance_between_cells(cell_of(-16.8, 179.999), cell_of(-16.8, -179.999)) < 3_000


def test_two_homes_of_one_cell_are_no_distance_apart() -> None:
    lat, lon = centre(cell_of(*TOTNES))

    assert distance_between_cells(cell_of(lat + 0.001, lon), cell_of(lat, lon - 0.001)) == 0


def test_a_public_place_may_be_exact() -> None:
    assert distance_m(TOTNES, centre(cell_of(*TOTNES, EXACT))) < 6


@pytest.mark.parametrize(
    ("lat", "lon", "pointer"),
    [
        (math.nan, 0, "/lat"),
        (0, math.inf, "/lon"),
        (-math.inf, 0, "/lat"),
        (90.001, 0, "/lat"),
        (-91, 0, "/lat"),
        (0, 180.5, "/lon"),
        (0, -1e308, "/lon"),
    ],
)
def test_what_is_no_point_on_the_earth_is_refused(lat: float, lon: float, pointer: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        cell_of(lat, lon)

    assert caught.value.pointer == pointer


@pytest.mark.parametrize("corner", [(90, 180), (-90, -180), (0, 0)])
def test_the_edges_of_the_map_are_points(corner: Point) -> None:
    validate_point(*corner)


@pytest.mark.parametrize("cell", ["", "zz", "88195b6805ffff", "0" * 15, "drop table"])
def test_a_string_that_is_no_cell_is_refused(cell: str) -> None:
    with pytest.raises(InvalidValue, match="not_a_cell"):
        centre(cell)


@pytest.mark.parametrize(
    ("metres", "expected"),
    [
        (0, Band(0, 1_000)),
        (999.9, Band(0, 1_000)),
        (1_000, Band(1_000, 2_000)),
        (2_000, Band(2_000, 5_000)),
        (9_999, Band(5_000, 10_000)),
        (10_000, Band(10_000, 25_000)),
        (25_000, Band(25_000, None)),
        (2e7, Band(25_000, None)),
    ],
)
def test_a_distance_leaves_as_its_band(metres: float, expected: Band) -> None:
    assert band(metres) == expected


def test_bands_leave_no_gap() -> None:
    assert all(one.high_m == following.low_m for one, following in pairwise(BANDS))


def test_a_place_in_the_ocean_is_out_of_reach() -> None:
    assert not within(TOTNES, (48.0, -12.0), 50_000)
    assert within(TOTNES, (50.44, -3.70), 50_000)


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("50.43, -3.68", (50.43, -3.68)),
        (" 50.43 -3.68 ", (50.43, -3.68)),
        ("50.43;-3.68", (50.43, -3.68)),
        ("geo:50.43,-3.68", (50.43, -3.68)),
        ("+50 −3", (50.0, -3.0)),
        ("50,43; -3,68", (50.43, -3.68)),
        ("50,43, -3,68", (50.43, -3.68)),
        ("50.43N 3.68W", (50.43, -3.68)),
        ("50.43° N, 3.68° W", (50.43, -3.68)),
        ("N 50.43 W 3.68", (50.43, -3.68)),
        ("S33.5 E151.25", (-33.5, 151.25)),
        ("50°26'10.5\"N 3°40'48\"W", (50.43625, -3.68)),
        ("50° 26′ 10,5″ n, 3° 40′ 48″ w", (50.43625, -3.68)),
        ("N 50 26.5' W 3 40'", (50 + 26.5 / 60, -3 - 40 / 60)),
    ],
)
def test_typed_coordinates_are_read(typed: str, point: Point) -> None:
    assert parse_coordinates(typed) == pytest.approx(point)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "Totnes",
        "50.43",
        "12 High Street",
        "91, 0",
        "0, 181",
        "nan, nan",
        "1e5, 3",
        "50.43, -3.68, 7",
        "° N ° W",
        "5",
    ],
)
def test_other_text_is_no_coordinates(typed: str) -> None:
    assert parse_coordinates(typed) is None


@given(st.text(max_size=300))
def test_no_text_upsets_the_readers_of_places(typed: str) -> None:
    for found in (parse_coordinates(typed), parse_plus_code(typed), parse_plus_code(typed, TOTNES)):
        if found:
            validate_point(*found)


@given(points)
def test_coordinates_come_back_as_they_were_written(point: Point) -> None:
    lat, lon = (round(value, 6) for value in point)

    assert parse_coordinates(f"{lat:.6f}, {lon:.6f}") == (lat, lon)


@pytest.mark.parametrize("typed", ["9C2RC8J8+Q9", "9c2rc8j8+q9", "C8J8+Q9 Totnes", "C8J8+Q9, Totnes"])
def test_a_plus_code_is_a_place(typed: str) -> None:
    found = parse_plus_code(typed, TOTNES)

    assert found
    assert distance_m(found, (50.43194, -3.68406)) < 50


def test_a_full_plus_code_needs_no_reference() -> None:
    assert parse_plus_code("9C2RC8J8+Q9") == parse_plus_code("9C2RC8J8+Q9", (0.0, 0.0))


@pytest.mark.parametrize("typed", ["C8J8+Q9", "Totnes", "", "9C2RC8J8", "A+B", "9C2RC8J8+Q", "ZZZZZZZZ+ZZ"])
def test_a_short_or_broken_code_alone_is_no_place(typed: str) -> None:
    assert parse_plus_code(typed) is None
