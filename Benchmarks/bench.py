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
    kernels = contenders.check_environment(options.kernels)
    facts = {**machine.describe(), "kernels": kernels or "the engine's own choice", "rounds": options.rounds}
    if not contenders.PYTHON.exists():
        say("No peers are installed (`make bench-peers` does that): only our own figures.")
    wanted = [name for name in NAMES if not options.only or any(part in name for part in options.only)]
    found = []
    for name in wanted:
        say(f"{name}")
        if name in figures.RACES:
            found += figures.raced(name, options.tool, options.rounds, kernels, say)
        elif name == "cold-start":
            found += figures.cold_start(options.tool, max(10, options.rounds), say)
        elif name == "hour":
            found += figures.hour(options.tool, say)
        else:
            found += figures.accuracy(options.tool, say)
    facts["versions"] = sorted({
        f"{result.name.split(',')[0]} {result.version}" for figure in found for result in figure.results
    })  # fmt: skip
    head = describe(facts)
    say("")
    print(report.document(head, found), end="")
    (contenders.HERE / "results.json").write_text(report.as_json(facts, found))
    if options.markdown:
        Path(options.markdown).write_text(report.document(head, found, report.markdown, "**{}**"))


NAMES = [*figures.RACES, "cold-start", "hour", "accuracy"]


def describe(facts):
    return (
        f"{facts['processor']}, {facts['cores']} cores, {', '.join(facts['vectors']) or 'no known vectors'}; "
        f"kernels: {facts['kernels']}; {facts['rounds']} rounds; load before: {facts['load']:.1f}\n"
        f"{'; '.join(facts['versions'])}"
    )


def say(text, end="\n"):
    """To the person who waits; a line that ends with a carriage return is written over by the next."""
    if sys.stderr.isatty() or end == "\n":
        print(f"\r\033[K{text}" if sys.stderr.isatty() else text, end=end, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tool", default=contenders.ROOT / ".build/release/pitchstreamer", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--kernels", help="OPENBLAS_CORETYPE for this engine, such as Haswell; peers are limited alike")
    parser.add_argument("--only", nargs="+", metavar="PART", help=f"rows whose names have this in them: {', '.join(NAMES)}")
    parser.add_argument("--markdown", metavar="FILE", help="write the table there too")
    options = parser.parse_args()
    if not options.tool.is_file():
        sys.exit(f"{options.tool} is not there; `make bench` builds it")
    return options


if __name__ == "__main__":
    main()
