"""The nouns and their rules: tables, the lifecycle of a booking, the journal."""

from models.access import DeviceCode, IdempotencyKey, Session, SpentToken
from models.alert import Alert, Find, Telling
from models.block import Block
from models.booking import Booking, Message
from models.geocode import Geocode, Pace
from models.group import Area, Group, Invitation, Membership
from models.inquiry import Ask, Inquiry
from models.journal import Cursor, Journal
from models.link import GroupLink
from models.need import Need
from models.notice import Notice
from models.person import Identity, Person
from models.place import ExactPoint, Place
from models.receipt import Draft, UpdateId
from models.resource import Category, Offer, Photo, Resource, Unit
from models.round import Round, RoundRecord, RoundRequest, RoundThing
from models.words import GroupWord, Unmet, UnmetAsker

__all__ = [
    "Alert",
    "Area",
    "Ask",
    "Block",
    "Booking",
    "Category",
    "Cursor",
    "DeviceCode",
    "Draft",
    "ExactPoint",
    "Find",
    "Geocode",
    "Group",
    "GroupLink",
    "GroupWord",
    "IdempotencyKey",
    "Identity",
    "Inquiry",
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
    "Round",
    "RoundRecord",
    "RoundRequest",
    "RoundThing",
    "Session",
    "SpentToken",
    "Telling",
    "Unit",
    "Unmet",
    "UnmetAsker",
    "UpdateId",
]
