"""Pictures and files in messages."""

from collections.abc import Mapping

from bot.sandbox.arguments import Upload
from bot.sandbox.call import Call, Handler
from bot.sandbox.errors import bad_request
from bot.sandbox.files import DOWNLOAD_LIMIT, Files, Stored, image_size
from bot.sandbox.world import Json

PHOTO_LIMIT = 10 * 1024 * 1024
DOCUMENT_LIMIT = 50 * 1024 * 1024


def photo_json(stored: Stored) -> list[Json]:
    """The PhotoSize list of a picture: the sandbox keeps one size."""
    width, height = image_size(stored.data) or (0, 0)
    return [stored.json() | {"width": width, "height": height}]


def document_json(stored: Stored) -> Json:
    """The Document object of a file."""
    return stored.json() | {"file_name": stored.name, "mime_type": stored.mime_type}


def photo_body(call: Call, source: object) -> Json:
    """The picture of a message, uploaded now or sent before."""
    stored = _stored(call, source, folder="photos", limit=PHOTO_LIMIT)
    size = image_size(stored.data)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > 10_000 or max(size) > 20 * max(1, min(size)):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return {"photo": photo_json(stored)}


def document_body(call: Call, source: object) -> Json:
    """The file of a message, uploaded now or sent before."""
    return {"document": document_json(_stored(call, source, folder="documents", limit=DOCUMENT_LIMIT))}


def _stored(call: Call, source: object, *, folder: str, limit: int) -> Stored:
    """The stored file that an upload, an attachment or a file id means."""
    if isinstance(source, str) and source.startswith("attach://"):
        source = call.uploads.get(source.removeprefix("attach://"))
    if isinstance(source, Upload):
        return _taken(call.world.files, source, folder=folder, limit=limit)
    stored = call.world.files.get(source) if isinstance(source, str) else None
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return stored


def _taken(files: Files, upload: Upload, *, folder: str, limit: int) -> Stored:
    """An upload, stored if it is neither empty nor too large."""
    if not upload.data:
        raise bad_request("file must be non-empty")
    if len(upload.data) > limit:
        raise bad_request("file is too big")
    return files.add(upload.data, folder=folder, name=upload.name)


def get_file(call: Call) -> Json:
    """Where a file may be fetched."""
    stored = call.world.files.get(call.get("file_id"))
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.data) > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return stored.json() | {"file_path": stored.path}


METHODS: Mapping[str, Handler] = {"getFile": get_file}
