"""The scenes that are played over the JSON API."""

from __future__ import annotations

from typing import Any

from backend.cli.play.stage import AREA, AREA_POINT, CATEGORY, CENTRE, GROUP, HOME, LASTS, ZONE, Play

TITLE = "Makita hammer drill"


async def found_group(play: Play) -> None:
    """Ada meets the bot, and starts the group from her laptop: its area, and an invitation."""
    await play.ada.opens(f"https://t.me/{play.house.sandbox.setup.username}?start=")
    await play.ada.presses("Go on as {name}", name="Ada")
    await play.ada.presses("Later")
    laptop = await play.laptop(play.ada)
    founding = {"name": GROUP, "slug": "totnes", "lat": CENTRE[0], "lon": CENTRE[1], "reach_m": 15_000}
    group = await laptop.post("/v1/groups", {**founding, "time_zone": ZONE, "language": play.language})
    path = f"/v1/groups/{group['id']}"
    await laptop.post(f"{path}/areas", {"name": AREA, "lat": AREA_POINT[0], "lon": AREA_POINT[1]})
    play.link = (await laptop.post(f"{path}/invitations", {"uses": 5}))["link"]


async def offer(play: Play) -> None:
    """Ann says where she lives and lists a drill."""
    laptop = await play.laptop(play.ann)
    (group,) = (await laptop.get("/v1/groups"))["data"]
    await laptop.put("/v1/me/home", {"lat": HOME[0], "lon": HOME[1], "group_id": group["id"]})
    await laptop.post("/v1/resources", {"title": TITLE, "category_id": CATEGORY})


async def ask(play: Play) -> None:
    """Ben states his need, sees the matches, and asks for one of them."""
    play.next_saturday()
    laptop = await play.laptop(play.ben)
    need = await laptop.post("/v1/needs", {"text": "hammer drill", "category_id": CATEGORY, **play.times})
    matches = (await laptop.get(f"/v1/needs/{need['id']}/matches"))["data"]
    wanted = next(match["resource_id"] for match in matches if match["title"] in {TITLE, play.speech.thing})
    booking = await laptop.post(f"/v1/needs/{need['id']}/ask", {"resource_id": wanted, **play.times})
    play.booking = booking["id"]


async def accept(play: Play) -> None:
    """Ann sees who waits and says yes; Ben looks up where to meet, and writes that he will be there."""
    mine, theirs = await play.laptop(play.ann), await play.laptop(play.ben)
    await mine.get("/v1/bookings?role=owner&open=true")
    await mine.post(f"{play.path}/confirm")
    await theirs.get(f"{play.path}/meeting")
    await theirs.post(f"{play.path}/messages", {"text": "I will be there at noon."})


async def hand_over(play: Play) -> None:
    """On Saturday both say that it changed hands."""
    await play.later(play.starts_at)
    for neighbour in (play.ann, play.ben):
        await (await play.laptop(neighbour)).post(f"{play.path}/hand-over")


async def give_back(play: Play) -> None:
    """When the time is over both say that it is back."""
    await play.later(play.starts_at + LASTS)
    await (await play.laptop(play.ben)).post(f"{play.path}/return")
    await play.ann.reads("🔔 {name} brought it back.", name="Ben")
    await (await play.laptop(play.ann)).post(f"{play.path}/return")
    await play.ben.reads("🔔 {name} has it back. All done.", name="Ann")


async def states(play: Play) -> list[Any]:
    """What became of each of Ben's bookings."""
    laptop = await play.laptop(play.ben)
    return [booking["state"] for booking in (await laptop.get("/v1/bookings"))["data"]]
