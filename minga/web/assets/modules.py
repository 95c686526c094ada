"""Read one of our modules strictly enough to join it with others: what it imports and exports.

Only the forms that our modules use are known, each at the beginning of a line; anything else is
refused with the module's name, so that nothing is served that would run differently when joined.
"""

import posixpath
import re
from dataclasses import dataclass
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, without_types

ROOT_OF_SET = "__STATIC__"
IMPORT = re.compile(r'^import (?:(\{[^{}]*\}) from )?"([^"]+)";$', re.MULTILINE)
PASSED_ON = re.compile(r'^export (\{[^{}]*\})(?: from "([^"]+)")?;$', re.MULTILINE)
DECLARED = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
LAZY = re.compile(r'\bimport\("([^"]+)"\)')
HERE = re.compile(r"\bimport\.meta\.url\b")
COMMENT = re.compile(r"^[ \t]*//.*\n|/\*\* @[^\n]*?\*/ ?", re.MULTILINE)
UNKNOWN = re.compile(
    r"^(?:import\b(?!\()|export\b).*|^[^\n]*\bimport\.meta\b(?!\.url\b).*", re.MULTILINE
)
WAITING = re.compile(r"^(?![^\n]*\basync\b)\S[^\n]*\bawait\b.*|^await\b.*", re.MULTILINE)
NAMED = re.compile(r"(\w+)(?: as (\w+))?")


@dataclass(frozen=True)
class Module:
    """A module of ours, by its name under the set; its code has no types and no line comments."""

    name: str
    code: str
    imports: tuple[str, ...]
    lazy: tuple[str, ...]
    exports: tuple[str, ...]

    @property
    def label(self) -> str:
        """The variable that holds what it exports, where it is joined with others."""
        return "$" + re.sub(r"[/-]", "_", self.name.removesuffix(".js"))


def refuse(name: str, why: str) -> AssetsIncomplete:
    """What to raise for a module that cannot be joined."""
    return AssetsIncomplete(f"The module {name} cannot be joined with others: {why}.")


def resolve(name: str, specifier: str) -> str:
    """The name under the set of what a module asks for."""
    if specifier.startswith(ROOT_OF_SET):
        return specifier.removeprefix(ROOT_OF_SET)
    if not specifier.startswith("."):
        raise refuse(name, f"it asks for {specifier!r}")
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), specifier))


def relative(target: str, beside: str) -> str:
    """How a file of the set names another one."""
    path = posixpath.relpath(target, posixpath.dirname(beside) or ".")
    return path if path.startswith(".") else f"./{path}"


def read_module(name: str, source: Path) -> Module:
    """Read a module; raises AssetsIncomplete where it has a form that is not known."""
    code = COMMENT.sub("", without_types(source.read_bytes()).decode("utf-8"))
    if any(line.count("`") % 2 for line in code.splitlines()):
        raise refuse(name, "a template goes over several lines")
    rest = PASSED_ON.sub("", DECLARED.sub("", IMPORT.sub("", code)))
    for form in (UNKNOWN, WAITING):
        unknown = form.search(rest)
        if unknown:
            raise refuse(name, f"it says {unknown[0].strip()!r}")
    if len(re.findall(r"\bimport\(", rest)) != len(LAZY.findall(rest)):
        raise refuse(name, "it asks for modules whose names are not written out")
    sources = [specifier for _, specifier in IMPORT.findall(code)]
    sources += [specifier for _, specifier in PASSED_ON.findall(code) if specifier]
    return Module(
        name,
        code,
        tuple(dict.fromkeys(resolve(name, specifier) for specifier in sources)),
        tuple(dict.fromkeys(resolve(name, specifier) for specifier in LAZY.findall(code))),
        tuple(_exports(code)),
    )


def _exports(code: str) -> list[str]:
    names = [name for _, name in DECLARED.findall(code)]
    for listed, _ in PASSED_ON.findall(code):
        names += [alias or name for name, alias in NAMED.findall(listed)]
    return names


def labelled(name: str) -> str:
    """The label of a module of which only the name is known."""
    return Module(name, "", (), (), ()).label


def in_function(module: Module, beside: str) -> str:
    """The module as a function that runs at once; addresses in it are as seen from `beside`."""
    returned: list[str] = []

    def taken(match: re.Match[str]) -> str:
        names, specifier = match.groups()
        if not names:
            return ""
        return f"const {_destructured(names)} = {labelled(resolve(module.name, specifier))};"

    def passed(match: re.Match[str]) -> str:
        listed, specifier = match.groups()
        of = f"{labelled(resolve(module.name, specifier))}." if specifier else ""
        returned.extend(f"{alias or name}: {of}{name}" for name, alias in NAMED.findall(listed))
        return ""

    def declared(match: re.Match[str]) -> str:
        returned.append(match[2])
        return f"{match[1]} {match[2]}"

    code = IMPORT.sub(taken, module.code)
    code = DECLARED.sub(declared, PASSED_ON.sub(passed, code))
    code = LAZY.sub(
        lambda match: f'import("{relative(resolve(module.name, match[1]), beside)}")', code
    )
    here = f'new URL("{relative(module.name, beside)}", import.meta.url).href'
    code = HERE.sub(lambda _: here, code)
    lines = [line.strip() for line in code.splitlines() if line.strip()]
    body = "\n".join([*lines, f"return {{ {', '.join(returned)} }};"])
    return f"const {module.label} = (() => {{\n{body}\n}})();\n"


def _destructured(names: str) -> str:
    parts = [f"{name}: {alias}" if alias else name for name, alias in NAMED.findall(names)]
    return f"{{ {', '.join(parts)} }}"
