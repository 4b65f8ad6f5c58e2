"""This engine and every peer that is installed, side by side in one run: `make bench`. Benchmarks/README.md says how.

Needs nothing but Python's standard library; the peers run under the interpreter that `make bench-peers` installs.
"""

import argparse
import sys
from pathlib import Path

import contenders
import figures
import machine
import report


def main():
    options = arguments()
    contenders.prepare_environment(options.kernels)
    company = machine.Company()
    if not contenders.PYTHON.exists():
        say("No peers are installed (`make bench-peers` does that): only our own figures.")
    found = []
    for name in figures.NAMES:
        if not options.only or any(part in name for part in options.only):
            say(name)
            rows = figures.measure(name, options, say)
            for row in rows:
                say(f"  {report.number(row.measured, row.unit)}  {row.against}".rstrip())
            found += rows
    facts = {
        **machine.describe(), "rounds": options.rounds, "kernels": options.kernels, "company": company.share(),
        "peers": contenders.limits(options.kernels),
        "versions": sorted({
            f"{result.name.split(',')[0]} {result.version}" for figure in found for result in figure.results
        }),
    }  # fmt: skip
    head = report.head(facts)
    print(f"\n{head}\n\n{report.document(found)}", end="")
    (contenders.HERE / "results.json").write_text(report.as_json(facts, found))
    if options.markdown:
        Path(options.markdown).write_text(f"{head}\n\n{report.document(found, report.markdown, '**{}**')}")


def say(text, passing=False):
    """To the person who waits. What is passing is for terminals alone, and the next line is written over it."""
    terminal = sys.stderr.isatty()
    if terminal or not passing:
        start, end = ("\r\033[K", "" if passing else "\n") if terminal else ("", "\n")
        print(f"{start}{text}", end=end, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default=contenders.ROOT / ".build/release/pitchstreamer", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--kernels", help="OPENBLAS_CORETYPE for this engine, such as Haswell; peers are limited alike")
    parser.add_argument(
        "--only", nargs="+", metavar="PART", help=f"rows whose names have this in them: {', '.join(figures.NAMES)}")
    parser.add_argument("--markdown", metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if not options.tool.is_file():
        sys.exit(f"{options.tool} is not there; `make bench` builds it")
    return options


if __name__ == "__main__":
    main()
