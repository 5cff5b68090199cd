"""`config.toml`, what the operator edits: total, strict, every fault at once, with defaults for all of it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AnyHttpUrl, ConfigDict, Field, TypeAdapter, ValidationError

from matcher.errors import ConfigError, Problem
from matcher.knowledge import STRICT
from matcher.toml_file import MAIL_ADDRESS, find_line, parse_toml, read_text, validate

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"no such time zone: {name}") from error
    return name


def _web_address(address: str) -> str:
    try:
        TypeAdapter(AnyHttpUrl).validate_python(address)
    except ValidationError as error:
        raise ValueError("must be an http or https address") from error
    return address


def _one_line(text: str) -> str:
    if not MAIL_ADDRESS.fullmatch(text):
        raise ValueError("must be one e-mail address, without a name: funktion@kommunen.se")
    return text


def _whole_minute(clock: time) -> time:
    if clock.second or clock.microsecond:
        raise ValueError("must be a whole minute, as 07:00:00")
    return clock


Minute = Annotated[time, AfterValidator(_whole_minute)]
Address = Annotated[str, AfterValidator(_web_address)]
Mailbox = Annotated[str, AfterValidator(_one_line)]
Duration = Annotated[str, Field(pattern=r"^\d{1,4}[hd]$")]


@dataclass(frozen=True)
class SourceSettings:
    """`[sources.<name>]`: how the operator bends one source.

    url      another entry address; it is exempt from the rate rule, and the declared harvest no longer applies
    enabled  false leaves the source out
    every    least time between two readings, as "12h" or "7d"; `matcher run` then leaves it out
    least, most  the healthy harvest, when the declared one no longer fits
    key_env, key_file  where a source that needs a key finds it
    """

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    url: Address | None = None
    enabled: bool = True
    every: Duration = "0h"
    least: Annotated[int, Field(ge=0)] | None = None
    most: Annotated[int, Field(ge=1)] | None = None
    key_env: str | None = None
    key_file: Path | None = None

    @property
    def pause(self) -> timedelta:
        """Least time between two readings."""
        number = int(self.every[:-1])
        return timedelta(hours=number) if self.every.endswith("h") else timedelta(days=number)


@dataclass(frozen=True)
class HttpSettings:
    """`[http]`: requests a second and host, and seconds to wait for an answer."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    per_second: Annotated[float, Field(gt=0)] = 1.0
    timeout: Annotated[float, Field(gt=0)] = 60.0


@dataclass(frozen=True)
class MailSettings:
    """`[mail]`: letters into a folder, or through an SMTP server. Passwords never stand in the file."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    mode: Literal["folder", "smtp"] = "folder"
    folder: Path = Path("letters")
    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    starttls: bool = False
    username: str | None = None
    password_env: str | None = None
    password_file: Path | None = None
    sender: Annotated[Mailbox, Field(alias="from")] = "utlysningar@gotene.example"

    @property
    def password(self) -> str:
        """The secret, from the environment or a file. Raises ConfigError when it is not there."""
        if self.password_env:
            if self.password_env not in os.environ:
                raise ConfigError([Problem("config", "mail.password_env", None, f"{self.password_env} is not set")])
            return os.environ[self.password_env]
        if self.password_file:
            return read_text(self.password_file).strip()
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
    """`[console]`: where the console answers and the address that letters link to; empty means no links."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    base_url: str = ""


@dataclass(frozen=True)
class ScheduleSettings:
    """`[schedule]`: when to read and when the letters go out, in local time."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    digest_weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"
    digest_time: Minute = time(7, 0)
    collect_time: Minute = time(5, 0)
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Europe/Stockholm"

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone that days and clock times are meant in."""
        return ZoneInfo(self.time_zone)

    def today(self, now: datetime) -> date:
        """The local calendar day of `now`."""
        return now.astimezone(self.zone).date()

    def period(self, now: datetime) -> date:
        """The day of the latest digest moment that is not after `now`."""
        local = now.astimezone(self.zone)
        day = local.date() - timedelta(days=(local.weekday() - WEEKDAYS.index(self.digest_weekday)) % 7)
        moment = datetime.combine(day, self.digest_time, tzinfo=self.zone)
        return day if moment <= local else day - timedelta(days=7)

    def next_letters(self, now: datetime) -> datetime:
        """The next digest moment, local time."""
        return datetime.combine(self.period(now) + timedelta(days=7), self.digest_time, tzinfo=self.zone)

    def next_collect(self, now: datetime) -> datetime:
        """The next daily reading, local time."""
        local = now.astimezone(self.zone)
        today = datetime.combine(local.date(), self.collect_time, tzinfo=self.zone)
        tomorrow = datetime.combine(local.date() + timedelta(days=1), self.collect_time, tzinfo=self.zone)
        return today if today > local else tomorrow


@dataclass(frozen=True)
class Settings:
    """The whole of `config.toml`. Paths are absolute: they were relative to the file."""

    __pydantic_config__: ClassVar[ConfigDict] = STRICT
    store: StoreSettings = StoreSettings()
    profiles: ProfilesSettings = ProfilesSettings()
    mail: MailSettings = MailSettings()
    http: HttpSettings = HttpSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    console: ConsoleSettings = ConsoleSettings()
    sources: dict[str, SourceSettings] = field(default_factory=dict)
    only: tuple[str, ...] = ()

    def source(self, name: str) -> SourceSettings:
        """How the operator bends the source, or the defaults."""
        return self.sources.get(name, SourceSettings())

    def enabled(self, name: str) -> bool:
        """Whether the source is read at all."""
        return self.source(name).enabled and (not self.only or name in self.only)


def read_settings(path: Path, known_sources: Iterable[str]) -> Settings:
    """The configuration in `path`. Raises ConfigError with every problem: file, key and line."""
    text, data = parse_toml(path)
    only = _take_only(path, text, data)
    settings = validate(path, text, data, Settings)
    problems = _unknown_sources(path, text, {*settings.sources, *only}, set(known_sources))
    if problems:
        raise ConfigError(problems)
    return _absolute(replace(settings, only=only), path.resolve().parent)


def _take_only(path: Path, text: str, data: dict[str, Any]) -> tuple[str, ...]:
    """`[sources] only` stands beside the tables of the sources, so it is taken out before they are read."""
    sources = data.get("sources")
    only = sources.pop("only", []) if isinstance(sources, dict) else []
    if isinstance(only, list) and all(isinstance(name, str) for name in only):
        return tuple(only)
    line = find_line(text, ("sources", "only"))
    raise ConfigError([Problem(str(path), "sources.only", line, "must be a list of source names")])


def _unknown_sources(path: Path, text: str, named: set[str], known: set[str]) -> list[Problem]:
    there_are = "no such source; there are " + ", ".join(sorted(known))
    return [
        Problem(str(path), f"sources.{name}", find_line(text, ("sources", name)), there_are)
        for name in sorted(named - known)
    ]


def _absolute(settings: Settings, home: Path) -> Settings:
    mail = settings.mail
    return replace(
        settings,
        store=replace(settings.store, path=home / settings.store.path),
        profiles=replace(settings.profiles, path=home / settings.profiles.path),
        mail=replace(
            mail,
            folder=home / mail.folder,
            password_file=home / mail.password_file if mail.password_file else None,
        ),
    )
