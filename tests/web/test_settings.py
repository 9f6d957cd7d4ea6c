"""A bad value stops the start and is named; every variable is in the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from web.errors import SettingError
from web.settings import ROOT, load_web_settings

BAD = [
    ("YUCE_WEB_PORT", "http"),
    ("YUCE_WEB_PORT", "0"),
    ("YUCE_WEB_PORT", "65536"),
    ("YUCE_RATE_LIMIT", "-1"),
    ("YUCE_RATE_LIMIT", "²"),
    ("YUCE_QUEUE", "0"),
    ("YUCE_SESSION_HOURS", "0"),
    ("YUCE_MAX_CHARACTERS", "501"),
    ("YUCE_DOOR_DEADLINE_S", "nan"),
    ("YUCE_RASA_DEADLINE_S", "0"),
    ("YUCE_LOOKUP_DEADLINE_S", "soon"),
    ("YUCE_PUBLIC_URL", "policy.example.cn"),
    ("YUCE_PUBLIC_URL", "https://policy.example.cn/chat"),
    ("YUCE_PUBLIC_URL", "https://a.cn; script-src *"),
    ("YUCE_EMBED_ORIGINS", "http://park.example.cn"),
    ("YUCE_EMBED_ORIGINS", "https://*.example.cn"),
    ("YUCE_EMBED_ORIGINS", "https://a.cn:port"),
    ("YUCE_EMBED_ORIGINS", "https://user@a.cn"),
    ("YUCE_TRUSTED_PROXIES", "proxy.example.cn"),
    ("YUCE_TRUSTED_PROXIES", "10.0.0.0/64"),
]


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_named_with_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_web_settings({name: value})
    assert name in str(caught.value) and len(str(caught.value).splitlines()) == 1


def test_a_short_secret_is_refused_and_not_printed() -> None:
    with pytest.raises(SettingError) as caught:
        load_web_settings({"YUCE_SECRET": "geheim"})
    assert "YUCE_SECRET" in str(caught.value) and "geheim" not in str(caught.value)


def test_hops_that_do_not_fit_into_a_turn_are_refused() -> None:
    with pytest.raises(SettingError, match="YUCE_RASA_DEADLINE_S"):
        load_web_settings({"YUCE_RASA_DEADLINE_S": "14"})


def test_without_any_setting_it_listens_on_loopback_only() -> None:
    settings = load_web_settings({})
    assert (settings.host, settings.port, settings.https) == ("127.0.0.1", 8080, False)


def test_origins_are_written_as_browsers_send_them() -> None:
    settings = load_web_settings({"YUCE_EMBED_ORIGINS": "HTTPS://Park.example.cn:443/, https://[2001:db8::1]:8443"})
    assert settings.embed_origins == ("https://park.example.cn", "https://[2001:db8::1]:8443")


def test_every_variable_is_in_the_readme() -> None:
    named = set(re.findall(r'"(YUCE_[A-Z_]+)"', Path(ROOT / "web" / "settings.py").read_text(encoding="utf-8")))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(named) > 10
    assert [name for name in sorted(named) if f"`{name}`" not in readme] == []
