"""The table, for the terminal, for a document, and as JSON."""

import json

from race import ratio

MARKS = {True: "yes", False: "NO", None: "–"}


def number(value, unit):
    if value is None:
        return "–"
    text = f"{value:.1e}" if unit == "" else f"{value:.2f}" if unit == "×" else f"{value:.0f}"
    return f"{text} {unit}".strip()


def goal(figure, limit):
    return "–" if limit is None else f"{'≤' if figure.at_most else '≥'} {limit:g}"


def main_rows(figures):
    rows = [("work", "must", "aim", "measured", "against", "must holds", "aim holds")]
    for figure in figures:
        rows.append((
            figure.work, goal(figure, figure.must), goal(figure, figure.aim), number(figure.measured, figure.unit),
            figure.against, MARKS[figure.holds(figure.must)], MARKS[figure.holds(figure.aim)],
        ))  # fmt: skip
    return rows


def contender_rows(results):
    rows = [("contender", "version", "median ms", "least – most", "its time / ours", "resident before", "peak")]
    for result in results:
        times = [1e3 * seconds for seconds in result.seconds]
        rows.append((
            result.name, result.version, f"{1e3 * result.median:.1f}", f"{min(times):.1f} – {max(times):.1f}",
            f"{ratio(result, results[0]):.2f}", f"{result.loaded / 1e6:.0f} MB", f"{result.peak / 1e6:.0f} MB",
        ))  # fmt: skip
    return rows


def plain(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def document(figures, table=plain, heading="{}"):
    parts = [table(main_rows(figures))]
    for figure in figures:
        if figure.results:
            parts += [heading.format(figure.work), table(contender_rows(figure.results))]
    return "\n\n".join(parts) + "\n"


def head(facts):
    """What a reader has to know of the machine and the run."""
    rough = ": ROUGH FIGURES, run it again when they rest" if facts["company"] > 0.1 else ""
    text = f"{facts['processor']}, {facts['cores']} cores, {', '.join(facts['vectors']) or 'no known vectors'}\n"
    text += f"{facts['rounds']} rounds; others used {facts['company']:.0%} of the processors meanwhile{rough}\n"
    if facts["kernels"]:
        text += f"ours kept to {facts['kernels']} kernels; {facts['peers']}\n"
    return (text + "; ".join(facts["versions"])).strip()


def as_json(facts, figures):
    rows = []
    for figure in figures:
        row = {name: value for name, value in vars(figure).items() if name != "results"}
        row["must holds"], row["aim holds"] = figure.holds(figure.must), figure.holds(figure.aim)
        row["results"] = [vars(result) for result in figure.results]
        rows.append(row)
    return json.dumps({"facts": facts, "figures": rows}, indent=2, ensure_ascii=False) + "\n"
