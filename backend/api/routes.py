"""Everything that can be asked, in the order in which the documentation shows it."""

from backend.api import (
    auth,
    booking_actions,
    bookings,
    groups,
    me,
    meta,
    needs,
    notices,
    photos,
    places,
    resources,
    search,
)
from backend.api.routing import Route

ROUTES: tuple[Route, ...] = (
    *meta.ROUTES,
    *auth.ROUTES,
    *me.ROUTES,
    *groups.ROUTES,
    *places.ROUTES,
    *resources.ROUTES,
    *photos.ROUTES,
    *search.ROUTES,
    *needs.ROUTES,
    *bookings.ROUTES,
    *booking_actions.ROUTES,
    *notices.ROUTES,
)
