"""The table, for the terminal, for a document, and as JSON."""

import json

MARKS = {True: "yes", False: "NO", None: "–"}


def number(value, unit):
    if value is None:
        return "–"
    text = f"{value:.1e}" if unit == "" else f"{value:.2f}" if unit == "×" else f"{value:.0f}"
    return f"{text} {unit}".strip()


def goal(figure, limit):
    return f"{'≤' if figure.at_most else '≥'} {limit:g}"


def main_rows(figures):
    rows = [("work", "must", "aim", "measured", "against", "must holds", "aim holds")]
    for figure in figures:
        rows.append((
            figure.work, goal(figure, figure.must), goal(figure, figure.aim), number(figure.measured, figure.unit),
            figure.against, MARKS[figure.holds(figure.must)], MARKS[figure.holds(figure.aim)],
        ))  # fmt: skip
    return rows


def contender_rows(figure):
    own = figure.results[0]
    rows = [("contender", "version", "median ms", "least – most", "its time / ours", "resident before", "peak")]
    for result in figure.results:
        times = [1e3 * seconds for seconds in result.seconds]
        rows.append((
            result.name, result.version, f"{1e3 * result.median:.1f}", f"{min(times):.1f} – {max(times):.1f}",
            f"{figure_ratio(result, own):.2f}", f"{result.loaded / 1e6:.0f} MB", f"{result.peak / 1e6:.0f} MB",
        ))  # fmt: skip
    return rows


def figure_ratio(result, own):
    from race import ratio

    return ratio(result, own)


def plain(rows):
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in rows)


def markdown(rows):
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


def document(head, figures, table=plain, heading="{}"):
    parts = [head, table(main_rows(figures))]
    for figure in figures:
        if figure.results:
            parts.append(heading.format(figure.work))
            parts.append(table(contender_rows(figure)))
    return "\n\n".join(parts) + "\n"


def as_json(facts, figures):
    rows = []
    for figure in figures:
        row = {name: value for name, value in vars(figure).items() if name != "results"}
        row["must holds"], row["aim holds"] = figure.holds(figure.must), figure.holds(figure.aim)
        row["results"] = [vars(result) for result in figure.results]
        rows.append(row)
    return json.dumps({"facts": facts, "figures": rows}, indent=2, ensure_ascii=False) + "\n"
