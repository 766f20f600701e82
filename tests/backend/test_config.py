"""Settings are read once, complain of everything at once, and show no secret."""

import re
import stat
from itertools import pairwise
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from backend.config import ConfigError, Settings, ensure_secret, load

CONFIG = Path(__file__).parents[2] / "config.toml"
CANARY = "123456:a-canary-that-nobody-may-see-anywhere"


def _faults(environ: dict[str, str], path: Path | None = None) -> dict[str, str]:
    with pytest.raises(ConfigError) as caught:
        load(path, environ)
    return {fault.key: fault.advice for fault in caught.value.faults}


def _written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_config_toml_says_what_holds_when_it_is_left_out() -> None:
    assert load(CONFIG, {}) == load(None, {}) == Settings()


def test_config_toml_has_every_setting_with_a_comment_above_it() -> None:
    lines = CONFIG.read_text(encoding="utf-8").splitlines()
    commented = [line.split(" = ")[0] for above, line in pairwise(lines) if above.startswith("# ")]

    settings = [key for _name, section in Settings() for key in type(section).model_fields]

    assert [key for key in commented if re.fullmatch(r"[a-z_0-9]+", key)] == settings


def test_the_environment_overrides_the_file(tmp_path: Path) -> None:
    path = _written(tmp_path, '[http]\nport = 1\nhost = "::1"\n')

    settings = load(path, {"BORROWDALE__HTTP__PORT": "9000", "BORROWDALE__APP__LANGUAGES": "de, en", "HOME": "/"})

    assert (settings.http.host, settings.http.port, settings.app.languages) == ("::1", 9000, ("de", "en"))


def test_an_empty_variable_empties_a_list() -> None:
    assert load(None, {"BORROWDALE__HTTP__CORS_ORIGINS": ""}).http.cors_origins == ()


@pytest.mark.parametrize(("section", "key"), [("app", "secret"), ("telegram", "token"), ("database", "url")])
def test_a_secret_may_be_given_as_a_file(tmp_path: Path, section: str, key: str) -> None:
    secrets = {"secret": "s" * 40, "token": CANARY, "url": "postgres://ada:lovelace@localhost/borrowdale"}
    path = tmp_path / "held"
    path.write_text(secrets[key] + "\n", encoding="utf-8")

    settings = load(None, {f"BORROWDALE__{section.upper()}__{key.upper()}_FILE": str(path)})

    assert getattr(getattr(settings, section), key) == SecretStr(secrets[key])


def test_what_is_no_secret_is_not_read_from_a_file() -> None:
    assert _faults({"BORROWDALE__HTTP__HOST_FILE": "/etc/hostname"}) == {
        "http.host_file": "is not a setting; did you mean host?"
    }


def test_every_fault_is_listed_at_once_by_its_key(tmp_path: Path) -> None:
    path = _written(tmp_path, 'log = 3\n[http]\nprot = 1\nport = 65536\n[colour]\n[app]\npublic_url = "x/"\n')
    environ = {
        "BORROWDALE__APP": "x",
        "BORROWDALE__APP__SECRET": "short",
        "BORROWDALE__GEOCODING__ENABLED": "true",
        "BORROWDALE__MEDIA__MAX_PIXELS": "many",
        "BORROWDALE__TELEGRAM__MODE": "webhook",
        "BORROWDALE__TELEGRAM__TOKEN_FILE": str(tmp_path / "nowhere"),
    }

    assert _faults(environ, path) == {
        "BORROWDALE__APP": "name it as BORROWDALE__SECTION__KEY",
        "telegram.token_file": "names a file that cannot be read as text",
        "app.public_url": "write it as https://share.example, without a slash at the end",
        "http.prot": "is not a setting; did you mean port?",
        "http.port": "Input should be less than or equal to 65535",
        "media.max_pixels": "Input should be a valid integer, unable to parse string as an integer",
        "log": "write it as a table, [log]",
        "colour": "is not a setting; remove it",
        "app.secret": "use at least 32 characters, or leave it empty and one is made",
        "telegram.webhook_secret": "telegram.mode is webhook: give 16 to 256 letters, digits, _ or -",
        "geocoding.user_agent_contact": "geocoding is enabled: give an e-mail address or a page where its operators"
        " reach you",
    }


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("app.default_language", "fr"),
        ("app.secret", "x" * 31),
        ("app.languages", ""),
        ("app.languages.1", "en,English"),
        ("database.url", "mysql://localhost/borrowdale"),
        ("database.url", "sqlite://"),
        ("database.pool_max", "0"),
        ("database.acquire_timeout_s", "nan"),
        ("http.port", "-1"),
        ("http.body_timeout_s", "inf"),
        ("http.cors_origins.0", "map.example"),
        ("telegram.token", "letters"),
        ("telegram.username", "@lender"),
        ("telegram.mode", "carrier pigeon"),
        ("matching.distance", "-0.1"),
        ("matching.half_distance_m", "1.5"),
        ("log.level", "loud"),
    ],
)
def test_a_value_out_of_bounds_is_a_fault_of_its_key(key: str, value: str) -> None:
    section, name = key.split(".")[:2]

    assert list(_faults({f"BORROWDALE__{section.upper()}__{name.upper()}": value})) == [key]


