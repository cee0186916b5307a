# SPDX-FileCopyrightText: 2026 The Quell authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What quell tune --report and quell report write, with gnuplot and without, on a full disk, and after a search that was
killed. report_process.py QUELL."""
import html.parser
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

QUELL = os.path.abspath(sys.argv[1])
MAKE_MODEL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "commands", "tune_model.py")
TUNE = [QUELL, "tune", "model.safetensors", "-c", "pairs/clean", "-n", "pairs/noisy", "--target", "5%,10%",
        "--best-effort", "--strategy", "rank-tuning", "--strategy", "joint", "--factors", "plain", "--threads", "1"]
SECONDS = 120 * float(os.environ.get("TEST_PATIENCE", "1"))


class Page(html.parser.HTMLParser):
    """What a page is made of. Elements that are not closed, identifiers that come twice, links that lead out or nowhere
    are noted as faults."""

    VOID = {"meta", "br", "path", "use", "rect", "circle", "polygon", "polyline", "line"}

    def __init__(self, text):
        super().__init__()
        self.open, self.names, self.links, self.faults, self.figures, self.values = [], [], [], [], [], []
        self.pictures = 0
        self.feed(text)
        self.close()
        self.faults += [f"{name} is not closed" for name in self.open]
        self.faults += [f"the identifier {name} comes twice" for name in set(self.names) if self.names.count(name) > 1]
        self.faults += [f"the link {link} leads out or nowhere" for link in self.links
                        if not link.startswith("#") or link[1:] not in self.names]

    def handle_starttag(self, tag, attrs):
        if tag not in self.VOID:
            self.open.append(tag)
        self.handle_startendtag(tag, attrs)

    def handle_startendtag(self, tag, attrs):
        attributes = dict(attrs)
        self.names += [attributes[name] for name in ("id",) if name in attributes]
        self.links += [value for name, value in attrs if name in ("href", "xlink:href", "src", "action", "data")]
        self.values += [attributes[name] for name in ("data-value",) if name in attributes]
        self.pictures += tag == "svg" and attributes.get("role") == "img"
        if tag == "figure":
            self.figures.append(attributes["id"])
        if tag in ("script", "link", "iframe", "img", "object", "embed"):
            self.faults.append(f"<{tag}> on a page that needs nothing else")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def read_page(path):
    page = Page(read(path))
    assert not page.faults, page.faults[:5]
    return page


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, **options)


def tune(*more, **options):
    done = run(*TUNE, *more, **options)
    assert done.returncode == 0, done.stderr
    return done


def numbers_of(value):
    """All numbers of a JSON value that the page shows."""
    if isinstance(value, dict):
        for part in value.values():
            yield from numbers_of(part)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield value


def without_gnuplot():
    """An environment in which only the shell's usual programs but gnuplot are found."""
    os.makedirs("bare", exist_ok=True)
    return dict(os.environ, PATH=os.path.abspath("bare"))


# ---- Tests ----

def a_search_leaves_a_page_with_every_picture():
    tune("-o", "small.safetensors", "--report", "plain")
    page = read_page("plain/report.html")
    wanted = ["strategies-0", "speed-0", "bytes-0", "singular_values-0", "svd_error-0", "score-0", "loss-0", "ranks-0"]
    assert sorted(page.figures) == sorted(wanted), page.figures
    assert page.pictures == len(wanted), page.pictures
    assert not re.search("https?:|url\\(|@import", read("plain/report.html"))


def the_page_is_valid():
    if not shutil.which("tidy"):
        print("not tested, for there is no tidy: whether the page is valid")
        return
    done = run("tidy", "-quiet", "-errors", "plain/report.html")
    assert done.returncode == 0, done.stderr[:400]


def numbers_of_the_page_are_those_of_the_result():
    result = json.loads(read("plain/result.json"))
    shown = {float(value) for value in read_page("plain/report.html").values}
    keys = ("parameters", "bytes", "nanoseconds", "benefit", "search", "confirmation")
    expected = [result["dense_parameters"], result["search_recordings"]]
    for network in result["networks"]:
        for key in keys:
            expected += numbers_of(network[key])
    for matrix in result["matrices"]:
        expected += [*numbers_of(matrix["before"]), *numbers_of(matrix["after"])]
    missing = [value for value in expected if not any(abs(value - other) <= 1e-9 * abs(value) for other in shown)]
    assert not missing, missing[:5]


def two_results_make_one_page():
    tune("-o", "other.safetensors", "--report", "other")
    done = run(QUELL, "report", "plain", "other/result.json", "-o", "both.html")
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert len(read_page("both.html").figures) == 13
    assert "plain" in read("both.html") and "other/result.json" in read("both.html")


def a_page_that_is_made_again_is_the_same():
    done = run(QUELL, "report", "plain", "-o", "again.html")
    assert done.returncode == 0, done.stderr
    assert read("again.html") == read("plain/report.html")


