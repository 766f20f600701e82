"""Everything that can be asked, in the order in which the documentation shows it."""

from backend.api import (
    alerts,
    auth,
    blocks,
    booking_actions,
    bookings,
    groups,
    inquiries,
    me,
    meta,
    needs,
    notices,
    photos,
    places,
    resources,
    rounds,
    search,
    seekers,
    words,
)
from backend.api.routing import Route

ROUTES: tuple[Route, ...] = (
    *meta.ROUTES,
    *auth.ROUTES,
    *me.ROUTES,
    *blocks.ROUTES,
    *groups.ROUTES,
    *words.ROUTES,
    *places.ROUTES,
    *resources.ROUTES,
    *seekers.ROUTES,
    *photos.ROUTES,
    *search.ROUTES,
    *needs.ROUTES,
    *inquiries.ROUTES,
    *alerts.ROUTES,
    *rounds.ROUTES,
    *bookings.ROUTES,
    *booking_actions.ROUTES,
    *notices.ROUTES,
)
