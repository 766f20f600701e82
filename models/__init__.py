"""The nouns and their rules: tables, the lifecycle of a booking, the journal."""

from models.access import DeviceCode, IdempotencyKey, Session, SpentToken
from models.booking import Booking, Message
from models.geocode import Geocode, Pace
from models.group import Area, Group, Invitation, Membership
from models.journal import Cursor, Journal
from models.need import Need
from models.notice import Notice
from models.person import Identity, Person
from models.place import ExactPoint, Place
from models.receipt import Draft, UpdateId
from models.resource import Category, Offer, Photo, Resource, Unit

__all__ = [
    "Area",
    "Booking",
    "Category",
    "Cursor",
    "DeviceCode",
    "Draft",
    "ExactPoint",
    "Geocode",
    "Group",
    "IdempotencyKey",
    "Identity",
    "Invitation",
    "Journal",
    "Membership",
    "Message",
    "Need",
    "Notice",
    "Offer",
    "Pace",
    "Person",
    "Photo",
    "Place",
    "Resource",
    "Session",
    "SpentToken",
    "Unit",
    "UpdateId",
]
