"""The drivers find a package where it is installed, and ask it as its users do."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tandem.conformance.answer import Broken, Dropped, Sent
from tandem.conformance.implementation import Implementation
from tandem.conformance.peers import peers
from tandem.conformance.vectors import Vector


def vector(key: str, text: str, country: str | None = None) -> Vector:
    return Vector(id="x", key=key, input=text, normal=None, sha256=None, source="a test", country=country)


STAND_IN_SDK = {
    "facebook_business-26.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: facebook_business\nVersion: 26.0\n",
    "facebook_business/adobjects/serverside/normalize.py": """
class Normalize:
    @staticmethod
    def normalize_field(field, text): return f"{field} hashed {text}"
""",
    "facebook_business/adobjects/serverside/user_data.py": """
class UserData:
    def __init__(self, **given): self.given = given
    def normalize(self):
        if "email" in self.given: raise TypeError("no address")
        if self.given.get("zip_code") == "none": return {}
        return {"zp": [f"{self.given.get('country_code')} {self.given.get('zip_code')}"]}
""",
}


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def sdk(tmp_path_factory: pytest.TempPathFactory) -> Implementation:
    """An interpreter of its own with a stand-in for the SDK: the names are the real ones, the work is not."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    written(next(folder.glob("lib/python*/site-packages")), STAND_IN_SDK)
    return peers(str(folder / "bin" / "python"), None)[0]


def test_a_python_package_is_looked_up_in_the_interpreter_that_was_named(sdk: Implementation) -> None:
    """Ours need not have it."""
    assert (sdk.name, sdk.about().version, sdk.about().missing) == ("facebook_business", "26.0", None)


def test_the_sdk_is_asked_as_its_users_ask(sdk: Implementation) -> None:
    """Through `UserData`, with the customer's country; but gender, there an enum, through `Normalize`."""
    questions = [vector("zp", "94035", "US"), vector("zp", "none"), vector("em", "x"), vector("ge", "Female")]
    assert list(sdk.answers(questions)) == [
        Sent("US 94035"),
        Dropped(),
        Broken("raised TypeError"),
        Sent("ge hashed Female"),
    ]


STAND_IN_BUILDER = {
    "node_modules/capi-param-builder-nodejs/package.json": '{"version": "1.3.2", "main": "index.js"}',
    "node_modules/capi-param-builder-nodejs/index.js": """
exports.ParamBuilder = class {
  getNormalizedAndHashedPII(value, type) {
    if (value === 'throw') throw new RangeError('no')
    return value === 'none' ? null : `${type} ${value}`
  }
}
""",
}

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not on the PATH")


@needs_node
@pytest.mark.parametrize("place", ["", "node_modules"])
def test_a_node_package_is_looked_up_in_the_folder_that_was_named(tmp_path: Path, place: str) -> None:
    """The folder npm was run in, or its node_modules."""
    written(tmp_path, STAND_IN_BUILDER)
    builder = peers(sys.executable, tmp_path / place)[2]
    assert (builder.name, builder.about().version) == ("capi-param-builder-nodejs", "1.3.2")
    questions = [vector("fn", "Mary"), vector("fn", "none"), vector("fn", "throw"), vector("zp", "1", "US")]
    assert list(builder.answers(questions)) == [
        Sent("first_name Mary"),
        Dropped(),
        Broken("raised RangeError"),
        Sent("zip_code 1"),
    ]


@needs_node
def test_a_node_package_that_is_not_there_says_how_to_get_it(tmp_path: Path) -> None:
    """With a folder: install it. Without one: name the folder."""
    missing = [peer.about().missing for peer in peers(sys.executable, tmp_path)[2:]]
    assert missing[0] == "not installed: npm install capi-param-builder-nodejs"
    assert missing[1] == "not installed: npm install facebook-nodejs-business-sdk"
    assert "--node-modules FOLDER" in str(peers(sys.executable, None)[2].about().missing)
