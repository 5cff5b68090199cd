"""`config.toml`, what the operator edits: total, strict, every fault at once, with defaults for all of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, ConfigDict, Field, ValidationInfo

from matcher.errors import ConfigError, Problem
from matcher.knowledge import STRICT, Filled
from matcher.moments import ScheduleSettings
from matcher.source_settings import (
    CustomSource,
    Duration,
    SourceSettings,
    custom_sources,
    mended,
    span,
    web_address,
)
from matcher.source_tables import SourceTables
from matcher.toml_file import MAIL_ADDRESS, noted, parse_toml, read_text, validate
from sources.kit.call import Source

ONLY_ASCII = "must be of plain letters (ASCII) only: the log-in of mail servers knows no others"
LOOPBACK = ("localhost", "127.0.0.1", "::1")


def _secret_address(address: str) -> str:
    """Links that open a letter's page by themselves: whoever can read them on the way could answer, too."""
    if not address:
        return address
    parts = urlsplit(web_address(address))
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("must be an address without a path, as https://svar.kommunen.se")
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise ValueError("must be https: who can read a link on its way can answer with it; http only on this computer")
    return address.rstrip("/")


def _mail_address(text: str) -> str:
    if not MAIL_ADDRESS.fullmatch(text):
        raise ValueError("must be one e-mail address, without a name: funktion@kommunen.se")
    return text


# Each of these three looks at the fields before its own; a field that is itself at fault is not among them.
def _only_secret(file: Path | None, earlier: ValidationInfo) -> Path | None:
    if file and earlier.data.get("password_env"):
        raise ValueError("stands beside password_env; keep one of them")
    return file


def _one_way(tls: bool, earlier: ValidationInfo) -> bool:
    if tls and earlier.data.get("starttls"):
        raise ValueError("stands beside starttls; keep the one that the port is for (465: tls, 587: starttls)")
    return tls


def _with_secret(username: str | None, earlier: ValidationInfo) -> str | None:
    if not {"password_env", "password_file"} <= earlier.data.keys():
        return username
    secret = earlier.data["password_env"] or earlier.data["password_file"]
    if username and not secret:
        raise ValueError("needs password_env or password_file")
    if secret and not username:
        raise ValueError("is missing: there is a password, but nobody whose it is")
    if username and not username.isascii():
        raise ValueError(ONLY_ASCII)
    return username


MailAddress = Annotated[str, AfterValidator(_mail_address)]
Days = Annotated[int, Field(ge=0, le=36_500)]


@dataclass(frozen=True)
class HttpSettings:
    """`[http]`: how funders are asked.

    per_second  requests a second and host
    timeout     seconds of silence that are borne
    hosts       how many hosts are read side by side
    contact     who can be asked about us, for the User-Agent; empty: the letters' sender
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    per_second: Annotated[float, Field(gt=0)] = 1.0
    timeout: Annotated[float, Field(gt=0)] = 60.0
    hosts: Annotated[int, Field(ge=1, le=32)] = 4
    contact: Annotated[str, Field(pattern=r"^[\x20-\x7e]*$")] = ""


@dataclass(frozen=True)
class MailSettings:
    """`[mail]`: letters into a folder, or through an SMTP server. Passwords never stand in the file.

    starttls, tls    encrypted after a plain greeting, or from the first byte on; at most one of them
    ca_file          certificates (PEM) to trust instead of the system's, for a server of the municipality's own CA
    timeout          seconds to wait for each answer of the server
    coordinator      who is told what went wrong and what comes next; without one `matcher status` tells it
    dkim             the server signs what it sends, so that letters may promise one-click unsubscribing (RFC 8058)
    give_up_after    how long a letter is tried; after that it counts as refused
    urgent_to_heads  what cannot wait for the weekly letter goes to the recipients too, not only to the coordinator
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["folder", "smtp"] = "folder"
    folder: Path = Path("letters")
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    starttls: bool = False
    tls: Annotated[bool, AfterValidator(_one_way)] = False
    ca_file: Path | None = None
    timeout: Annotated[float, Field(gt=0, le=600)] = 60.0
    password_env: Filled | None = None
    password_file: Annotated[Path | None, AfterValidator(_only_secret)] = None
    username: Annotated[Filled | None, AfterValidator(_with_secret), Field(validate_default=True)] = None
    sender: Annotated[MailAddress, Field(alias="from")] = "utlysningar@gotene.example"
    coordinator: MailAddress | None = None
    dkim: bool = False
    give_up_after: Duration = "3d"
    urgent_to_heads: bool = False

    @property
    def patience(self) -> timedelta:
        """How long a letter is tried."""
        return span(self.give_up_after)

    @property
    def password(self) -> str:
        """The secret, from the environment or a file. Raises ConfigError when it is not there, or not ASCII."""
        key, secret = self._secret()
        if secret.isascii():
            return secret
        raise ConfigError([Problem("config", f"mail.{key}", None, ONLY_ASCII)])

    def _secret(self) -> tuple[str, str]:
        """The key that says where the secret is, and the secret."""
        if self.password_env:
            if self.password_env not in os.environ:
                raise ConfigError([Problem("config", "mail.password_env", None, f"{self.password_env} is not set")])
            return "password_env", os.environ[self.password_env]
        if self.password_file:
            return "password_file", read_text(self.password_file).strip()
        raise ConfigError([Problem("config", "mail.username", None, "needs password_env or password_file")])


