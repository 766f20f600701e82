"""What each side sees of a booking and can sensibly do; who may read a message, a need, news."""

from datetime import timedelta

import pytest

from backend.services import booking_reads, bookings, messages, needs, resources
from backend.services.moves import Act
from models.errors import Gone, NotFound
from models.lifecycle import Action, Role
from models.resource import Listed
from tests.backend.services.conftest import DRILL, NOW, Town, newcomer


async def test_each_side_sees_the_name_of_the_other(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    lender = await booking_reads.seen(town.ada, booking.id)
    borrower = await booking_reads.seen(town.ben, booking.id)

    assert (lender.role, lender.other, lender.lends) == (Role.OWNER, "Ben", True)
    assert (borrower.role, borrower.other, borrower.lends) == (Role.BORROWER, "Ada", False)
    with pytest.raises(NotFound):
        await booking_reads.seen(town.cleo, booking.id)


async def test_only_what_makes_sense_now_is_offered(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))

    def offered(role: Role, days: int = 0, hours: int = 0) -> set[Action]:
        return set(booking_reads.possible(booking, role, now=town.now + timedelta(days=days, hours=hours)))

    assert offered(Role.OWNER) == {Action.CONFIRM, Action.DECLINE, Action.PROPOSE}
    assert offered(Role.BORROWER) == {Action.WITHDRAW}

    other = Act(Action.PROPOSE, starts_at=town.at(6), ends_at=town.at(6, 17))
    booking = await bookings.act(town.ada, booking.id, other, now=town.now)
    assert offered(Role.OWNER) == {Action.DECLINE, Action.PROPOSE}
    assert offered(Role.BORROWER) == {Action.ACCEPT_TIME, Action.WITHDRAW}

    booking = await bookings.act(town.ben, booking.id, Act(Action.ACCEPT_TIME), now=town.now)
    assert offered(Role.OWNER) == {Action.HAND_OVER, Action.CANCEL}
    assert offered(Role.OWNER, days=6, hours=1) == {Action.HAND_OVER, Action.CANCEL, Action.NO_SHOW}
    assert offered(Role.BORROWER) == {Action.HAND_OVER, Action.CANCEL, Action.EXTEND}

    booking = await bookings.act(town.ada, booking.id, Act(Action.HAND_OVER), now=town.at(6))
    assert offered(Role.OWNER, days=6) == {Action.RETURN}
    assert offered(Role.BORROWER, days=6) == {Action.HAND_OVER, Action.RETURN, Action.EXTEND}
    assert offered(Role.BORROWER, days=7) == {Action.RETURN, Action.EXTEND}


async def test_accepting_the_first_time_after_all_forgets_the_other_that_was_proposed(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    other = Act(Action.PROPOSE, starts_at=town.at(6), ends_at=town.at(6, 17))
    await bookings.act(town.ada, booking.id, other, now=town.now)

    booking = await bookings.act(town.ada, booking.id, Act(Action.CONFIRM), now=town.now)

    assert (booking.starts_at, booking.proposed_starts_at, booking.proposed_ends_at) == (town.at(5), None, None)


async def test_a_message_is_for_the_two_sides(town: Town) -> None:
    booking = await town.asks(town.ben, town.at(5), town.at(5, 17))
    message = await messages.send(town.ben, booking.id, "Hello", now=town.now)

    read = await messages.get(town.ada, message.id)

    assert (read.text, read.sender.name) == ("Hello", "Ben")
    with pytest.raises(NotFound):
        await messages.get(town.cleo, message.id)


async def test_a_need_is_seen_by_the_group_while_it_stands_and_by_its_owner_always(town: Town) -> None:
    stranger = await newcomer("Stranger", 999)
    need = await needs.state(town.ben, needs.Wish("a gazebo"), now=town.now)

    assert (await needs.seen(town.cleo, need.id, now=town.now)).person.name == "Ben"
    assert await needs.announced(need.id, now=town.now) is not None
    with pytest.raises(NotFound):
        await needs.seen(stranger, need.id, now=town.now)

    await needs.withdraw(town.ben, need.id, now=town.now)
    assert (await needs.seen(town.ben, need.id, now=town.now)).id == need.id
    assert await needs.announced(need.id, now=town.now) is None
    with pytest.raises(Gone):
        await needs.seen(town.cleo, need.id, now=town.now)


async def test_a_thing_that_is_paused_is_no_news(town: Town) -> None:
    assert await resources.announced(town.drill.id) is not None

    await resources.change(town.ada, town.drill.id, resources.Changes(state=Listed.PAUSED), now=town.now)

    assert await resources.announced(town.drill.id) is None


async def test_a_window_without_a_length_matches_what_is_free_in_a_part_of_it(town: Town) -> None:
    await town.asks(town.cleo, town.at(5, 9), town.at(5, 12))
    wish = needs.Wish("hammer drill", starts_at=town.at(5, 9), ends_at=town.at(5, 17))
    need = await needs.state(town.ben, wish, now=town.now)

    found = await needs.matches(town.ben, need.id, now=town.now)

    assert [one.card.title for one in found] == ["Bosch hammer drill"]
    assert found[0].hit.free is not None
    assert (found[0].hit.free.start, found[0].hit.free.end) == (town.at(5, 12), town.at(5, 17))


async def test_the_other_side_has_an_id_unless_it_is_a_group_or_oneself(town: Town) -> None:
    shared = resources.Thing("Marquee", DRILL, owner_group_id=town.group.id)
    marquee = await resources.offer(town.ada, shared, now=NOW)
    lent = await town.asks(town.ben, town.at(1), town.at(2))
    common, own = [
        await bookings.request(who, bookings.Wanted(marquee.id, town.at(day), town.at(day + 1)), now=NOW)
        for day, who in ((3, town.ben), (5, town.ada))
    ]

    seen = [
        (await booking_reads.seen(who, one.id)).other_id
        for who, one in ((town.ben, lent), (town.ada, lent), (town.ben, common), (town.ada, common), (town.ada, own))
    ]

    assert seen == [town.ada.id, town.ben.id, None, town.ben.id, None]
