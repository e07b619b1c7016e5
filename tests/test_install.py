"""What `make` puts into .venv: by uv where it can be had, else by pip, else a clear word."""

import pytest

from scripts import install

NAME = "requirements.txt"


@pytest.fixture
def called(monkeypatch):
    """The commands that were started; each works unless `fails` says otherwise."""

    class Called(list):
        def fails(self, *words):
            self.failing = words

        failing = ()

    commands = Called()

    def call(*command):
        commands.append(" ".join(command))
        return not any(word in commands[-1] for word in commands.failing)

    monkeypatch.setattr(install, "call", call)
    return commands


@pytest.fixture
def venv(tmp_path, monkeypatch):
    """No .venv yet, in a copy of the repository that has one requirements file."""
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / NAME).write_text("flask==3\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    return tmp_path / ".venv"


def there(venv, name):
    (venv / "bin" / name).touch()


def test_what_pip_fetched_as_uv_installs_what_is_pinned(called, venv):
    there(venv, "uv")
    install.main(NAME)
    assert called[-1].startswith(str(venv / "bin" / "uv")) and "--require-hashes" in called[-1]
    assert not any("-m pip install -q --require-hashes" in one for one in called)


def test_pip_does_it_where_uv_does_not_manage(called, venv, capsys):
    there(venv, "uv")
    called.fails("/uv pip")
    install.main(NAME)
    assert "-m pip install -q --require-hashes" in called[-1]
    assert "trying pip" in capsys.readouterr().out


def test_pip_does_it_where_uv_cannot_be_fetched(called, venv, monkeypatch):
    monkeypatch.setattr(install.shutil, "which", lambda _name: None)
    install.main(NAME)
    assert install.UV in called[-2] and "-m pip install -q --require-hashes" in called[-1]


def test_where_neither_manages_it_says_so_and_leaves_no_stamp(called, venv):
    there(venv, "uv")
    called.fails("install -q")
    with pytest.raises(SystemExit, match="Neither uv nor pip"):
        install.main(NAME)
    assert not list(venv.glob(".installed-*"))


def test_the_next_time_there_is_nothing_to_do_until_something_else_is_pinned(called, venv):
    there(venv, "uv")
    there(venv, "python")
    install.main(NAME)
    before = len(called)
    install.main(NAME)
    assert [one for one in called[before:] if "install" in one] == []
    (install.ROOT / NAME).write_text("flask==4\n")
    install.main(NAME)
    assert "--require-hashes" in called[-1]


def test_without_any_way_to_make_a_venv_it_says_what_to_install(called, venv, monkeypatch):
    monkeypatch.setattr(install.shutil, "which", lambda _name: None)
    called.fails("-m venv")
    with pytest.raises(SystemExit, match="python3-venv"):
        install.main(NAME)


def test_an_old_python_goes_on_with_a_newer_one_or_says_which_it_needs(called, monkeypatch):
    started = []
    monkeypatch.setattr(install.os, "execv", lambda path, _words: started.append(path) or exit())
    monkeypatch.setattr(
        install.shutil, "which", lambda name: f"/usr/bin/{name}" if name.endswith(".13") else None
    )
    with pytest.raises(SystemExit):
        install.go_on_with_newer_python()
    assert started == ["/usr/bin/python3.13"]
    monkeypatch.setattr(install.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit, match=r"3\.11 or newer is needed"):
        install.go_on_with_newer_python()
