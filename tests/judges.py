"""Independent judges of finished files: one small function each.

None of them shares code with the writers. Each finds its program (see `judge_tools`), has a time
limit, and returns what the judge objects to: nothing returned means nothing objected. A judge that
is not installed skips the test that asks it, or fails it where EXPORTER_JUDGES=required; a judge
that gives no verdict raises `JudgeBroken`. `test_judges.py` proves that each one still says no.
"""

import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from judge_tools import (
    WORKERS,
    JudgeBroken,
    JudgeMissing,
    JudgeRefused,
    Worker,
    environment,
    judge_file,
    package_file,
    program,
    run,
    scratch_home,
    worker,
)

__all__ = [
    "FailedRule",
    "FontRow",
    "JudgeBroken",
    "JudgeMissing",
    "Message",
    "Violation",
    "ace",
    "chromium_png",
    "epubcheck",
    "libreoffice_pdf",
    "mutool_complaints",
    "ooxml",
    "openxml_audit",
    "pdffonts",
    "pdfinfo",
    "pdfinfo_struct",
    "pdftotext",
    "qpdf_check",
    "render_pdf",
    "verapdf",
]

Flavour = Literal["2a", "2b", "2u", "3a", "3b", "3u", "4", "4f", "ua1", "ua2"]
OfficeVersion = Literal[
    "Office2007",
    "Office2010",
    "Office2013",
    "Office2016",
    "Office2019",
    "Office2021",
    "Microsoft365",
]

_JAVA = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g")  # short work: compile lightly
_RHINO = "org.mozilla.javascript.tools.shell.Main"

