"""What an IT office copies: nginx accepts our configuration, systemd our units, and every setting in them is a real one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.cluster_servers import nginx_program
from index.settings import ROOT
from tests.conftest import require_package
from web.settings import load_web_settings

NGINX, UNITS, COMPOSE = (ROOT / "deploy" / name for name in ("nginx", "systemd", "compose"))
NAMES = ("yuce-web@", "yuce-actions@", "yuce-rasa@")


def settings_of_readme() -> set[str]:
    return set(re.findall(r"^\| `(YUCE_\w+)` \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))


def environment_file() -> dict[str, str]:
    lines = (UNITS / "yuce.env").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name: value for name, _, value in pairs}


def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((COMPOSE / "compose.yml").read_text(encoding="utf-8"))
    return found


def ports_of(upstream: str) -> set[str]:
    text = (NGINX / "yuce.conf").read_text(encoding="utf-8")
    found = re.search(rf"upstream {upstream} {{(.*?)\n}}", text, re.DOTALL)
    assert found
    return set(re.findall(r"server 127\.0\.0\.1:(\d+)", found[1]))


def test_nginx_accepts_ours(tmp_path: Path) -> None:
    """As it stands, but for the places of certificate and parts."""
    require_package("nginx", nginx_program() is not None)
    if not shutil.which("openssl"):
        pytest.skip("openssl makes the certificate: apt-get install -y openssl")
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=policy.example.cn", "-days", "1"]
    files = ["-keyout", str(tmp_path / "policy.key"), "-out", str(tmp_path / "policy.crt")]
    subprocess.run([*make, *files], check=True, capture_output=True)
    text = (NGINX / "yuce.conf").read_text(encoding="utf-8")
    text = text.replace("/etc/nginx/certificates", str(tmp_path)).replace("/etc/nginx/yuce", str(NGINX / "parts"))
    text = text.replace("/var/log/nginx", str(tmp_path))
    whole = f"error_log {tmp_path}/e;\npid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    command = [nginx_program() or "", "-t", "-p", str(tmp_path), "-c", str(tmp_path / "nginx.conf")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "[warn]" not in done.stderr, done.stderr


def test_only_the_doors_are_reached_from_outside() -> None:
    text = (NGINX / "yuce.conf").read_text(encoding="utf-8")
    assert sorted(re.findall(r"listen (.+?);", text)) == ["127.0.0.1:5005", "127.0.0.1:5055", "443 ssl http2", "80"]


def test_the_address_is_what_nginx_saw_and_not_what_a_client_says() -> None:
    """The door believes X-Forwarded-For of YUCE_TRUSTED_PROXIES, so nginx must never hand on what it was given."""
    text = (NGINX / "parts" / "doors.conf").read_text(encoding="utf-8")
    assert re.search(r"X-Forwarded-For\s+\$remote_addr;", text) and "$proxy_add_x_forwarded_for" not in text
    assert re.search(r"Host\s+\$http_host;", text) and re.search(r"X-Yuce-Message\s+\$request_id;", text)


def test_no_question_stands_in_nginxs_logs() -> None:
    """Neither $request nor $request_uri, which hold queries."""
    text = (NGINX / "parts" / "http.conf").read_text(encoding="utf-8")
    [line] = re.findall(r"log_format yuce (.*?);", text, re.DOTALL)
    assert "$uri" in line and not re.search(r"\$(request|request_uri|args|query_string|http_\w+)\b", line)


@pytest.mark.parametrize("name", NAMES)
def test_systemd_accepts_the_units(tmp_path: Path, name: str) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd is not here")
    for unit in UNITS.glob("*.*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/yuce", str(ROOT)).replace("User=yuce", "User=root")
        text = text.replace("Group=yuce", "Group=root")
        target = unit.name.replace("@.", "@8080.") if "@." in unit.name else unit.name
        (tmp_path / target).write_text(text, encoding="utf-8")
    command = ["systemd-analyze", "verify", "--man=no", "--recursive-errors=no", str(tmp_path / f"{name}8080.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "yuce" in line]
    assert done.returncode == 0 and ours == [], done.stderr


def test_units_start_what_nginx_names() -> None:
    target = (UNITS / "yuce.target").read_text(encoding="utf-8")
    for upstream, unit in {"yuce_doors": "web", "yuce_rasa": "rasa", "yuce_actions": "actions"}.items():
        assert set(re.findall(rf"yuce-{unit}@(\d+)\.service", target)) == ports_of(upstream)


def test_the_environment_holds_real_settings_that_the_door_takes() -> None:
    environ = environment_file()
    assert {name for name in environ if name.startswith("YUCE_")} <= settings_of_readme()
    settings = load_web_settings(environ)
    assert settings.https and [str(one) for one in settings.trusted_proxies] == ["127.0.0.1/32"]
    assert environ["YUCE_RASA_PORT"] == "5005" and environ["YUCE_ACTIONS_PORT"] == "5055"


def test_what_make_run_sets_by_itself_is_set_there_too() -> None:
    """But for what only quietens terminals."""
    from deploy.settings import PRIVATE, QUIET, STEADY

    wanted = {**STEADY, **PRIVATE, **QUIET, "HF_HUB_OFFLINE": "1"}
    del wanted["PYTHONWARNINGS"]
    environ, services = environment_file(), compose()["services"]
    assert wanted.items() <= environ.items()
    assert wanted.items() <= services["rasa-1"]["environment"].items()


def test_compose_runs_what_nginx_names_and_publishes_nothing_else() -> None:
    services = compose()["services"]
    commands = {name: str(service.get("command", "")) for name, service in services.items()}
    assert set(re.findall(r"YUCE_WEB_PORT=(\d+)", str(commands))) == ports_of("yuce_doors")
    assert set(re.findall(r"YUCE_ACTIONS_PORT=(\d+)", str(commands))) == ports_of("yuce_actions")
    assert set(re.findall(r"compose/rasa (\d+)", str(commands))) == ports_of("yuce_rasa")
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    ours = [service for name, service in services.items() if re.fullmatch(r"(web|actions|rasa)-\d", name)]
    assert {service["network_mode"] for service in ours} == {"service:nginx"} and len(ours) == 7


def test_compose_and_its_example_hold_real_settings() -> None:
    """And every variable that has to be filled in stands in the example."""
    text, example = (
        (COMPOSE / "compose.yml").read_text(encoding="utf-8"),
        (COMPOSE / "env.example").read_text(encoding="utf-8"),
    )
    own = {"YUCE_CERTIFICATES"}
    named = set(re.findall(r"\bYUCE_\w+", text + example))
    assert named - own <= settings_of_readme()
    assert set(re.findall(r"\$\{(\w+)", text)) == set(re.findall(r"^(\w+)=", example, re.MULTILINE))


def test_compose_mounts_files_that_exist() -> None:
    services = compose()["services"]
    sources = [volume.split(":")[0] for volume in services["nginx"]["volumes"]]
    assert all((COMPOSE / source).exists() for source in sources if source.startswith(".."))
    assert (COMPOSE / services["web-1"]["build"]["context"] / services["web-1"]["build"]["dockerfile"]).is_file()