@dataclass(frozen=True)
class StoreSettings:
    """`[store]`: the one file to back up."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    path: Path = Path("data/matcher.db")


@dataclass(frozen=True)
class ProfilesSettings:
    """`[profiles]`: the folder that the coordinator edits."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    path: Path = Path("profiles")


@dataclass(frozen=True)
class ConsoleSettings:
    """`[console]`: where the console answers, and for whom.

    enabled      whether `matcher serve` runs it at all
    base_url     the address that letters link to, without a path; empty: letters hold no links
    answer_days  how long a letter's answer page stays open
    proxies      how many reverse proxies stand before it; each says for whom it asks
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    enabled: bool = True
    host: Filled = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    base_url: Annotated[str, AfterValidator(_secret_address)] = ""
    answer_days: Annotated[int, Field(ge=1, le=3650)] = 120
    proxies: Annotated[int, Field(ge=0, le=9)] = 0


@dataclass(frozen=True)
class RetentionSettings:
    """`[retention]`: what is removed when it is older than so many days; 0 keeps it for good.

    decision      reference of the decision that allows it; while it is empty nothing is removed
    export        folder that everything is written to before it is removed
    letters_days  content, links and answers of letters; addresses of people who get no letters any more
    answers_days  what people wrote beside their judgement, and from which letter
    runs_days     what the verbs did and the sources gave
    calls_days    calls that their source has stopped listing and that no letter ever told of
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    decision: str = ""
    export: Path = Path("data/removed")
    letters_days: Days = 730
    answers_days: Days = 730
    runs_days: Days = 365
    calls_days: Days = 365

    @property
    def allowed(self) -> bool:
        """Whether anything may be removed."""
        return bool(self.decision.strip())


@dataclass(frozen=True)
class Settings:
    """The whole of `config.toml`. Paths are absolute: they were relative to the file."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    store: StoreSettings = StoreSettings()
    profiles: ProfilesSettings = ProfilesSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    schedule: ScheduleSettings = field(default_factory=ScheduleSettings)
    console: ConsoleSettings = ConsoleSettings()
    retention: RetentionSettings = RetentionSettings()
    sources: dict[str, SourceSettings] = field(default_factory=dict)
    custom: dict[str, CustomSource] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def page(self, token: str) -> str:
        """The address of the page that a letter's token opens; empty when no page can be reached."""
        return f"{self.console.base_url}/svar/{token}" if self.console.base_url and token else ""

    def source(self, name: str) -> SourceSettings:
        """How the operator bends the source, or the defaults."""
        return self.custom[name].bent if name in self.custom else self.sources.get(name, SourceSettings())

    def known(self, built_in: Mapping[str, Source]) -> dict[str, Source]:
        """Every source: the built-in ones as the operator mends them, and those without code, in alphabetical order."""
        bent = {name: mended(source, self.source(name)) for name, source in built_in.items()}
        return dict(sorted((bent | custom_sources(self.custom)).items()))

    def enabled(self, name: str) -> bool:
        """Whether the source is read at all."""
        return self.source(name).enabled and (not self.only or name in self.only)


def profiles_folder(path: Path) -> Path:
    """Where the configuration in `path` says that the profiles are, also while other things in it are wrong.

    The default folder where it does not say, or where it cannot be read at all.
    """
    try:
        _, data = parse_toml(path)
    except ConfigError:
        data = {}
    table = data.get("profiles")
    named = table.get("path") if isinstance(table, dict) else None
    return path.resolve().parent / (named if isinstance(named, str) else ProfilesSettings().path)


def read_settings(path: Path, built_in: Mapping[str, Source]) -> Settings:
    """The configuration in `path`. Raises ConfigError with every problem: file, key and line."""
    text, data = parse_toml(path)
    problems: list[Problem] = []
    tables = SourceTables(path, text, data, built_in, problems)
    only, custom = tables.take()
    with noted(problems):
        settings = replace(validate(path, text, data, Settings), only=only, custom=custom)
        tables.refuse_mending(settings.sources)
    if problems:
        raise ConfigError(problems)
    return _absolute(settings, path.resolve().parent)


def _absolute(settings: Settings, home: Path) -> Settings:
    mail = settings.mail
    return replace(
        settings,
        store=replace(settings.store, path=home / settings.store.path),
        profiles=replace(settings.profiles, path=home / settings.profiles.path),
        retention=replace(settings.retention, export=home / settings.retention.export),
        sources={
            name: replace(bent, key_file=home / bent.key_file if bent.key_file else None)
            for name, bent in settings.sources.items()
        },
        mail=replace(
            mail,
            folder=home / mail.folder,
            password_file=home / mail.password_file if mail.password_file else None,
            ca_file=home / mail.ca_file if mail.ca_file else None,
        ),
    )