_CHROMIUM = (
    "--headless",
    "--no-sandbox",  # its sandbox refuses to start as root
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",  # a picture of a local file has no business outside
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One finding of EPUBCheck."""

    severity: str  # FATAL, ERROR, WARNING, INFO
    id: str  # "RSC-005"
    text: str
    location: str  # "text/a.xhtml:12:7", or "" for the book as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One finding of Ace."""

    rule: str  # "image-alt"
    impact: str  # critical, serious, moderate, minor
    text: str
    location: str  # "a.xhtml#epubcfi(/4/4/2)", or the package document


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedRule:
    """One rule of a PDF profile that a file breaks."""

    clause: str  # of the standard, "6.2.11.4.1"
    test: int  # its number inside the clause
    text: str  # what the rule asks for
    count: int  # how often it is broken
    where: str  # the first place, veraPDF's object path


@dataclass(frozen=True, slots=True, kw_only=True)
class FontRow:
    """One line of `pdffonts`."""

    name: str  # "ABCDEF+NotoSerifSC-Regular"
    type: str  # "CID TrueType"
    encoding: str  # "Identity-H"
    embedded: bool
    subset: bool
    unicode: bool  # has a ToUnicode map


# --- EPUB


def epubcheck(path: Path) -> list[Message]:
    """All that EPUBCheck says about a book, information included."""
    messages = _java("epubcheck").ask({"path": str(path.resolve())}, timeout_s=120)["messages"]
    return [message for each in messages for message in _messages(each)]


def _messages(found: dict[str, Any]) -> Iterator[Message]:
    for place in found["locations"] or [{}]:
        parts = (place.get("path"), place.get("line"), place.get("column"))
        yield Message(
            severity=found["severity"],
            id=found["ID"],
            text=found["message"],
            location=":".join(str(part) for part in parts if part not in (None, -1, "")),
        )


def ace(path: Path) -> list[Violation]:
    """What Ace by DAISY finds inaccessible in a book.

    Ace drives the system's Chromium and itself turns the browser's sandbox off, so it also runs as
    root; its home is ours, for it keeps logs and settings there. Two seconds, and up to half a
    second more for each document of the book.
    """
    script = judge_file("node_modules/@daisy/ace-cli/bin/ace.js", "Ace")
    node, chromium = program("node"), program("chromium", "chromium-browser")
    env = environment(
        PUPPETEER_EXECUTABLE_PATH=chromium,
        ACE_TIMEOUT_INITIAL="60000",  # ms; its own five seconds are few on a busy machine
    )
    with tempfile.TemporaryDirectory(dir=scratch_home()) as out:
        done = run([node, script, "--silent", "--outdir", out, path.resolve()], 900, env)
        report = Path(out) / "report.json"
        if done.returncode != 0 or not report.is_file():
            raise JudgeBroken(f"Ace gave no report (exit {done.returncode}): {done.stderr[-2000:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    return [violation for each in found["assertions"] for violation in _violations(each)]


def _violations(document: dict[str, Any]) -> Iterator[Violation]:
    url = document["earl:testSubject"]["url"]
    for found in document["assertions"]:
        result, rule = found["earl:result"], found["earl:test"]
        if result["earl:outcome"] == "pass":
            continue
        cfi = result.get("earl:pointer", {}).get("cfi") or []
        yield Violation(
            rule=rule["dct:title"],
            impact=rule["earl:impact"],
            text=result["dct:description"],
            location=url + "".join(f"#epubcfi({place})" for place in cfi[:1]),
        )


# --- PDF


def verapdf(paths: Iterable[Path], flavour: Flavour) -> dict[Path, list[FailedRule]]:
    """What each file breaks of PDF/A ("2a", "3a", …) or PDF/UA ("ua1")."""
    return {path: _verapdf(path, flavour) for path in paths}


def _verapdf(path: Path, flavour: Flavour) -> list[FailedRule]:
    try:
        rules = _java("verapdf").ask({"path": str(path.resolve()), "flavour": flavour}, 120)
    except JudgeRefused as trouble:  # not a PDF at all, or one that cannot be parsed
        return [FailedRule(clause="parse", test=0, text=str(trouble), count=1, where="")]
    return [FailedRule(**rule) for rule in rules]


def _java(judge: Literal["epubcheck", "verapdf"]) -> Worker:
    """The two Java programs, each in a virtual machine of its own: they carry different versions
    of the same libraries. EPUBCheck borrows only the script engine of veraPDF's jar."""
    jars = [judge_file("java/greenfield-apps.jar", "veraPDF")]
    if judge == "epubcheck":
        jars.insert(0, package_file("epubcheck", "epubcheck.jar"))
    classpath = ":".join(str(jar) for jar in jars)
    script = WORKERS / "java.js"
    return worker(judge, [program("java"), *_JAVA, "-cp", classpath, _RHINO, script, judge])


def qpdf_check(path: Path) -> list[str]:
    """What `qpdf --check` warns of; one line each."""
    done = run([program("qpdf"), "--check", path], 60)
    return _complaints(done.returncode, done.stderr)


def mutool_complaints(path: Path) -> list[str]:
    """What MuPDF says while it reads the whole file and writes it anew.

    Its exit code alone is no verdict: it repairs a broken file and reports success.
    """
    with tempfile.TemporaryDirectory(dir=scratch_home()) as out:
        done = run([program("mutool"), "clean", "-gg", path, Path(out) / "clean.pdf"], 120)
    return _complaints(done.returncode, done.stderr)


def _complaints(exit_code: int, stderr: str) -> list[str]:
    lines = [line for line in stderr.splitlines() if line.strip()]
    if exit_code != 0 and not lines:
        lines = [f"exit code {exit_code}"]
    return lines


def pdftotext(path: Path, *, layout: bool = False, raw: bool = False) -> str:
    """The text as poppler extracts it, pages ended by form feeds; `layout` keeps the positions,
    `raw` the order in which it is drawn."""
    how = ["-layout"] if layout else ["-raw"] if raw else []
    return _poppler(["pdftotext", "-enc", "UTF-8", "-eol", "unix", *how, path, "-"])


def pdfinfo(path: Path) -> dict[str, str]:
    """The fields of `pdfinfo`: Title, Author, Tagged, Pages, "Page size", …"""
    pairs = (line.partition(":") for line in _poppler(["pdfinfo", path]).splitlines())
    return {name: value.strip() for name, _, value in pairs}


def pdfinfo_struct(path: Path) -> str:
    """The structure tree with its text, indented two spaces a level: `H1 (block)`, `"…"`."""
    return _poppler(["pdfinfo", "-struct-text", path])


def pdffonts(path: Path) -> list[FontRow]:
    """Every font the file names, in `pdffonts`' order."""
    _, rule, *rows = _poppler(["pdffonts", path]).splitlines() or ["", ""]
    columns = [match.span() for match in re.finditer("-+", rule)]
    return [_font(tuple(row[a:b].strip() for a, b in columns)) for row in rows]


def _font(cells: tuple[str, ...]) -> FontRow:
    name, kind, encoding, embedded, subset, unicode, *_ = cells
    return FontRow(
        name=name,
        type=kind,
        encoding=encoding,
        embedded=embedded == "yes",
        subset=subset == "yes",
        unicode=unicode == "yes",
    )


def _poppler(command: list[str | Path]) -> str:
    name, *rest = command
    done = run([program(str(name)), *rest], 60)
    if done.returncode != 0:
        raise JudgeBroken(f"{name} refused {command[-1]}: {done.stderr.strip()}")
    return done.stdout


def render_pdf(
    path: Path, out_dir: Path, dpi: int = 96, *, first: int = 1, last: int | None = None
) -> list[Path]:
    """Pictures of the pages (numbered from 1) as PNG files in `out_dir`, in page order."""
    out_dir.mkdir(parents=True, exist_ok=True)
    pages = ["-f", str(first), *(["-l", str(last)] if last is not None else [])]
    with tempfile.TemporaryDirectory(dir=out_dir) as fresh:
        _poppler(["pdftoppm", "-r", str(dpi), "-png", *pages, path, str(Path(fresh) / path.stem)])
        drawn = sorted(Path(fresh).iterdir())
        return [Path(shutil.move(page, out_dir / page.name)) for page in drawn]


# --- Word


def ooxml(
    path: Path, versions: Iterable[OfficeVersion] = ("Office2013", "Microsoft365")
) -> list[str]:
    """What the Open XML SDK objects to, one line a finding, named after the first version."""
    index = judge_file(
        "node_modules/@ooxml-tools/validate/dist/npm/index.js", "the Open XML SDK validator"
    )
    findings: dict[str, str] = {}
    for version in versions:
        for finding in _ooxml(index, path, version):
            findings.setdefault(finding, version)
    return [f"{finding} ({version})" for finding, version in findings.items()]


def _ooxml(index: Path, path: Path, version: OfficeVersion) -> list[str]:
    validator = worker("ooxml", [program("node"), "--no-liftoff", WORKERS / "ooxml.mjs", index])
    try:
        found = validator.ask({"path": str(path.resolve()), "version": version}, 180)
    except JudgeRefused as trouble:  # not a package at all
        return [str(trouble)]
    return [
        f"{each['path']['partUri']}{each['path']['xpath']}: {each['id']}: {each['description']}"
        for each in found
    ]


def openxml_audit(path: Path, version: OfficeVersion = "Microsoft365") -> list[str]:
    """What openxml-audit objects to; it also knows what makes Word offer to repair a file."""
    package_file("openxml_audit", "__main__.py")
    flags = ["--quiet", "--max-errors", "0", "--output", "json", "--format", version.lower()]
    done = run([sys.executable, "-m", "openxml_audit", *flags, path.resolve()], 120)
    try:
        (report,) = json.loads(done.stdout)
    except ValueError:
        raise JudgeBroken(f"openxml-audit gave no report: {done.stderr[-2000:]}") from None
    return [
        f"{each['part_uri']}{each['path']}: {each['severity']}: {each['description']}"
        for each in report["errors"]
    ]


def libreoffice_pdf(path: Path, out_dir: Path) -> Path:
    """A Word file set by LibreOffice, as a PDF in `out_dir`.

    The import filter is named, because LibreOffice otherwise takes a broken package for text; and
    its exit code says 0 either way, so only the file it made counts.
    """
    profile = (scratch_home() / "libreoffice").as_uri()
    flags = [f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"]
    convert = ["--infilter=MS Word 2007 XML", "--convert-to", "pdf:writer_pdf_Export"]
    made = out_dir / f"{path.stem}.pdf"
    made.unlink(missing_ok=True)
    soffice = program("soffice", "libreoffice")
    done = run([soffice, *flags, *convert, "--outdir", out_dir, path.resolve()], 180)
    if not made.is_file():
        raise JudgeBroken(f"LibreOffice made no PDF of {path.name}: {done.stderr.strip()}")
    return made


# --- Pages


def chromium_png(
    page: Path, png: Path, *, width: int = 800, height: int = 1000, scale: float = 1.0
) -> Path:
    """A picture of an HTML or XHTML file in Chromium; `width` and `height` in CSS pixels.

    Raises `JudgeBroken` when the page cannot be loaded or, being XHTML, is not well formed.
    """
    profile = scratch_home() / "chromium"
    png.unlink(missing_ok=True)
    done = run(
        [
            program("chromium", "chromium-browser"),
            *_CHROMIUM,
            f"--user-data-dir={profile}",
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}",
            f"--screenshot={png}",
            "--dump-dom",
            page.resolve().as_uri(),
        ],
        120,
    )
    if failed := re.search(r"Page load failed: (\S+)", done.stderr):
        raise JudgeBroken(f"Chromium could not load {page}: {failed[1]}")
    if broken := re.search(r"<parsererror.*?<div[^>]*>(.*?)</div>", done.stdout, re.DOTALL):
        raise JudgeBroken(f"{page.name} is not well formed: {broken[1].strip()}")
    if done.returncode != 0 or not png.is_file():
        raise JudgeBroken(f"Chromium made no picture of {page}: {done.stderr[-2000:]}")
    return png
