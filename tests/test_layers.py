"""The shape of the code: arrows point down, and each library has one home."""

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "graph"

# From the ground up; a module may import only from layers below its own.
LAYERS = (
    {"boxes", "disk", "errors", "iris", "spreadsheet", "verify"},
    {"connections", "docket_words", "journal", "replies", "tracker", "wire"},
    {"protocol", "workers"},
    {"pool"},
    {
        "columns",
        "court_time",
        "dates",
        "doubts",
        "draft",
        "jsonld",
        "notebook",
        "ontology_page",
        "periods",
        "state_holidays",
        "strict",
    },
    {"chains", "model", "new", "sheet", "watchlist"},
    {"corpus", "verdict"},
    {"company", "copies", "question", "rdf_record", "rdf_terms", "references", "rests"},
    {"compose", "operative", "speaker"},
    {"timed"},
    {"channel", "load", "network", "words"},
    {"counting", "finding", "lanes", "looks", "page", "written_days"},
    {"cases", "counted", "court_windows", "imports", "lexicon", "listing", "reason"},
    {"coverage", "deadlines", "differ", "english", "proceedings", "timeline"},
    {"clashes", "due", "flips", "hides", "report", "segments", "sources", "turns"},
    {"labels"},
    {
        "bundle",
        "calendars",
        "news",
        "chronicle",
        "citation",
        "deep",
        "disclosed",
        "norms",
        "odrl",
        "outlook",
        "plot_parts",
        "rdf_segments",
        "tallies",
    },
    {"case_page", "reconcile"},
    {
        "case_views",
        "deciders",
        "exposure",
        "history_plots",
        "lane_plots",
        "newsletter",
        "paths",
        "plots",
        "rdf",
        "reproduce",
        "watch",
    },
    {"cube", "feeds", "itinerary", "kept", "nanopub", "pictures", "sparql", "table_plots", "watched"},
    {"frames", "remote", "tables"},
    {"catalogue", "export", "readable", "target"},
    {"api", "publish"},
    {"check", "graph", "magic", "trust", "views"},
    {"assistant", "endpoint", "pages", "printing", "twins"},
    {"description", "openapi", "screen"},
    {"desk", "site"},
    {"server"},
    {"commands"},
    {"cli"},
    {"__main__"},
)

HOMES = {
    "mcp": {"assistant"},
    "IPython": {"magic"},
    "PIL": {"pictures"},
    "altair": {"history_plots", "lane_plots", "pictures", "plot_parts", "plots", "table_plots"},
    "argparse": {"cli", "commands", "printing"},
    "courts_db": {"imports"},
    "eyecite": {"imports"},
    "holidays": {"state_holidays"},
    "icalendar": {"calendars"},
    "juriscraper": {"imports"},
    "lxml": {"imports"},
    "networkx": {"api", "deciders", "export", "network", "pages", "paths"},
    "numpy": {"cube"},
    "oxrdflib": {"rdf"},
    "pandas": {"api", "frames", "magic", "pages", "readable", "sparql"},
    "pickle": {"load"},
    "pyarrow": {"pages"},
    "pydantic": {"compose"},
    "pydantic_core": {"dates"},
    "pyoxigraph": {
        "description",
        "endpoint",
        "export",
        "iris",
        "jsonld",
        "kept",
        "nanopub",
        "odrl",
        "ontology_page",
        "remote",
        "rdf",
        "rdf_record",
        "rdf_segments",
        "rdf_terms",
        "sheet",
        "sparql",
        "target",
    },
    "uvicorn": {"connections", "server"},
    "starlette": {"journal", "site"},
    "rdflib": {"api", "rdf"},
    "streamlit": {"pages", "screen"},
    "streamlit_cytoscape": {"pages"},
    "subprocess": {"differ", "notebook"},
    "tenacity": {"imports"},
    "vl_convert": {"pictures"},
    "xarray": {"cube", "readable"},
    "yaml": {"strict"},
}

PURE = (
    "errors",
    "court_time",
    "dates",
    "model",
    "corpus",
    "question",
    "company",
    "operative",
    "boxes",
    "verdict",
    "speaker",
    "timed",
    "channel",
    "finding",
    "reason",
    "timeline",
)


def modules():
    """Every module of the package, and every package in it, which counts as one."""
    return sorted(path.parent.name if path.name == "__init__.py" else path.stem for path in files())


def files():
    return [*PACKAGE.glob("*.py"), *PACKAGE.glob("*/__init__.py")]


def texts(module):
    paths = [PACKAGE / f"{module}.py"] if (PACKAGE / f"{module}.py").is_file() else (PACKAGE / module).glob("*.py")
    return [path.read_text(encoding="utf-8") for path in ([PACKAGE / "__init__.py"] if module == "graph" else paths)]


def imports(module):
    """(what is imported, whether from this package) for every import of a module, lazy ones included."""
    inside = 1 + (PACKAGE / module).is_dir()
    for node in (node for text in texts(module) for node in ast.walk(ast.parse(text))):
        if isinstance(node, ast.ImportFrom) and node.level == inside:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            yield from ((name.partition(".")[0], True) for name in names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module.startswith("graph."):
            yield from [(name, True) for name in node.module.split(".")[1:2] if name != module]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module.partition(".")[0], False
        elif isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], False) for alias in node.names)


def level(module):
    return next(n for n, layer in enumerate(LAYERS) if module in layer)


def test_every_module_has_a_layer():
    assert set(modules()) == set().union(*LAYERS)


@pytest.mark.parametrize("module", modules())
def test_imports_point_down(module):
    upward = [name for name, ours in imports(module) if ours and level(name) >= level(module)]

    assert upward == []


@pytest.mark.parametrize("module", modules())
def test_each_library_is_imported_only_at_home(module):
    strays = [name for name, ours in imports(module) if not ours and name in HOMES and module not in HOMES[name]]

    assert strays == []


@pytest.mark.parametrize("module", PURE)
def test_the_core_knows_no_files_screen_clock_or_network(module):
    outside = {"pathlib", "os", "sys", "time", "io", "socket", "urllib", "subprocess", "random"}
    text = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")

    assert outside & {name for name, _ in imports(module)} == set()
    assert "today()" not in text
    assert "now()" not in text
    assert "open(" not in text


@pytest.mark.parametrize("module", PURE)
def test_no_agency_court_or_party_of_the_record_is_spelled_in_the_core(module, record):
    text = (PACKAGE / f"{module}.py").read_text(encoding="utf-8")
    acronyms = {term.acronym for term in record.agencies.values() if term.acronym}
    words = set(text.replace('"', " ").replace("`", " ").replace("(", " ").replace(",", " ").split())

    assert acronyms & words == set()
    assert {case.id for case in record.cases.values() if case.id in text} == set()
