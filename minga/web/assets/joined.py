"""Join the modules of each page into few files: 25 questions to the server become two.

The rules are few. A page has one module of its own and, with the frame `base.html`, the shell.
The shell and all that it imports are one file, the page's module and the rest that it imports are
another, and so is what is asked for only later, with `import("…")`. A file keeps the name of the
module it begins with, so that templates and `import("…")` say what they said. No module may stand
in two files of one page: its state would be there twice. Where that would happen, the assembly
refuses, and a module has to be cut differently.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from minga.web.assets.files import AssetsIncomplete, write_packed
from minga.web.assets.modules import Module, in_function, labelled, read_module, relative

SHELL = "web/shell.js"
WORKER = "reports/worker.js"
ELSEWHERE = "vendor/"
SCRIPT = re.compile(r"""<script type="module" src="{% static '([^']+)' %}">""")
WHOLE_PAGE = re.compile(r"<html\b")


@dataclass(frozen=True)
class Part:
    """A file to write: the modules in it, in order, and where those stand that it asks for."""

    name: str
    modules: tuple[str, ...]
    around: Mapping[str, str]

    @property
    def known(self) -> dict[str, str]:
        """Each module that is there once this file has run, and the file it stands in."""
        return {**self.around, **dict.fromkeys(self.modules, self.name)}


def entries(root: Path) -> dict[str, bool]:
    """The modules that templates name; true for those beside which the shell runs."""
    roots: dict[str, bool] = {}
    for template in sorted(root.glob("minga/*/templates/**/*.html")):
        text = template.read_text("utf-8")
        names = SCRIPT.findall(text)
        has_shell = SHELL in names or not WHOLE_PAGE.search(text)
        for name in names:
            if roots.setdefault(name, has_shell) != has_shell:
                raise AssetsIncomplete(
                    f"{name} runs with the shell on one page, without on another."
                )
    return roots


class Joiner:
    """Knows every module, and cuts them into the files of the set."""

    def __init__(self, sources: Mapping[str, Path], roots: Mapping[str, bool]) -> None:
        self.sources, self.roots = sources, roots
        self.read: dict[str, Module] = {}
        self.parts: dict[str, Part] = {}
        self.asked: dict[str, list[str]] = {}

    def module(self, name: str) -> Module:
        """One module by its name; AssetsIncomplete where there is none."""
        if name not in self.read:
            if name not in self.sources:
                raise AssetsIncomplete(f"There is no module {name}, which another one imports.")
            self.read[name] = read_module(name, self.sources[name])
        return self.read[name]

    def in_order(self, name: str, without: Iterable[str] = ()) -> tuple[str, ...]:
        """A module after all that it imports, each once; circles are refused."""
        done, open_ = dict.fromkeys(without, False), set[str]()

        def walk(name: str) -> None:
            if name in done:
                return
            if name in open_:
                raise AssetsIncomplete(f"The module {name} imports itself, round a circle.")
            open_.add(name)
            for wanted in self.module(name).imports:
                walk(wanted)
            done[name] = True

        walk(name)
        return tuple(name for name, is_new in done.items() if is_new)

    def cut(self) -> list[Part]:
        """Every file that is to be written."""
        shell = Part(SHELL, self.in_order(SHELL), {}) if SHELL in self.sources else None
        for name, has_shell in self.roots.items():
            around = shell.known if shell and has_shell else {}
            self.parts[name] = Part(name, self.in_order(name, around), around)
        if shell:
            self.parts[SHELL] = shell
        self._note_who_asks()
        for name in self.asked:
            self._cut_later(name, ())
        self._refuse_doubles()
        return list(self.parts.values())

    def _note_who_asks(self) -> None:
        """Of each module that is asked for later: the files' first modules that may ask."""
        waiting = list(self.parts)
        while waiting:
            asker = waiting.pop()
            for name in self.in_order(asker):
                for later in self.module(name).lazy:
                    if later.startswith(ELSEWHERE):
                        continue
                    if later not in self.asked:
                        self.asked[later] = []
                        waiting.append(later)
                    if asker not in self.asked[later]:
                        self.asked[later].append(asker)

    def _cut_later(self, name: str, on_the_way: tuple[str, ...]) -> Part:
        """The file of a module that is asked for later: without what all that ask have already."""
        if name in self.parts:
            return self.parts[name]
        if name in on_the_way:
            raise AssetsIncomplete(f"The module {name} asks for itself, round a circle.")
        known = [self._cut_later(asker, (*on_the_way, name)).known for asker in self.asked[name]]
        around = dict(set.intersection(*(set(places.items()) for places in known)))
        self.parts[name] = Part(name, self.in_order(name, around), around)
        return self.parts[name]

    def _refuse_doubles(self) -> None:
        for root in self.roots:
            on_page = {root, SHELL} if self.parts[root].around else {root}
            grown = True
            while grown:
                more = {name for name, by in self.asked.items() if on_page & set(by)} - on_page
                on_page |= more
                grown = bool(more)
            where: dict[str, str] = {}
            for part in sorted(on_page):
                for module in self.parts[part].modules:
                    if where.setdefault(module, part) != part:
                        raise AssetsIncomplete(
                            f"On the page of {root}, {module} would stand in {part} and in"
                            f" {where[module]}: its state would be there twice."
                        )

    def text(self, part: Part) -> str:
        """What is served under the part's name."""
        wanted: dict[str, set[str]] = {}
        for name in part.modules:
            for other in self.module(name).imports:
                if other not in part.modules:
                    wanted.setdefault(part.around[other], set()).add(labelled(other))
        lines = [
            f'import {{ {", ".join(sorted(labels))} }} from "{relative(file, part.name)}";\n'
            for file, labels in sorted(wanted.items())
        ]
        lines += [in_function(self.module(name), part.name) for name in part.modules]
        own = self.module(part.name)
        if own.exports:
            lines.append(f"const {{ {', '.join(own.exports)} }} = {own.label};\n")
        given = sorted({*own.exports, *self._labels_wanted_of(part)})
        if given:
            lines.append(f"export {{ {', '.join(given)} }};\n")
        return "".join(lines)

    def _labels_wanted_of(self, part: Part) -> set[str]:
        return {
            labelled(other)
            for asking in self.parts.values()
            for name in asking.modules
            for other in self.module(name).imports
            if other not in asking.modules and asking.around[other] == part.name
        }


def write_joined(root: Path, own: Iterable[tuple[Path, str]], folder: Path) -> None:
    """Write the joined files over the modules they begin with."""
    sources = {name: source for source, name in own if name.endswith(".js")}
    roots = {name: shell for name, shell in entries(root).items() if name != SHELL}
    if WORKER in sources:
        roots[WORKER] = False
    joiner = Joiner(sources, roots)
    for part in joiner.cut():
        write_packed(folder / part.name, joiner.text(part).encode("utf-8"))
