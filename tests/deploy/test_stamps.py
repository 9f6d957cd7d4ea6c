"""A stamp changes with every input and with nothing else."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from deploy.stamps import digest, read_stamp, write_stamp


def files(folder: Path) -> list[Path]:
    """A file beside a folder with one file."""
    (folder / "data" / "deep").mkdir(parents=True)
    (folder / "config.yml").write_text("a: 1")
    (folder / "data" / "deep" / "rows.yml").write_text("- 一")
    return [folder / "config.yml", folder / "data"]


def test_the_same_inputs_give_the_same_stamp(tmp_path: Path) -> None:
    """Order and time of change do not matter."""
    paths = files(tmp_path)
    before = digest(paths)
    (tmp_path / "config.yml").touch()
    assert digest(reversed(paths)) == before


def test_every_kind_of_change_gives_another_stamp(tmp_path: Path) -> None:
    """Changed content, a new file deep below, a renamed file, a removed file, another fact."""
    paths = files(tmp_path)
    deep = tmp_path / "data" / "deep"
    stamps = [digest(paths)]
    (deep / "rows.yml").write_text("- 二")
    stamps.append(digest(paths))
    (deep / "more.yml").write_text("")
    stamps.append(digest(paths))
    (deep / "more.yml").rename(deep / "renamed.yml")
    stamps.append(digest(paths))
    (tmp_path / "config.yml").unlink()
    stamps.append(digest(paths))
    stamps.append(digest(paths, "3.11"))
    assert len(set(stamps)) == len(stamps)


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_content_does_not_run_into_the_next_file(first: bytes, second: bytes) -> None:
    """Moving bytes from one file to the next is a change."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        one, two = Path(folder, "a"), Path(folder, "b")
        one.write_bytes(first)
        two.write_bytes(second)
        before = digest([one, two])
        one.write_bytes(first + second)
        two.write_bytes(b"")
        assert (digest([one, two]) == before) == (second == b"")


def test_a_written_stamp_is_read_back_and_a_missing_one_is_none(tmp_path: Path) -> None:
    stamp = tmp_path / "new" / "folder" / "stamp"
    assert read_stamp(stamp) is None
    write_stamp(stamp, "abc")
    assert read_stamp(stamp) == "abc"
    assert [path.name for path in stamp.parent.iterdir()] == ["stamp"]
