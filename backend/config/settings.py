"""The settings: a class for each table of config.toml, with its defaults and bounds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

MIB = 1024 * 1024
NO_SECRET = SecretStr("")

LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$")]
Origin = Annotated[str, Field(pattern=r"^https?://[^\s/?#]+$")]


class Section(BaseModel):
    """One table of config.toml: nothing unknown in it, nothing changed later, no secret shown."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class App(Section):
    data_dir: Path = Path("var")
    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]*[^\s?#/])?$",
        description="write it as https://share.example, without a slash at the end",
    )
    default_language: LanguageTag = "en"
    languages: tuple[LanguageTag, ...] = Field(
        default=("en", "de"), min_length=1, description="name at least one language, each as en or pt_BR"
    )
    secret: SecretStr = NO_SECRET


class Database(Section):
    url: SecretStr = SecretStr("sqlite://var/borrowdale.db")
    pool_max: int = Field(default=20, ge=1, le=500)
    acquire_timeout_s: float = Field(default=2, gt=0, le=60)

    @property
    def dialect(self) -> Literal["sqlite", "postgres"]:
        """The kind of database that the URL names."""
        return "sqlite" if self.url.get_secret_value().startswith("sqlite:") else "postgres"


class Http(Section):
    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(default=8080, ge=0, le=65_535)
    max_body_bytes: int = Field(default=MIB, ge=1024, le=64 * MIB)
    header_timeout_s: float = Field(default=10, gt=0, le=300)
    body_timeout_s: float = Field(default=30, gt=0, le=300)
    cors_origins: tuple[Origin, ...] = Field(
        default=(), description="write each origin as https://map.example, without a path"
    )
    requests_per_minute: int = Field(default=600, ge=1, le=1_000_000)


class Telegram(Section):
    token: SecretStr = NO_SECRET
    username: str = Field(
        default="",
        pattern=r"^([A-Za-z][A-Za-z0-9_]{4,31})?$",
        description="write the bot's name as BotFather shows it, without the @",
    )
    api_base: str = Field(
        default="https://api.telegram.org",
        pattern=r"^https?://[^\s?#]*[^\s?#/]$",
        description="write it as https://api.telegram.org, without a slash at the end",
    )
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: SecretStr = NO_SECRET


class Geocoding(Section):
    enabled: bool = False
    service: str = Field(
        default="nominatim",
        pattern=r"^[a-z0-9]+$",
        description="write the name that geopy has for the service, such as nominatim or photon",
    )
    domain: str = Field(default="nominatim.openstreetmap.org", min_length=1)
    user_agent_contact: str = ""


class Matching(Section):
    distance: float = Field(default=0.5, ge=0, le=100)
    overlap: float = Field(default=0.2, ge=0, le=100)
    text: float = Field(default=0.2, ge=0, le=100)
    record: float = Field(default=0.05, ge=0, le=100)
    trust: float = Field(default=0.05, ge=0, le=100)
    half_distance_m: int = Field(default=2000, ge=1, le=100_000)


class Telling(Section):
    finds_a_day: int = Field(default=3, ge=1, le=100)
    finds_a_week: int = Field(default=10, ge=1, le=500)


class Media(Section):
    max_bytes: int = Field(default=8 * MIB, ge=1024, le=64 * MIB)
    max_pixels: int = Field(default=12_000_000, ge=10_000, le=100_000_000)
    directory: Path = Path("media")


class Log(Section):
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class Settings(Section):
    """Everything that an operator may set; the defaults are those of config.toml."""

    app: App = App()
    database: Database = Database()
    http: Http = Http()
    telegram: Telegram = Telegram()
    geocoding: Geocoding = Geocoding()
    matching: Matching = Matching()
    telling: Telling = Telling()
    media: Media = Media()
    log: Log = Log()

    @property
    def media_dir(self) -> Path:
        """Where photos are kept: media.directory, under app.data_dir unless it is absolute."""
        return self.app.data_dir / self.media.directory