def test_a_webhook_needs_a_secret_and_an_address_that_telegram_can_reach() -> None:
    environ = {"BORROWDALE__TELEGRAM__MODE": "webhook", "BORROWDALE__APP__PUBLIC_URL": "http://share.example"}

    assert list(_faults(environ)) == ["app.public_url", "telegram.webhook_secret"]


def test_one_weight_at_least_counts() -> None:
    none = {f"BORROWDALE__MATCHING__{weight}": "0" for weight in ("DISTANCE", "OVERLAP", "TEXT", "RECORD", "TRUST")}

    assert list(_faults(none)) == ["matching.distance"]


@pytest.mark.parametrize("text", ["port = [", "\udcff"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))

    assert list(_faults({}, path)) == [str(path)]


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"

    assert _faults({}, path) == {str(path): "cannot be read (No such file or directory)"}


@pytest.mark.parametrize("key", ["APP__SECRET", "DATABASE__URL", "TELEGRAM__TOKEN", "TELEGRAM__WEBHOOK_SECRET"])
def test_no_secret_is_shown_neither_by_the_settings_nor_by_a_complaint(key: str) -> None:
    value = f"postgres://ada:{CANARY}@localhost/borrowdale" if key == "DATABASE__URL" else CANARY

    settings = load(None, {f"BORROWDALE__{key}": value})
    with pytest.raises(ConfigError) as caught:
        load(None, {f"BORROWDALE__{key}": value, f"BORROWDALE__{key}S": value, "BORROWDALE__HTTP__PORT": CANARY})

    assert CANARY not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert CANARY not in f"{caught.value} {caught.value!r} {caught.value.__context__}"


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        setattr(Settings().http, "port", 1)  # noqa: B010 the assignment itself is a type error, as it should be


def test_photos_are_kept_under_the_data_directory() -> None:
    settings = load(None, {"BORROWDALE__APP__DATA_DIR": "/srv/borrowdale"})

    assert settings.media_dir == Path("/srv/borrowdale/media")


@pytest.mark.parametrize(("url", "dialect"), [("sqlite://x.db", "sqlite"), ("postgres://h/d", "postgres")])
def test_the_url_tells_the_kind_of_database(url: str, dialect: str) -> None:
    assert load(None, {"BORROWDALE__DATABASE__URL": url}).database.dialect == dialect


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "var"

    first, second = ensure_secret(folder), ensure_secret(folder)

    assert first == second
    assert len(first.get_secret_value()) >= 32
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_a_secret_that_others_can_read_is_refused(tmp_path: Path) -> None:
    ensure_secret(tmp_path)
    (tmp_path / "secret").chmod(0o640)

    with pytest.raises(ConfigError, match="chmod 600"):
        ensure_secret(tmp_path)


def test_a_secret_that_is_too_short_is_refused(tmp_path: Path) -> None:
    ensure_secret(tmp_path)
    (tmp_path / "secret").write_text("x\n", encoding="ascii")

    with pytest.raises(ConfigError, match="too short"):
        ensure_secret(tmp_path)