def without_gnuplot_the_page_has_tables_and_says_so():
    done = run(QUELL, "report", "plain", "-o", "bare.html", env=without_gnuplot())
    assert done.returncode == 0, done.stderr
    assert len(done.stderr.splitlines()) == 1 and "no gnuplot" in done.stderr, done.stderr
    page = read_page("bare.html")
    assert not page.figures and page.values
    assert "no gnuplot" in read("bare.html")


def a_gnuplot_that_fails_is_mentioned():
    os.makedirs("broken", exist_ok=True)
    with open("broken/gnuplot", "w") as file:
        file.write('#!/bin/sh\n[ "$1" = --version ] && echo gnuplot && exit\necho "<svg></svg>"\nexit 1\n')
    os.chmod("broken/gnuplot", 0o755)
    done = run(QUELL, "report", "plain", "-o", "broken.html", env=dict(os.environ, PATH=os.path.abspath("broken") + ":/bin"))
    assert done.returncode == 0 and "lacks 8 pictures" in done.stderr, done.stderr
    assert read("broken.html").count("could not be drawn") == 8


def a_full_disk_leaves_nothing_half_written():
    command = (f"mount -t tmpfs -o size=24k none full && cd full && {QUELL} report ../plain -o page.html; code=$?; "
               "ls -A; exit $code")
    os.makedirs("full", exist_ok=True)
    done = run("unshare", "--mount", "--map-root-user", "sh", "-c", command)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        print("not tested, for no file system may be mounted here: a full disk")
        return
    assert done.returncode == 1 and not done.stdout, (done.stdout, done.stderr)
    assert "page.html" in done.stderr and "No space left" in done.stderr, done.stderr


def a_full_disk_leaves_an_old_report_as_it_was():
    """Room for the old files and a part of the new ones."""
    shutil.copytree("plain", "before", ignore=shutil.ignore_patterns("report.html"))
    pages = sum(-(-os.path.getsize(os.path.join("before", name)) // 4096) for name in os.listdir("before"))
    command = (f"mount -t tmpfs -o size={4 * (pages + 4)}k none full && cp -r before full/old && "
               f"{' '.join(TUNE)} -o small2.safetensors --report full/old; code=$?; cmp before/result.json full/old/result.json && "
               "cmp before/networks.csv full/old/networks.csv && ls -A full/old && exit $code")
    os.makedirs("full", exist_ok=True)
    done = run("unshare", "--mount", "--map-root-user", "sh", "-c", command)
    if "unshare" in done.stderr or "mount:" in done.stderr:
        return
    assert done.returncode == 1 and "No space left" in done.stderr, (done.returncode, done.stdout, done.stderr)
    assert done.stdout.split()[-5:] == ["curves.csv", "matrices.csv", "networks.csv", "result.json",
                                        "singular_values.csv"], done.stdout
    assert not os.path.exists("small2.safetensors")


def lines(path):
    return read(path).splitlines(keepends=True) if os.path.exists(path) else []


def without_times(result):
    """What is measured with a clock differs from run to run."""
    return json.loads(re.sub(r'"nanoseconds": [\d.e+-]+', '"nanoseconds": null', re.sub(
        r'"[^"]* ns instead of [^"]*"', '""', result)))


def a_search_that_is_killed_loses_one_evaluation_at_most():
    whole = lines("small.safetensors.evaluations")
    process = subprocess.Popen([*TUNE, "-o", "killed.safetensors", "--report", "killed"], stdout=subprocess.DEVNULL)
    end = time.monotonic() + SECONDS
    while len(lines("killed.safetensors.evaluations")) < len(whole) // 2 and time.monotonic() < end:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = lines("killed.safetensors.evaluations")
    assert len(whole) // 2 <= len(kept) < len(whole), (len(kept), len(whole))
    assert kept[:-1] == whole[:len(kept) - 1]
    assert not os.path.exists("killed.safetensors") and not os.path.exists("killed")
    tune("-o", "killed.safetensors", "--report", "killed")
    assert read_bytes("killed.safetensors") == read_bytes("small.safetensors")
    assert sorted(set(lines("killed.safetensors.evaluations"))) == sorted(set(whole))
    for result in (without_times(read("killed/result.json")),):
        expected = without_times(read("plain/result.json"))
        for key in ("networks", "answers", "matrices", "chosen"):
            assert result[key] == expected[key], key


def read_bytes(path):
    with open(path, "rb") as file:
        return file.read()


TESTS = [a_search_leaves_a_page_with_every_picture, the_page_is_valid, numbers_of_the_page_are_those_of_the_result, two_results_make_one_page,
         a_page_that_is_made_again_is_the_same, without_gnuplot_the_page_has_tables_and_says_so,
         a_gnuplot_that_fails_is_mentioned, a_full_disk_leaves_nothing_half_written,
         a_full_disk_leaves_an_old_report_as_it_was, a_search_that_is_killed_loses_one_evaluation_at_most]


def main():
    if not shutil.which("gnuplot"):
        sys.exit("gnuplot is needed to test pictures: tools/install.sh test")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        subprocess.run([sys.executable, MAKE_MODEL], check=True)
        for test in TESTS:
            test()
            print("ok", test.__name__)
        os.chdir("/")


main()
